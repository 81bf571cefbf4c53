using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Schedules;

/// <summary>
/// Runs schedules: the one class behind the clock, the page and the verb. Files go through the same importer as every other; one that was imported by
/// the same mapping and has not changed since is passed over. Running twice does no harm.
/// </summary>
public sealed partial class ScheduleRunner(
    DataFolder data, ImportSchedules schedules, ScheduleLog log, WatchedFolders folders, Downloader downloads, OrderImporter importer, ImportProfiles profiles, IStringLocalizer<ScheduleText> text,
    TimeProvider clock, ILogger<ScheduleRunner> logger, IHostApplicationLifetime? host = null)
{
    /// <summary>Failures in a row, of runs that the clock started, after which a schedule is switched off.</summary>
    public const int MostFailures = 5;

    /// <summary>How long the clock waits after the first, second, … failure in a row.</summary>
    internal static readonly TimeSpan[] BackOff = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4)];

    /// <summary>Imports what is new. Only one run of a schedule goes on at a time, whichever process runs it.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="byClock">The clock started it: it obeys the switch and the wait after failures, and its failures count.</param>
    /// <param name="progress">Told about five times a second, over all files.</param>
    /// <param name="cancellation">Ends it as <see cref="ScheduleOutcome.Stopped"/>; what came in stays.</param>
    /// <exception cref="OperationCanceledException">The program stops; the next run goes on.</exception>
    public async Task<ScheduleResult> RunAsync(int id, bool byClock, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var held = FileLock.TryTake(data.ScheduleLock(id));
        if (held is null || await schedules.FindAsync(id, cancellation) is not { } schedule) return new();
        var started = clock.GetUtcNow().UtcDateTime;
        if (byClock && (!schedule.Enabled || schedule.RetryAt > started)) return new();

        var made = new Made { RunId = await log.UnfinishedAsync(id, cancellation) };
        string? reason = null;
        var stopped = false;
        try
        {
            reason = await ImportNewAsync(schedule, made, byClock, started, progress, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && host?.ApplicationStopping.IsCancellationRequested != true)
        {
            stopped = true;
        }
        var outcome = stopped ? ScheduleOutcome.Stopped : reason is not null ? ScheduleOutcome.Failed : made.Imports.Count > 0 ? ScheduleOutcome.Imported : ScheduleOutcome.NothingNew;
        if (outcome == ScheduleOutcome.Failed) made.RunId ??= await log.BeginAsync(id, byClock, started, CancellationToken.None);
        var retry = await log.EndAsync(id, made.RunId, started, outcome, reason, byClock, made.TryAgain);
        if (outcome != ScheduleOutcome.NothingNew) LogEnded(id, outcome, made.Imports.Count);
        schedules.Tell();
        return new() { Outcome = outcome, Reason = reason, Imports = made.Imports, RetryAt = retry };
    }

    private async Task<string?> ImportNewAsync(ImportSchedule schedule, Made made, bool byClock, DateTime started, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        var mapping = schedule.Profile is { } profile ? await profiles.VersionAsync(profile, cancellation) : null;
        var known = await log.KnownAsync(schedule.Id, mapping, withRefused: byClock, cancellation);
        var earlier = made.RunId is { } run ? await log.CompletedAsync(run, cancellation) : [];
        var arrivals = schedule.Source == ScheduleSource.Folder ? await folders.LookAsync(schedule, known, cancellation) : await downloads.FetchAsync(schedule, known, cancellation);
        var reason = arrivals.Reason;
        made.TryAgain = reason is not null;
        for (var i = 0; i < arrivals.Files.Count; i++)
        {
            var file = arrivals.Files[i];
            if (await HashAsync(file, cancellation) is not { } hash)
            {
                // A folder is looked into again at its next time; one file without read permission does not switch it off.
                reason ??= text["File_Unreadable", file.Name].Value;
                made.TryAgain |= schedule.Source != ScheduleSource.Folder;
                continue;
            }
            var imported = earlier.FirstOrDefault(e => e.FileHash == hash);
            if (imported is not null) made.Imports.Add(OrderImporter.ResultOf(imported));
            else if (hash.Length == 0 || !known.Values.Any(k => k.Hash == hash))
            {
                made.RunId ??= await log.BeginAsync(schedule.Id, byClock, started, cancellation);
                var request = new ImportRequest(file.Path) { FileName = file.Name, Profile = schedule.Profile, ScheduleRunId = made.RunId, WaitForTurn = true };
                var result = await importer.ImportAsync(request, progress is null ? null : new OneOf(progress, i, arrivals.Files.Count), cancellation);
                if (result.Status is ImportStatus.Cancelled or ImportStatus.Interrupted) cancellation.ThrowIfCancellationRequested();
                if (result.ImportId is not null) made.Imports.Add(result);
                if (!result.IsCompleted)
                {
                    // A file that fails keeps none of the others from coming in. One of a folder that cannot be read as orders is refused once, until it changes;
                    // the file of an address is all that the address gives, so that fails as a whole.
                    reason ??= text["File_Failed", file.Name, result.Error ?? ""].Value;
                    if (result.Status == ImportStatus.Failed) downloads.Forget(file);
                    if (result is not { Status: ImportStatus.Failed, ImportId: not null } || schedule.Source != ScheduleSource.Folder)
                    {
                        made.TryAgain = true;
                        continue;
                    }
                }
            }
            downloads.Forget(file);
            known[file.Name] = new() { ScheduleId = schedule.Id, Name = file.Name, Bytes = file.Bytes, ChangedAt = file.ChangedAt, Hash = hash, Mapping = mapping, ETag = file.ETag, LastModified = file.LastModified };
            await log.RememberAsync(known[file.Name]);
        }
        return reason;
    }

    /// <summary>SHA-256 of the content; null when it cannot be read. A packed file that is damaged is the importer's to refuse.</summary>
    private static async Task<string?> HashAsync(Arrival file, CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(() => FileSource.HashAndVerify(file.Path, cancellation), cancellation);
        }
        catch (InvalidDataException)
        {
            return "";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Schedule {ScheduleId} ended as {Outcome} with {Imports} imports")]
    private partial void LogEnded(int scheduleId, ScheduleOutcome outcome, int imports);

    private sealed class Made
    {
        public long? RunId { get; set; }
        public List<ImportResult> Imports { get; } = [];

        /// <summary>Something failed that may work later.</summary>
        public bool TryAgain { get; set; }
    }

    /// <summary>The share of one of several files in the whole.</summary>
    private sealed class OneOf(IProgress<ImportProgress> whole, int index, int count) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => whole.Report(value with { Fraction = (index + value.Fraction) / count });
    }
}
