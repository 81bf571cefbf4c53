namespace Dashboard.Web.Features.Overview;

public sealed class OverviewText;
