using Dashboard.Core.Jobs;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Imports;

/// <summary>Goes on with imports that a crash, a kill or a power cut interrupted; asked for when the server starts.</summary>
public sealed class ResumeImportsJob(OrderImporter importer, IBackgroundWork work, JobTracker tracker, ILogger<ResumeImportsJob> logger) : Job(tracker, logger)
{
    protected override JobKind Kind => JobKind.Import;

    protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        var results = await importer.ResumeInterruptedAsync(new ImportJob.Passed(progress), cancellation);
        if (results.Any(r => r.Created + r.Changed > 0)) work.Enqueue<RefreshJob>(JobKind.Refresh);
        if ((results.FirstOrDefault(r => !r.IsCompleted) ?? (results is [var only] ? only : null)) is { } one) return ImportJob.Outcome(one);
        return JobOutcome.Finished("/imports", new("rows", results.Sum(r => r.Rows)), new("created", results.Sum(r => r.Created)), new("changed", results.Sum(r => r.Changed)));
    }
}
