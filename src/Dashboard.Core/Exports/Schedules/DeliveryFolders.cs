using Dashboard.Core.Data;
using Dashboard.Core.Schedules;
using Microsoft.Extensions.Localization;

namespace Dashboard.Core.Exports.Schedules;

/// <summary>Puts files into folders that may be written, whole or not at all: written aside under a hidden name, then renamed; a file that is there is never overwritten.</summary>
public sealed class DeliveryFolders(DataFolder data, DeliveryOptions options, IStringLocalizer<DeliveryText> text)
{
    private const int MostNames = 1000;

    private readonly FolderRules _rules = new(data, data.Outbox, options.Folders);

    /// <summary>Folders that may be written, with all below them; the outbox first.</summary>
    public IReadOnlyList<string> Roots => _rules.Roots;

    /// <summary>Why files cannot be put into a folder; null when they can.</summary>
    /// <param name="location">Absolute, or relative to the outbox.</param>
    public ScheduleReason? Check(string location) => _rules.Check(location) switch
    {
        ScheduleReason.FolderNotAllowed => ScheduleReason.FolderNotForExports,
        var other => other,
    };

    /// <summary>The name the file will have, free at this moment.</summary>
    internal string? FreeName(string location, string name)
    {
        if (_rules.Find(location) is not { } folder) return null;
        var (stem, ending) = (Path.GetFileNameWithoutExtension(name), Path.GetExtension(name));
        for (var n = 1; n <= MostNames; n++)
        {
            var free = n == 1 ? name : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{stem}-{n}{ending}");
            if (!File.Exists(Path.Combine(folder, free))) return free;
        }
        return null;
    }

    /// <summary>Puts a file into a folder.</summary>
    /// <param name="source">The file.</param>
    /// <param name="hash">Its SHA-256, lower-case hex.</param>
    /// <param name="location">The folder.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="run">Names the run, so that what it left when its process died is found again.</param>
    /// <param name="cancellation">Leaves nothing behind.</param>
    /// <returns>Why not; null when it is there, from now or from the same run before.</returns>
    internal async Task<string?> PutAsync(string source, string hash, string location, string name, long run, CancellationToken cancellation)
    {
        if (_rules.Check(location) is { } reason) return text[$"Folder_{reason}", location];
        var folder = _rules.Find(location)!;
        var (final, part) = (Path.Combine(folder, name), Path.Combine(folder, PartOf(run)));
        try
        {
            if (File.Exists(final)) return await HashAsync(final, cancellation) == hash ? null : text["Folder_Taken", name, location].Value;
            try
            {
                await CopyAsync(source, part, cancellation);
                File.Move(part, final);   // refuses a name that somebody took meanwhile
            }
            finally
            {
                File.Delete(part);
            }
            return null;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            return text["Folder_Unwritable", location];
        }
    }

    /// <summary>Removes what a run left aside when its process died.</summary>
    internal void Sweep(string location, long run)
    {
        try
        {
            if (_rules.Check(location) is null) File.Delete(Path.Combine(_rules.Find(location)!, PartOf(run)));
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // The delivery that follows meets the same and says so.
        }
    }

    /// <summary>Removes delivered files, those alone that are still as they were put there.</summary>
    /// <param name="location">The folder.</param>
    /// <param name="files">Names and SHA-256.</param>
    /// <param name="cancellation">Stops between files.</param>
    internal async Task RemoveAsync(string location, IEnumerable<(string Name, string Hash)> files, CancellationToken cancellation)
    {
        if (_rules.Check(location) is not null) return;
        var folder = _rules.Find(location)!;
        foreach (var (name, hash) in files)
        {
            try
            {
                var path = Path.Combine(folder, name);
                if (File.Exists(path) && await HashAsync(path, cancellation) == hash) File.Delete(path);
            }
            catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
            {
                // It stays, and the next run tries again.
            }
        }
    }

    private static string PartOf(long run) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $".export-{run}.part");

    private static async Task CopyAsync(string source, string part, CancellationToken cancellation)
    {
        await using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true);
        await using var to = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 1, useAsync: true);
        await from.CopyToAsync(to, cancellation);
        to.Flush(flushToDisk: true);
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true);
        return Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(file, cancellation));
    }
}
