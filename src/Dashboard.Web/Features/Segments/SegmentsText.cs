namespace Dashboard.Web.Features.Segments;

/// <summary>Texts of the pages about segments.</summary>
public sealed class SegmentsText;
