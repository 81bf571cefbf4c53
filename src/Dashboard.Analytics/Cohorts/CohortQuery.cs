using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Cohorts;

/// <summary>Length of a cohort and of its periods.</summary>
public enum CohortBucket
{
    Month,
    Week,
    Quarter,
}

/// <summary>Which cohorts to compute.</summary>
public sealed record CohortQuery
{
    public CohortBucket Bucket { get; init; }

    public DayOfWeek WeekStart { get; init; } = DayOfWeek.Monday;

    /// <summary>Last day that counts; null for the last business day with an order.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Only these customers; null for all.</summary>
    public CustomerSet? Customers { get; init; }
}
