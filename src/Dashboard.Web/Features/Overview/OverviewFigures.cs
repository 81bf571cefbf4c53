using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Kpis;

namespace Dashboard.Web.Features.Overview;

/// <summary>Everything the Overview shows of one snapshot and one question.</summary>
/// <param name="Report">KPIs and their series.</param>
/// <param name="Rfm">The grid of recency and frequency scores.</param>
/// <param name="Cohorts">The newest monthly cohorts, oldest first.</param>
/// <param name="Average">All cohorts, weighted; null without any.</param>
/// <param name="CohortMonths">How many cohorts there are, shown or not.</param>
/// <param name="Movers">What changed most; empty without a comparison.</param>
public sealed record OverviewFigures(KpiReport Report, RfmGrid Rfm, IReadOnlyList<CohortRow> Cohorts, CohortRow? Average, int CohortMonths, IReadOnlyList<Mover> Movers)
{
    internal const int CohortsShown = 12;
    private const int MoversShown = 5;

    /// <summary>Days before the newest that tell what a weak day is.</summary>
    private const int DaysToJudge = 7;

    /// <summary>The cards, in their order.</summary>
    public static IReadOnlyList<KpiId> Cards { get; } =
    [
        KpiId.Revenue, KpiId.Orders, KpiId.AverageOrderValue, KpiId.ActiveCustomers,
        KpiId.NewCustomers, KpiId.ReturningCustomers, KpiId.ReactivatedCustomers, KpiId.LeakyBucketRatio,
        KpiId.RepeatRate, KpiId.EarlyRepeatRate, KpiId.PeriodRetention, KpiId.HistoricClvMean,
    ];

    /// <summary>Reads what the Overview shows; the answers are shared between all who look at the same.</summary>
    /// <param name="kpis">Answers.</param>
    /// <param name="query">The question.</param>
    /// <param name="newestDay">Last business day with an order.</param>
    /// <param name="importedDay">Business day on which the newest data came in; null when nothing was imported.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<OverviewFigures> ReadAsync(KpiService kpis, KpiQuery query, DateOnly newestDay, DateOnly? importedDay, CancellationToken cancellation)
    {
        // Asked together where one does not need the other: each is computed on a thread of its own.
        var movers = query.Compare == Comparison.None ? Task.FromResult<IReadOnlyList<Mover>>([]) : kpis.MoversAsync(query, MoversShown, cancellation);
        var report = WithOpenDay(await kpis.RunAsync(query with { Kpis = Cards }, cancellation), newestDay, importedDay);
        var (cohorts, scores) = (kpis.CohortsAsync(new() { AsOf = report.AsOf, Customers = query.Customers }, cancellation), kpis.RfmAsync(report.AsOf, cancellation));
        await Task.WhenAll(movers, cohorts, scores);
        var triangle = await cohorts;
        return new(report, RfmGrid.Of(await scores, kpis.Facts, query.Customers), [.. triangle.Cohorts.TakeLast(CohortsShown)], triangle.Average, triangle.Cohorts.Count, await movers);
    }

    /// <summary>
    /// Marks the newest day as incomplete when its data came in before it was over, or when it has less than half the orders of the weakest day of the range: a change of
    /// the time zone leaves the first hours of a day that no file has whole.
    /// </summary>
    internal static KpiReport WithOpenDay(KpiReport report, DateOnly newestDay, DateOnly? importedDay)
    {
        var days = report.Buckets;
        if (report.Bucket != Bucket.Day || days.Count == 0 || days[^1].To != newestDay) return report;
        var orders = report.Series[KpiId.Orders].Values;
        var isWeak = days.Count > DaysToJudge && orders[^1] * 2 < orders[..^1].Min();
        return isWeak || importedDay <= newestDay ? report with { Buckets = [.. days.SkipLast(1), days[^1] with { Unfinished = true }] } : report;
    }
}

/// <summary>The cells of the grid without the scores of a million customers behind them.</summary>
/// <param name="AsOf">Last day that counts.</param>
/// <param name="Customers">Customers with scores.</param>
/// <param name="Cells">Row = recency 1 … 5, column = frequency 1 … 5.</param>
public sealed record RfmGrid(DateOnly AsOf, int Customers, IReadOnlyList<RfmCell> Cells)
{
    public RfmCell this[int recency, int frequency] => Cells[(recency - 1) * 5 + frequency - 1];

    /// <summary>Customers and revenue of a group.</summary>
    public RfmCell Of(RfmGroup group)
    {
        var cells = Enumerable.Range(0, 25).Where(c => RfmGroups.Of(c / 5 + 1, c % 5 + 1) == group).Select(c => Cells[c]).ToList();
        return new(cells.Sum(c => c.Customers), cells.Sum(c => c.RevenueMinor));
    }

    /// <param name="scores">Scores of everybody.</param>
    /// <param name="facts">The snapshot they are of.</param>
    /// <param name="members">Count these alone; null for everybody.</param>
    internal static RfmGrid Of(RfmScores scores, CustomerFacts facts, CustomerSet? members) => members is null ? Of(scores) : Of(scores, members, facts);

    private static RfmGrid Of(RfmScores scores, CustomerSet members, CustomerFacts facts)
    {
        var cells = new RfmCell[25];
        foreach (var i in members.Members())
        {
            if (scores.Recency[i] == 0) continue;
            ref var cell = ref cells[(scores.Recency[i] - 1) * 5 + scores.Frequency[i] - 1];
            cell = new(cell.Customers + 1, cell.RevenueMinor + scores.RevenueOf(facts, i));
        }
        return new(FactDay.ToDate(scores.AsOfDay), cells.Sum(c => c.Customers), cells);
    }

    private static RfmGrid Of(RfmScores scores) =>
        new(FactDay.ToDate(scores.AsOfDay), scores.Customers, [.. from r in Enumerable.Range(1, 5) from f in Enumerable.Range(1, 5) select scores.Cell(r, f)]);
}
