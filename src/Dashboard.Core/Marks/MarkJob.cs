using Dashboard.Core.Jobs;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Marks;

/// <summary>Marks many customers in the background. Ask for it as <c>Enqueue&lt;MarkJob&gt;(JobKind.Mark, mark)</c> with the number that <see cref="MarkWork.AskAsync"/> gave.</summary>
public sealed class MarkJob(MarkWork work, JobTracker tracker, ILogger<MarkJob> logger) : Job(tracker, logger)
{
    /// <summary>Page with all marks.</summary>
    public const string Link = "/customers/changes";

    protected override JobKind Kind => JobKind.Mark;

    protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation) =>
        await work.RunAsync(id, new Customers(progress), cancellation) is { } mark
            ? JobOutcome.Finished(Link, new JobCount("customers", mark.Customers))
            : JobOutcome.Stopped(Link);

    protected override Task DropAsync(long id) => work.DropAsync(id);

    private sealed class Customers(IProgress<JobProgress> job) : IProgress<(int Done, int Total)>
    {
        public void Report((int Done, int Total) value) => job.Report(new((double)value.Done / value.Total, new JobCount("customers", value.Done)));
    }
}
