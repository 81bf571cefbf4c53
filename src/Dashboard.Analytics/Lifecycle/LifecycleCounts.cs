using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Lifecycle;

/// <summary>How many customers stood in each lifecycle state at the end of some days, by the rules in service. Prospects are none of them: nobody knows since when they are.</summary>
public static class LifecycleCounts
{
    /// <summary>States that a customer with a purchase can be in, in their order.</summary>
    public static IReadOnlyList<LifecycleState> States { get; } = [.. Enum.GetValues<LifecycleState>().Where(s => s != LifecycleState.Prospect)];

    /// <summary>Customers by day and state, shape [days][<see cref="LifecycleState"/>]; null while no forecast is in service.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="days">Snapshot days, ascending, none later than the last with an order.</param>
    /// <param name="members">Only these customers; null for all.</param>
    public static IReadOnlyList<int[]>? Of(CustomerFacts facts, IReadOnlyList<int> days, CustomerSet? members = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(days);
        if (facts.Lifecycle is not { } spells) return null;
        var (width, at) = (States.Count + 1, new ushort[ushort.MaxValue + 1]);
        for (int d = 0, next = 0; d < at.Length; d++)
        {
            while (next < days.Count && days[next] < d) next++;
            at[d] = (ushort)next;
        }
        // A stay counts on the days from its first to the next stay's first: one more from there, one less from here.
        var change = new int[(days.Count + 1) * width];
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (members is not null && !members[i]) continue;
            for (var (s, end, left) = (spells.Start[i], spells.Start[i + 1], -1); s < end; s++)
            {
                var row = at[spells.Day[s]] * width;
                if (left >= 0) change[row + left]--;
                change[row + (left = spells.State[s])]++;
            }
        }
        var counts = new int[days.Count][];
        for (var d = 0; d < counts.Length; d++)
        {
            counts[d] = change[(d * width)..((d + 1) * width)];
            for (var state = 0; d > 0 && state < width; state++) counts[d][state] += counts[d - 1][state];
        }
        return counts;
    }
}
