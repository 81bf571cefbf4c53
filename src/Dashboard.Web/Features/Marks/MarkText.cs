namespace Dashboard.Web.Features.Marks;

/// <summary>Texts of what people do with customers.</summary>
public sealed class MarkText;
