using Dashboard.Core.Snapshots;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Jobs;

/// <summary>What is done every night at the shop's hour.</summary>
public sealed class NightlyJob(SnapshotService snapshots, JobTracker tracker, ILogger<NightlyJob> logger) : Job(tracker, logger)
{
    protected override JobKind Kind => JobKind.Nightly;

    protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        await snapshots.RefreshAsync(null, cancellation);
        return JobOutcome.Finished("/");
    }
}
