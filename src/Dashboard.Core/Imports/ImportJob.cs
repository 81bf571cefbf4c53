using Dashboard.Core.Jobs;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Imports;

/// <summary>
/// Imports a file in the background, or goes on with an import that was interrupted, and then has the figures refreshed. Ask for it as
/// <c>Enqueue&lt;ImportJob&gt;(JobKind.Import, await importer.QueueAsync(request), fileName)</c>.
/// </summary>
public sealed class ImportJob(OrderImporter importer, ImportHistory history, IBackgroundWork work, JobTracker tracker, ILogger<ImportJob> logger) : Job(tracker, logger)
{
    protected override JobKind Kind => JobKind.Import;

    protected override async Task<string?> SubjectAsync(long id, CancellationToken cancellation) => (await history.FindAsync(id, cancellation))?.Import.FileName;

    protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        var result = await importer.ContinueAsync(id, new Passed(progress), cancellation);
        if (result.Created + result.Changed > 0) work.Enqueue<RefreshJob>(JobKind.Refresh);
        if (result.Status == ImportStatus.Interrupted) cancellation.ThrowIfCancellationRequested();   // the program stops; the scheduler runs the job again
        return Outcome(result);
    }

    protected override Task DropAsync(long id) => importer.DropAsync(id);

    internal static JobOutcome Outcome(ImportResult result)
    {
        var link = PageOf(result.ImportId);
        // What is stored, which is less than the last progress told: the part after the last commit was taken back.
        JobCount[] counts = [new("rows", result.Rows), new("created", result.Created), new("changed", result.Changed), new("unchanged", result.Unchanged), new("rejected", result.Rejected)];
        return result.Status switch
        {
            ImportStatus.Completed => JobOutcome.Finished(link, counts),
            ImportStatus.Cancelled => JobOutcome.Stopped(link, counts),
            _ => JobOutcome.Failed(result.Error ?? "The import did not come to its end.", link),
        };
    }

    private static string? PageOf(long? import) => import is { } number ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/imports/{number}") : null;

    internal sealed class Passed(IProgress<JobProgress> job) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => job.Report(new(value.Fraction, Counts(value)) { Link = PageOf(value.ImportId) });

        private static JobCount[] Counts(ImportProgress value) => value is { Step: ImportStep.Reading, RowsRead: > 0 }
            ? [new("rows_read", value.RowsRead)]
            :
            [
                new("rows", value.Rows), new("created", value.Created), new("changed", value.Changed), new("unchanged", value.Unchanged),
                new("rejected", value.Rejected), new("rows_per_second", (long)value.RowsPerSecond),
            ];
    }
}
