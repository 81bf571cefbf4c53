namespace Dashboard.Web.Features.Clv;

/// <summary>Texts of the pages about customer lifetime value.</summary>
public sealed class ClvText;
