namespace Dashboard.Web.Components.Layout;

/// <summary>Texts of the frame around every page.</summary>
public sealed class LayoutText;
