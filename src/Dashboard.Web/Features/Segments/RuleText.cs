namespace Dashboard.Web.Features.Segments;

/// <summary>Texts of rules: their names, their sentences, what is wrong with them.</summary>
public sealed class RuleText;
