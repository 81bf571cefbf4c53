using System.Globalization;
using Dashboard.Core.Jobs;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Exports.Schedules;

/// <summary>Runs an export schedule, started by the clock or by <em>Run now</em>, and plans the next try after a failure.</summary>
public sealed class ScheduledExportJob(ExportScheduleRunner runner, ExportSchedules schedules, IBackgroundWork work, JobTracker tracker, ILogger<ScheduledExportJob> logger) : Job(tracker, logger)
{
    protected override JobKind Kind => JobKind.ScheduledExport;

    protected override bool IsQuiet => true;

    protected override async Task<string?> SubjectAsync(long id, CancellationToken cancellation) => (await schedules.FindAsync((int)id, cancellation))?.Name;

    protected override async Task<int?> OwnerAsync(long id, CancellationToken cancellation) => (await schedules.FindAsync((int)id, cancellation))?.UserId;

    protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        var link = string.Create(CultureInfo.InvariantCulture, $"{ExportJob.Link}/schedules/{id}");
        var result = await runner.RunAsync((int)id, ByClock, new ExportJob.Rows(progress, link), cancellation);
        if (result.RetryAt is { } retry) work.Plan<ScheduledExportJob>(id, retry);
        var counted = (await schedules.FindAsync((int)id, CancellationToken.None))?.Page is null ? "customers" : "rows";
        return result.Outcome switch
        {
            DeliveryOutcome.Delivered => JobOutcome.Finished(link, new JobCount(counted, result.Rows)),
            DeliveryOutcome.Failed => JobOutcome.Failed(result.Reason!, link),
            DeliveryOutcome.Stopped => JobOutcome.Stopped(link),
            _ => JobOutcome.Idle(link),
        };
    }
}
