using Dashboard.Core.Data;
using Microsoft.Extensions.Localization;

namespace Dashboard.Core.Schedules;

/// <summary>
/// Finds new files in folders, and only in those that may be watched: the inbox of the data folder and what the program's settings name. Links are followed
/// before that is judged.
/// </summary>
public sealed class WatchedFolders(DataFolder data, ScheduleOptions options, TimeProvider clock, IStringLocalizer<ScheduleText> text)
{
    /// <summary>Names that programs give to files they have not finished.</summary>
    private static readonly string[] Unfinished = [".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", "~"];

    private readonly FolderRules _rules = new(data, data.Inbox, options.WatchedFolders);

    /// <summary>A file that keeps its size and date for this long is taken to be whole.</summary>
    public TimeSpan Quiet { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Folders that may be watched, with all below them; the inbox first.</summary>
    public IReadOnlyList<string> Roots => _rules.Roots;

    /// <summary>Why a folder cannot be watched; null when it can.</summary>
    /// <param name="location">Absolute, or relative to the inbox.</param>
    public ScheduleReason? Check(string location) => _rules.Check(location);

    /// <summary>
    /// Files that are new or changed since they were last seen, in the order of their names. Looks twice, a few seconds apart, and leaves those that are still
    /// being written for the next time.
    /// </summary>
    internal async Task<Arrivals> LookAsync(ImportSchedule schedule, IReadOnlyDictionary<string, ScheduledFile> known, CancellationToken cancellation)
    {
        if (Check(schedule.Location) is { } reason) return new([], text[$"Folder_{reason}", schedule.Location].Value);
        var folder = _rules.Find(schedule.Location)!;
        try
        {
            var first = List(folder, schedule.Pattern).Where(f => !IsKnown(f, known)).ToDictionary(f => f.Name);
            if (first.Count == 0) return new([], null);
            await Task.Delay(Quiet, clock, cancellation);
            var whole = List(folder, schedule.Pattern).Where(f => first.TryGetValue(f.Name, out var before) && before == f && f.Bytes > 0).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
            var stray = whole.FirstOrDefault(f => RealPath.Of(f.Path) is not { } real || !_rules.Allows(real));
            return new([.. whole.Where(f => RealPath.Of(f.Path) is { } real && _rules.Allows(real))], stray is null ? null : text["Folder_Link", stray.Name].Value);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new([], text["Folder_Unreadable", schedule.Location, unreadable.Message].Value);
        }
    }

    private static bool IsKnown(Arrival file, IReadOnlyDictionary<string, ScheduledFile> known) =>
        known.TryGetValue(file.Name, out var seen) && seen.Bytes == file.Bytes && seen.ChangedAt == file.ChangedAt;

    private static IEnumerable<Arrival> List(string folder, string pattern) =>
        new DirectoryInfo(folder).EnumerateFiles(pattern, new EnumerationOptions { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = false, MatchType = MatchType.Simple })
            .Where(f => !Unfinished.Any(end => f.Name.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
            .Select(f => new Arrival(f.Name, f.FullName, f.Length, StoreConventions.ToInstant(StoreConventions.ToMilliseconds(f.LastWriteTimeUtc))));
}

/// <summary>A file that is there to be imported.</summary>
/// <param name="ChangedAt">UTC, to the millisecond.</param>
internal sealed record Arrival(string Name, string Path, long Bytes, DateTime ChangedAt)
{
    public string? ETag { get; init; }
    public string? LastModified { get; init; }
}

/// <param name="Files">In the order in which they are imported.</param>
/// <param name="Reason">Why the source, or a part of it, could not be read; null when it could.</param>
internal sealed record Arrivals(IReadOnlyList<Arrival> Files, string? Reason);
