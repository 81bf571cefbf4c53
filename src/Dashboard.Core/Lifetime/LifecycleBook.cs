using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Lifecycle;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Kpis;

namespace Dashboard.Core.Lifetime;

/// <summary>Where customers stood and how they moved, by the rules in service.</summary>
/// <param name="Counts">Customers by bucket and state at the bucket's end, shape [buckets][<see cref="Analytics.Forecasts.LifecycleState"/>].</param>
/// <param name="Flows">Changes within the range.</param>
/// <param name="Stays">How long states last, over the whole history.</param>
public sealed record LifecycleAnswer(IReadOnlyList<int[]> Counts, IReadOnlyList<LifecycleFlow> Flows, IReadOnlyList<LifecycleStay> Stays);

/// <summary>What the answer is held against.</summary>
/// <param name="Counts">Customers by state at the end of the comparison.</param>
/// <param name="Flows">Changes within it.</param>
public sealed record EarlierLifecycle(int[] Counts, IReadOnlyList<LifecycleFlow> Flows);

/// <summary>Says of a snapshot how customers live; shared by all who look at the same days and customers.</summary>
public sealed class LifecycleBook
{
    private readonly SnapshotCache<(DateOnly, DateOnly, Bucket, int, CustomerSet), LifecycleAnswer?> _answers = new(64);
    private readonly SnapshotCache<(DateOnly, DateOnly, CustomerSet), EarlierLifecycle?> _earlier = new(64);
    private static readonly CustomerSet Everybody = new(0);

    /// <summary>The answer for the range and buckets of a report; null while no forecast is in service.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="report">Of this snapshot, with at least one bucket.</param>
    /// <param name="within">Count these alone; null for everybody.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<LifecycleAnswer?> ReadAsync(CustomerFacts facts, KpiReport report, CustomerSet? within, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(report);
        var (from, to) = (report.Buckets[0].From, report.Buckets[^1].To);
        int[] ends = [.. report.Buckets.Select(b => Math.Min(FactDay.From(b.To), facts.Span.Last))];
        // Weeks may begin on another day, which the first bucket's length tells.
        return _answers.GetAsync(
            facts, (from, to, report.Bucket, ends[0], within ?? Everybody),
            () => LifecycleCounts.Of(facts, ends, within) is { } counts ? new(counts, LifecycleFlows.Of(facts, from, to, within)!, LifecycleStays.Of(facts, within)!) : null, cancellation);
    }

    /// <summary>The same of other days; null while no forecast is in service.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day, none later than the last with an order.</param>
    /// <param name="within">Count these alone; null for everybody.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<EarlierLifecycle?> EarlierAsync(CustomerFacts facts, DateOnly from, DateOnly to, CustomerSet? within, CancellationToken cancellation) => _earlier.GetAsync(
        facts, (from, to, within ?? Everybody),
        () => LifecycleCounts.Of(facts, [FactDay.From(to)], within) is { } counts ? new(counts[0], LifecycleFlows.Of(facts, from, to, within)!) : null, cancellation);
}
