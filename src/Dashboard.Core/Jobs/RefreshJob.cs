using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Jobs;

/// <summary>Brings the figures up to what the store holds, writes the day's down and has the forecasts follow.</summary>
public sealed class RefreshJob(SnapshotService snapshots, KpiHistoryRecorder history, SegmentRefresher segments, IBackgroundWork work, JobTracker tracker, ILogger<RefreshJob> logger) : Job(tracker, logger)
{
    protected override JobKind Kind => JobKind.Refresh;

    protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        var result = await snapshots.RefreshAsync(new Steps(progress), cancellation);
        await history.RecordAsync(cancellation);
        if (result.Orders > 0) work.Enqueue<LifetimeJob>(JobKind.Lifetime);
        else await segments.RefreshAsync(null, cancellation);
        return JobOutcome.Finished("/", new("customers", result.Customers), new("orders", result.Orders));
    }

    private sealed class Steps(IProgress<JobProgress> progress) : IProgress<SnapshotProgress>
    {
        public void Report(SnapshotProgress value) => progress.Report(new(value.Total > 0 ? value.Done / (double)value.Total : null, new JobCount("orders", value.Done)));
    }
}
