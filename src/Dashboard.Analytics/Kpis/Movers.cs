using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Kpis;

/// <summary>One channel or country and its part in the change of revenue.</summary>
/// <param name="By">Channel or country.</param>
/// <param name="Code">Code in the snapshot.</param>
/// <param name="Name">Its name; empty for "not given".</param>
/// <param name="Revenue">Net revenue in the range, major units.</param>
/// <param name="Compare">Net revenue in the comparison, major units.</param>
/// <param name="Share">
/// Its difference as a fraction of the comparison's whole revenue: the parts of all channels, or of all countries, add up to the change. Null when that
/// revenue is not positive.
/// </param>
public sealed record Mover(Breakdown By, byte Code, string Name, double Revenue, double Compare, double? Share)
{
    public double Difference => Revenue - Compare;
}

/// <summary>What changed most.</summary>
public static class Movers
{
    /// <summary>
    /// The channels and countries whose revenue differs most between comparison and range, largest absolute difference first. A shop with one channel or one
    /// country hears nothing new from it, so such a split is left out.
    /// </summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="query">Range, comparison, customers and filters; without a comparison the result is empty.</param>
    /// <param name="take">How many rows at most.</param>
    public static IReadOnlyList<Mover> Find(CustomerFacts facts, KpiQuery query, int take = 5)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(query);
        var plan = KpiPlan.For(facts, query with { Kpis = [KpiId.Revenue] });
        if (plan.Nothing is not null || plan.Compare is not { } compare) return [];
        var timeline = new Timeline([plan.Range, compare], facts.Span.First, facts.Span.Last);
        return
        [
            .. new[] { Breakdown.Channel, Breakdown.Country }.SelectMany(by => By(by, plan, compare, timeline))
                .Where(m => m.Difference != 0).OrderByDescending(m => Math.Abs(m.Difference)).ThenBy(m => m.By).ThenBy(m => m.Code).Take(take),
        ];
    }

    private static List<Mover> By(Breakdown by, KpiPlan plan, DayRange compare, Timeline timeline)
    {
        var (_, _, names) = SalesScan.SplitBy(plan.Facts, by);
        var sales = new SalesScan(plan, timeline, by);
        var rows = Enumerable.Range(0, sales.Codes)
            .Select(code => (Code: (byte)code, Range: Revenue(sales, code, timeline.Segments(plan.Range)), Compare: Revenue(sales, code, timeline.Segments(compare))))
            .Where(row => row.Range != 0 || row.Compare != 0).ToList();
        if (rows.Count < 2) return [];
        var (before, minor) = (rows.Sum(r => r.Compare), (double)plan.Facts.Stamp.MinorPerMajor);
        return rows.ConvertAll(row => new Mover(
            by, row.Code, RowFilter.Name(row.Code, names), row.Range / minor, row.Compare / minor, before > 0 ? (double)(row.Range - row.Compare) / before : null));
    }

    private static long Revenue(SalesScan sales, int code, (int From, int To) segments)
    {
        var revenue = 0L;
        for (var at = code * sales.Segments + segments.From; at < code * sales.Segments + segments.To; at++)
            revenue += sales.Known[at].Net + sales.Anonymous[at].Net - sales.Refunds[at];
        return revenue;
    }
}
