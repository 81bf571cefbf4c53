using System.Collections.Concurrent;
using Dashboard.Core.Jobs;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Imports;

/// <summary>Imports that wait for their job, since a job's only argument is a number. Forgotten when the process ends; the uploaded file stays for another try.</summary>
public sealed class ImportRequests
{
    private readonly ConcurrentDictionary<long, ImportRequest> _requests = [];

    // Jobs outlive the process: one of the last process must not find what this one keeps under its number.
    private long _last = Random.Shared.NextInt64(1L << 52);

    /// <summary>Keeps a request; the number is the argument of <see cref="ImportJob"/>.</summary>
    public long Add(ImportRequest request)
    {
        var id = Interlocked.Increment(ref _last);
        _requests[id] = request;
        return id;
    }

    internal ImportRequest? Find(long id) => _requests.GetValueOrDefault(id);

    internal void Forget(long id) => _requests.TryRemove(id, out _);
}

/// <summary>
/// Imports a file in the background and then has the figures refreshed. Ask for it as
/// <c>Enqueue&lt;ImportJob&gt;(JobKind.Import, requests.Add(request), fileName)</c>.
/// </summary>
public sealed class ImportJob(OrderImporter importer, ImportRequests requests, IBackgroundWork work, JobTracker tracker, ILogger<ImportJob> logger) : Job(tracker, logger)
{
    protected override JobKind Kind => JobKind.Import;

    protected override Task<string?> SubjectAsync(long id, CancellationToken cancellation) => Task.FromResult(requests.Find(id)?.FileName);

    protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        if (requests.Find(id) is not { } request)
            return JobOutcome.Failed("The program was restarted before the import began. Please upload the file again.");
        var result = await importer.ImportAsync(request with { WaitForTurn = true }, new Passed(progress), cancellation);
        requests.Forget(id);
        if (result.Created + result.Changed > 0) work.Enqueue<RefreshJob>(JobKind.Refresh);
        return Outcome(result);
    }

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
