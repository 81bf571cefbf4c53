using Dashboard.Analytics.Facts;
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

/// <summary>
/// One cohort, or the average over cohorts. All lists are indexed by k, the periods since the first purchase's; k = 0 is that period itself.
/// Null marks a period that has not fully elapsed by the as-of day.
/// </summary>
/// <param name="Start">First day of the period of the first purchase.</param>
/// <param name="Name">"1997-01" for months, "1997-Q1" for quarters, the first day "1997-01-06" for weeks; empty for the average.</param>
/// <param name="Size">Customers.</param>
/// <param name="Retained">Share of the cohort that bought in period k.</param>
/// <param name="RetainedInOrAfter">Share that bought in period k or later, as known on the as-of day; never rises with k.</param>
/// <param name="Repurchased">Share with a second purchase by the end of period k.</param>
/// <param name="Active">Customers who bought in period k.</param>
/// <param name="Purchases">Purchase occasions in period k.</param>
/// <param name="Orders">Orders in period k.</param>
/// <param name="Revenue">Net revenue in period k, major units; a refund dated before the first purchase counts in k = 0.</param>
/// <param name="CumulativeRevenuePerCustomer">Net revenue up to the end of period k / size, major units.</param>
public sealed record CohortRow(
    DateOnly Start, string Name, int Size, double?[] Retained, double?[] RetainedInOrAfter, double?[] Repurchased,
    double?[] Active, double?[] Purchases, double?[] Orders, double?[] Revenue, double?[] CumulativeRevenuePerCustomer);

/// <summary>Customers grouped by the period of their first valid order, and what each group did k periods later.</summary>
public sealed class CohortTriangle
{
    private CohortTriangle(DateOnly? asOf, CohortBucket bucket, IReadOnlyList<CohortRow> cohorts, CohortRow? average) =>
        (AsOf, Bucket, Cohorts, Average) = (asOf, bucket, cohorts, average);

    /// <summary>Last day that counts; null when there is no order.</summary>
    public DateOnly? AsOf { get; }

    public CohortBucket Bucket { get; }

    /// <summary>Cohorts with at least one customer, oldest first.</summary>
    public IReadOnlyList<CohortRow> Cohorts { get; }

    /// <summary>
    /// The average row: for each k the mean over cohorts whose period k has elapsed, weighted by size; counts and revenue are sums over the same cohorts.
    /// Null without cohorts.
    /// </summary>
    public CohortRow? Average { get; }

    /// <summary>Computes the triangle.</summary>
    /// <exception cref="ArgumentException">The customer set belongs to a snapshot of another size.</exception>
    public static CohortTriangle Compute(CustomerFacts facts, CohortQuery? query = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        query ??= new();
        return new(null, query.Bucket, [], null);
    }
}
