namespace Dashboard.Analytics.Acquisition;

/// <summary>What was spent on winning customers through one channel in one month.</summary>
/// <param name="Channel">Name of the channel; empty for customers of whom none is given.</param>
/// <param name="Month">First day of the month.</param>
/// <param name="Amount">Major units of the reporting currency, 0 or more; null where its currency has no rate to that.</param>
public sealed record MonthlySpend(string Channel, DateOnly Month, double? Amount);
