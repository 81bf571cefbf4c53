using Dashboard.Core.Data;

namespace Dashboard.Core.Schedules;

/// <summary>Folders that schedules may reach: one of the data folder and what the program's settings name, with all below them, links followed before that is judged.</summary>
/// <param name="data">The data folder, whose other parts nobody reaches.</param>
/// <param name="home">Its folder that may be reached; relative paths lie below it.</param>
/// <param name="others">Those that the settings name.</param>
internal sealed class FolderRules(DataFolder data, string home, IEnumerable<string> others)
{
    /// <summary>Folders that may be reached; the data folder's own first.</summary>
    public IReadOnlyList<string> Roots { get; } = [home, .. others.Select(Path.GetFullPath)];

    /// <summary>Why a folder cannot be reached; null when it can.</summary>
    public ScheduleReason? Check(string location)
    {
        if (Find(location) is not { } real || !Directory.Exists(real)) return ScheduleReason.NoSuchFolder;
        return Allows(real) ? null : ScheduleReason.FolderNotAllowed;
    }

    /// <summary>Where it really lies; null when it is not there.</summary>
    public string? Find(string location) => RealPath.Of(Path.Combine(home, location));

    // The rest of the data folder holds keys and other people's files, also where a root above it may be reached.
    public bool Allows(string real)
    {
        if (RealPath.Of(home) is { } own && RealPath.IsWithin(real, own)) return true;
        return !RealPath.IsWithin(real, RealPath.Of(data.Root) ?? data.Root) && Roots.Skip(1).Select(RealPath.Of).OfType<string>().Any(root => RealPath.IsWithin(real, root));
    }
}
