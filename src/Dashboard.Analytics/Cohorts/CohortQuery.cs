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

    /// <summary>Cohorts by name in place of a <see cref="Key"/>, a row for each in this order; null for none. A customer may be in several.</summary>
    public IReadOnlyList<CohortPart>? Parts { get; init; }

    /// <summary>Last day that counts; null for the last business day with an order.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Only customers whose first purchase was in the <see cref="Bucket"/> of this day or later; null for all.</summary>
    public DateOnly? AcquiredFrom { get; init; }

    /// <summary>Only customers whose first purchase was in the <see cref="Bucket"/> of this day or earlier; null for all.</summary>
    public DateOnly? AcquiredTo { get; init; }

    /// <summary>Only these customers; null for all.</summary>
    public CustomerSet? Customers { get; init; }
}

/// <summary>A cohort by name: those with their first purchase within some days, those of a set, or both.</summary>
/// <param name="Name">What people call it.</param>
public sealed record CohortPart(string Name)
{
    /// <summary>First day, included; null for any.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day, included; null for any.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Only these customers; null for all.</summary>
    public CustomerSet? Members { get; init; }

    /// <summary>What makes somebody one of <see cref="Members"/>, for those who ask who is behind a figure.</summary>
    public SegmentRule? Rule { get; init; }
}
