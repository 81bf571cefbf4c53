using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime.Survival;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Lifecycle;

/// <summary>How long customers stay in a state.</summary>
/// <param name="State">The state.</param>
/// <param name="Stays">Stays in the whole history.</param>
/// <param name="Ended">Those of them that have ended.</param>
/// <param name="Now">Customers who are in it now: the stays that go on.</param>
/// <param name="Curve">Share of stays that last longer than so many days (Kaplan, Meier 1958), those that go on counted for the days seen.</param>
public sealed record LifecycleStay(LifecycleState State, int Stays, int Ended, int Now, SurvivalCurve Curve)
{
    /// <summary>Days after which half of the stays have ended; null while more than half go on.</summary>
    public double? Median => Curve.Quantile();

    /// <summary>95 % limits of the median; null on a side that is not known.</summary>
    public (double? Low, double? High) MedianLimits => Curve.QuantileLimits() is var (lower, upper) ? (lower, upper) : default;
}

/// <summary>Stays in lifecycle states by the rules in service.</summary>
public static class LifecycleStays
{
    /// <summary>All states of customers with a purchase, in their order; null while no forecast is in service.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="members">Only these customers; null for all.</param>
    public static IReadOnlyList<LifecycleStay>? Of(CustomerFacts facts, CustomerSet? members = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Lifecycle is not { } spells) return null;
        var length = Math.Max(facts.Span.Last, spells.Until) - facts.Span.First + 1;
        var (ended, running) = (new int[8 * length], new int[8 * length]);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (members is not null && !members[i]) continue;
            var end = spells.Start[i + 1];
            for (var s = spells.Start[i]; s < end - 1; s++) ended[spells.State[s] * length + spells.Day[s + 1] - spells.Day[s]]++;
            if (end > spells.Start[i]) running[spells.State[end - 1] * length + Math.Max(spells.Until, facts.Customers.LastDay[i]) - spells.Day[end - 1]]++;
        }
        return [.. LifecycleCounts.States.Select(state =>
        {
            var (over, open) = (ended.AsSpan((int)state * length, length).ToArray(), running.AsSpan((int)state * length, length).ToArray());
            return new LifecycleStay(state, over.Sum() + open.Sum(), over.Sum(), open.Sum(), SurvivalCurve.Estimate([.. Tenures(over, open)]));
        })];
    }

    private static IEnumerable<Tenure> Tenures(int[] ended, int[] running)
    {
        for (var d = 0; d < ended.Length; d++)
        {
            if (ended[d] > 0) yield return new(d, true, ended[d]);
            if (running[d] > 0) yield return new(d, false, running[d]);
        }
    }
}
