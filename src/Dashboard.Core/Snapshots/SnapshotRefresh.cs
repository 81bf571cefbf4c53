namespace Dashboard.Core.Snapshots;

/// <summary>What a refresh had to do.</summary>
public enum SnapshotOutcome
{
    /// <summary>The snapshot already showed everything.</summary>
    Unchanged = 0,

    /// <summary>Taken from the file.</summary>
    Loaded = 1,

    /// <summary>New and changed customers were merged into the snapshot before.</summary>
    Merged = 2,

    /// <summary>Built anew from the whole store.</summary>
    Rebuilt = 3,
}

/// <summary>How a refresh ended.</summary>
/// <param name="Outcome">What had to be done.</param>
/// <param name="Customers">Customers in the snapshot that readers now have.</param>
/// <param name="Orders">Valid orders in it.</param>
/// <param name="Milliseconds">Time until readers had it; the file is saved afterwards.</param>
public sealed record SnapshotRefresh(SnapshotOutcome Outcome, int Customers, int Orders, long Milliseconds);

/// <summary>Steps of a refresh, in order.</summary>
public enum SnapshotStep
{
    Reading = 0,
    Arranging = 1,
    Saving = 2,
}

/// <summary>How far a refresh has come.</summary>
/// <param name="Step">The step at work.</param>
/// <param name="Done">Orders read so far.</param>
/// <param name="Total">Orders to read, roughly; 0 when not known.</param>
public sealed record SnapshotProgress(SnapshotStep Step, long Done, long Total);
