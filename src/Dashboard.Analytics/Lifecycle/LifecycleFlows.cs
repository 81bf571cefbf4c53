using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Lifecycle;

/// <summary>Customers who went from one state into another.</summary>
/// <param name="From">State left; prospects are those without a purchase before.</param>
/// <param name="To">State entered.</param>
/// <param name="Customers">How many did, each counted once however often.</param>
public sealed record LifecycleFlow(LifecycleState From, LifecycleState To, int Customers);

/// <summary>Changes of lifecycle states by the rules in service.</summary>
public static class LifecycleFlows
{
    private const int States = 8;

    /// <summary>Every change that somebody made from one day to another, both included, by the order of states; null while no forecast is in service.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day.</param>
    /// <param name="members">Only these customers; null for all.</param>
    public static IReadOnlyList<LifecycleFlow>? Of(CustomerFacts facts, DateOnly from, DateOnly to, CustomerSet? members = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Lifecycle is not { } spells) return null;
        var (first, last, counts) = (FactDay.From(from), FactDay.From(to), new int[States * States]);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (members is not null && !members[i]) continue;
            var seen = 0UL;
            for (var s = spells.Start[i + 1] - 1; s >= spells.Start[i] && spells.Day[s] >= first; s--)
            {
                if (spells.Day[s] > last) continue;
                var flow = (s > spells.Start[i] ? spells.State[s - 1] : 0) * States + spells.State[s];
                if ((seen >> flow & 1) != 0) continue;
                seen |= 1UL << flow;
                counts[flow]++;
            }
        }
        return [.. Enumerable.Range(0, counts.Length).Where(f => counts[f] > 0).Select(f => new LifecycleFlow((LifecycleState)(f / States), (LifecycleState)(f % States), counts[f]))];
    }
}
