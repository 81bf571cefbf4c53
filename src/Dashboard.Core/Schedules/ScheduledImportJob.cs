using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Schedules;

/// <summary>Runs a schedule, started by the clock or by <em>Run now</em>, has the figures refreshed, and plans the next try after a failure.</summary>
public sealed class ScheduledImportJob(ScheduleRunner runner, ImportSchedules schedules, IBackgroundWork work, JobTracker tracker, ILogger<ScheduledImportJob> logger) : Job(tracker, logger)
{
    protected override JobKind Kind => JobKind.ScheduledImport;

    protected override bool IsQuiet => true;

    protected override async Task<string?> SubjectAsync(long id, CancellationToken cancellation) => (await schedules.FindAsync((int)id, cancellation))?.Name;

    protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        var result = await runner.RunAsync((int)id, ByClock, new ImportJob.Passed(progress), cancellation);
        if (result.Created + result.Changed > 0) work.Enqueue<RefreshJob>(JobKind.Refresh);
        if (result.RetryAt is { } retry) work.Plan<ScheduledImportJob>(id, retry);
        var link = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/imports/schedules/{id}");
        switch (result.Outcome)
        {
            case ScheduleOutcome.Stopped:
                return JobOutcome.Stopped(link, Counts(result));
            case ScheduleOutcome.Failed:
                return JobOutcome.Failed(result.Reason!, link, Counts(result));
            case ScheduleOutcome.Imported:
                return JobOutcome.Finished(link, Counts(result));
            default:
                return JobOutcome.Idle(link, new JobCount("files", 0));
        }
    }

    private static JobCount[] Counts(ScheduleResult result) =>
    [
        new("files", result.Imports.Count), new("rows", result.Rows), new("created", result.Created), new("changed", result.Changed), new("unchanged", result.Unchanged), new("rejected", result.Rejected),
    ];
}
