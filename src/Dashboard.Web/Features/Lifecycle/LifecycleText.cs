namespace Dashboard.Web.Features.Lifecycle;

/// <summary>Texts of the page about lifecycle states.</summary>
public sealed class LifecycleText;
