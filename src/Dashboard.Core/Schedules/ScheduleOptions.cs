namespace Dashboard.Core.Schedules;

/// <summary>
/// What only whoever runs the machine decides about scheduled imports: from the program's settings, never from a page, so that an account of the
/// dashboard does not open the machine's disk or network.
/// </summary>
public sealed record ScheduleOptions
{
    /// <summary>Folders that may be watched, with all below them, besides <c>inbox</c> in the data folder.</summary>
    public IReadOnlyList<string> WatchedFolders { get; init; } = [];

    /// <summary>Host names, addresses or networks (such as <c>10.1.0.0/16</c>) that may be fetched from although they are not public.</summary>
    public IReadOnlyList<string> AllowedAddresses { get; init; } = [];

    /// <summary>Largest file that is fetched, in bytes.</summary>
    public long LargestFile { get; init; } = 2048L << 20;

    /// <summary>Longest that fetching one file may take.</summary>
    public TimeSpan LongestFetch { get; init; } = TimeSpan.FromMinutes(30);
}
