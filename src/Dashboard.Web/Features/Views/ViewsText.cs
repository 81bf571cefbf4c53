namespace Dashboard.Web.Features.Views;

/// <summary>Texts of the saved views.</summary>
public sealed class ViewsText;
