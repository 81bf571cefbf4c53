using Dashboard.Core.Jobs;
using Dashboard.Core.Segments;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Lifetime;

/// <summary>Fits the models in the background after an import and measures the segments. Ask for it as <c>Enqueue&lt;LifetimeJob&gt;(JobKind.Lifetime)</c>.</summary>
public sealed class LifetimeJob(LifetimeWork lifetime, SegmentRefresher segments, JobTracker tracker, ILogger<LifetimeJob> logger) : Job(tracker, logger)
{
    protected override JobKind Kind => JobKind.Lifetime;

    protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        await lifetime.FollowAsync(new Share(progress), cancellation);
        await segments.RefreshAsync(null, cancellation);
        return JobOutcome.Finished("/");
    }

    private sealed class Share(IProgress<JobProgress> progress) : IProgress<double>
    {
        public void Report(double value) => progress.Report(new(value));
    }
}
