using Dashboard.Core.Housekeeping;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Jobs;

/// <summary>What is done every night at the shop's hour.</summary>
public sealed class NightlyJob(NightlyWork work, JobTracker tracker, ILogger<NightlyJob> logger) : Job(tracker, logger)
{
    protected override JobKind Kind => JobKind.Nightly;

    protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        await work.RunAsync(new Share(progress), cancellation);
        return JobOutcome.Finished("/");
    }

    private sealed class Share(IProgress<JobProgress> progress) : IProgress<double>
    {
        public void Report(double value) => progress.Report(new(value));
    }
}
