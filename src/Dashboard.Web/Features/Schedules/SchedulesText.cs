namespace Dashboard.Web.Features.Schedules;

/// <summary>Names the texts of the schedules' pages, which lie beside it.</summary>
public sealed class SchedulesText;
