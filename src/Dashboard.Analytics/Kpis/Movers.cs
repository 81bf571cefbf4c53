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
        var scan = new MoverScan(plan, compare);
        return
        [
            .. Of(Breakdown.Channel, facts.Codes.Channels, scan, facts).Concat(Of(Breakdown.Country, facts.Codes.Countries, scan, facts))
                .Where(m => m.Difference != 0).OrderByDescending(m => Math.Abs(m.Difference)).ThenBy(m => m.By).ThenBy(m => m.Code).Take(take),
        ];
    }

    private static List<Mover> Of(Breakdown by, string[] names, MoverScan scan, CustomerFacts facts)
    {
        var rows = Enumerable.Range(0, FactCodes.Other + 1).Select(code => (Code: (byte)code, Revenue: scan.Revenue(by, code)))
            .Where(row => row.Revenue != default).ToList();
        if (rows.Count < 2) return [];
        var (before, minor) = (rows.Sum(r => r.Revenue.Compare), (double)facts.Stamp.MinorPerMajor);
        return rows.ConvertAll(row => new Mover(
            by, row.Code, RowFilter.Name(row.Code, names), row.Revenue.Range / minor, row.Revenue.Compare / minor,
            before > 0 ? (double)(row.Revenue.Range - row.Revenue.Compare) / before : null));
    }
}
