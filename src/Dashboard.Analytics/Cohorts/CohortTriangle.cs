using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Cohorts;

/// <summary>Customers grouped by the period of their first valid order, or by what they came with, and what each group did k periods later.</summary>
/// <remarks>Orders without a customer belong to no cohort. A refund dated after the last business day with an order counts on that day.</remarks>
public sealed class CohortTriangle
{
    private CohortTriangle(DateOnly? asOf, CohortQuery query, IReadOnlyList<CohortRow> cohorts, CohortRow? average) =>
        (AsOf, Bucket, Key, Cohorts, Average) = (asOf, query.Bucket, query.Key, cohorts, average);

    /// <summary>Last day that counts; null when there is no order.</summary>
    public DateOnly? AsOf { get; }

    public CohortBucket Bucket { get; }

    /// <summary>What the cohorts are grouped by; null for the period of the first purchase.</summary>
    public CustomerKey? Key { get; }

    /// <summary>
    /// Cohorts with at least one customer, oldest first; at most the newest 522 periods. With a <see cref="Key"/> the groups with most customers first,
    /// those beyond <see cref="CohortQuery.MostGroups"/> as one at the end.
    /// </summary>
    public IReadOnlyList<CohortRow> Cohorts { get; }

    /// <summary>
    /// For each k the mean over the cohorts whose period k has elapsed, weighted by their size, a cohort at 0 % included; counts and revenue are sums over
    /// the same cohorts. Null without cohorts.
    /// </summary>
    public CohortRow? Average { get; }

    /// <summary>Computes the triangle.</summary>
    /// <exception cref="ArgumentException">The customer set belongs to a snapshot of another size.</exception>
    public static CohortTriangle Compute(CustomerFacts facts, CohortQuery? query = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        query ??= new();
        if (query.Customers is { } members && members.Size != facts.CustomerCount)
            throw new ArgumentException("The customer set belongs to a snapshot of another size.", nameof(query));
        var (first, last) = facts.Span;
        var asOf = query.AsOf is { } date ? Math.Min(FactDay.From(date), last) : last;
        if (facts.OrderCount == 0 || asOf < first) return new(null, query, [], null);

        var periods = new CohortPeriods(first, asOf, query.Bucket, query.WeekStart);
        var scan = new CohortScan(facts, periods, asOf, query.Customers);
        if (query.Key is { } key) return new(FactDay.ToDate(asOf), query, GroupedCohorts.Of(facts, query, key, periods, asOf), scan.Average(""));
        var rows = Enumerable.Range(0, periods.Count).Where(c => scan.Sizes[c] > 0)
            .Select(c => Row(periods.Start(c), periods.Name(c), scan.Sizes[c], scan.Row(c), periods.Elapsed - c, facts.Stamp.MinorPerMajor)).ToList();
        return new(FactDay.ToDate(asOf), query, rows, CohortAverage.Of(rows));
    }

    private static CohortRow Row(DateOnly start, string name, int size, ReadOnlySpan<CohortCell> cells, int elapsed, long minorPerMajor)
    {
        var row = CohortRows.Empty(start, name, size, cells.Length);
        var (leftBefore, repurchased, revenue) = (0, 0, 0L);
        for (var k = 0; k < elapsed; k++)
        {
            ref readonly var cell = ref cells[k];
            repurchased += cell.Second;
            revenue += cell.Revenue;
            row.Active[k] = cell.Active;
            row.Purchases[k] = cell.Purchases;
            row.Orders[k] = cell.Orders;
            row.Revenue[k] = (double)cell.Revenue / minorPerMajor;
            row.Retained[k] = (double)cell.Active / size;
            row.RetainedInOrAfter[k] = (double)(size - leftBefore) / size;
            row.Repurchased[k] = (double)repurchased / size;
            row.CumulativeRevenuePerCustomer[k] = (double)revenue / minorPerMajor / size;
            leftBefore += cell.Last;
        }
        return row;
    }
}
