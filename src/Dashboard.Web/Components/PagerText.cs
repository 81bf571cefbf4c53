namespace Dashboard.Web.Components;

/// <summary>Texts of <see cref="Pager"/>.</summary>
public sealed class PagerText;
