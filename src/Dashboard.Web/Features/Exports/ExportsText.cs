namespace Dashboard.Web.Features.Exports;

public sealed class ExportsText;
