using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Cohorts;

/// <summary>Customers grouped by the period of their first valid order, or by what they came with, and what each group did k periods later.</summary>
/// <remarks>Orders without a customer belong to no cohort. A refund dated after the last business day with an order counts on that day.</remarks>
public sealed class CohortTriangle
{
    private CohortTriangle(DateOnly? asOf, CohortQuery query, (int From, int To) acquired, (IReadOnlyList<CohortRow> Rows, CohortRow? Average) cohorts) =>
        (AsOf, Query, Acquired, Cohorts, Average) = (asOf, query, acquired, cohorts.Rows, cohorts.Average);

    /// <summary>Last day that counts; null when there is no order.</summary>
    public DateOnly? AsOf { get; }

    /// <summary>What was asked.</summary>
    public CohortQuery Query { get; }

    public CohortBucket Bucket => Query.Bucket;

    /// <summary>First and last snapshot day of the periods in which the customers counted first bought; the first after the last when nobody can be.</summary>
    internal (int From, int To) Acquired { get; }

    /// <summary>
    /// Cohorts with at least one customer, oldest first; at most the newest 522 periods. With a <see cref="Key"/> the groups with most customers first,
    /// those beyond <see cref="CohortQuery.MostGroups"/> as one at the end. With <see cref="CohortQuery.Parts"/> a row for each of them, nobody's included.
    /// </summary>
    public IReadOnlyList<CohortRow> Cohorts { get; }

    /// <summary>
    /// For each k the mean over the cohorts whose period k has elapsed, weighted by their size, a cohort at 0 % included; counts and revenue are sums over
    /// the same cohorts. Of groups and parts the mean over their customers, who count as often as they are in one. Null without customers.
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
        if (facts.OrderCount == 0 || asOf < first) return new(null, query, (1, 0), ([], null));

        var periods = new CohortPeriods(first, asOf, query.Bucket, query.WeekStart);
        var (from, to) = periods.Cohorts(query);
        var acquired = from < to ? (Math.Max(periods.FirstDay, periods.Days(from).From), periods.Days(to - 1).To) : (1, 0);
        if (query.Key is not null || query.Parts is not null)
            return new(FactDay.ToDate(asOf), query, acquired, GroupedCohorts.Of(facts, query, periods, asOf, acquired));
        var scan = new CohortScan(facts, periods, asOf, query.Customers);
        var rows = Enumerable.Range(from, to - from).Where(c => scan.Sizes[c] > 0)
            .Select(c => Row(periods.Start(c), periods.Name(c), scan.Sizes[c], scan.Row(c), periods.Elapsed - c, facts.Stamp.MinorPerMajor)).ToList();
        return new(FactDay.ToDate(asOf), query, acquired, (rows, CohortAverage.Of(rows)));
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
            row.Mature[k] = size;
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
