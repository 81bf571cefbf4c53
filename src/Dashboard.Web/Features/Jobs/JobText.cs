namespace Dashboard.Web.Features.Jobs;

public sealed class JobText;
