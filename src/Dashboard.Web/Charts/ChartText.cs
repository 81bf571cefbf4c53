namespace Dashboard.Web.Charts;

/// <summary>Texts around charts.</summary>
public sealed class ChartText;
