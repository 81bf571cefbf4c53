namespace Dashboard.Core.Schedules;

/// <summary>Names the texts of schedules, which lie beside it.</summary>
public sealed class ScheduleText;
