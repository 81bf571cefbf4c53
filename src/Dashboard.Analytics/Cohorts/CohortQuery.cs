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
    /// <summary>Name of the row that stands for the groups beyond <see cref="MostGroups"/>.</summary>
    public const string OtherGroups = "Other";

    /// <summary>Cohorts by what customers came with; null for cohorts by the period of the first purchase.</summary>
    public CustomerKey? Key { get; init; }

    /// <summary>With a <see cref="Key"/>: so many groups with most customers have a row, the rest share one.</summary>
    public int MostGroups { get; init; } = 50;

    public CohortBucket Bucket { get; init; }

    public DayOfWeek WeekStart { get; init; } = DayOfWeek.Monday;

    /// <summary>Last day that counts; null for the last business day with an order.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Only these customers; null for all.</summary>
    public CustomerSet? Customers { get; init; }
}
