using Dashboard.Core.Imports;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;

namespace Dashboard.Core.Housekeeping;

/// <summary>What is done every night at the shop's hour: bring the snapshot up to the store, fit the models and forecast, write down KPIs and segments, throw away what nobody
/// needs.</summary>
public sealed class NightlyWork(
    SnapshotService snapshots, LifetimeWork lifetime, SegmentRefresher segments, KpiHistoryRecorder history, OrderImporter importer, Housekeeper housekeeper)
{
    /// <summary>Does all of it. Safe to run at any hour and again.</summary>
    /// <param name="progress">Receives the share done, 0 to 1.</param>
    /// <param name="cancellation">Stops between and within the steps; what was done stays done.</param>
    public async Task RunAsync(IProgress<double>? progress, CancellationToken cancellation)
    {
        await snapshots.RefreshAsync(new Share<SnapshotProgress>(progress, p => p.Total > 0 ? 0.2 * Math.Min(1, p.Done / (double)p.Total) : 0), cancellation);
        progress?.Report(0.2);
        await lifetime.RunAsync(new Share<double>(progress, done => 0.2 + 0.4 * done), cancellation);
        await history.RecordAsync(cancellation);
        await segments.RefreshAsync(null, cancellation);
        progress?.Report(0.7);
        await importer.RestoreIndexAsync(cancellation);
        await housekeeper.RunAsync(new Share<double>(progress, done => 0.7 + 0.3 * done), cancellation);
    }

    // Progress<T> would post to the thread pool and could report out of order.
    private sealed class Share<T>(IProgress<double>? whole, Func<T, double> share) : IProgress<T>
    {
        public void Report(T value) => whole?.Report(share(value));
    }
}
