namespace Dashboard.Web.Features.Cohorts;

/// <summary>Texts of the pages about cohorts.</summary>
public sealed class CohortsText;
