namespace Dashboard.SqliteJobs.Files;

/// <summary>What a write outlives. Either kind is seen by every process at once and outlives the death of its own.</summary>
internal enum Durability
{
    /// <summary>
    /// A power cut may take it back, together with the claim's owner: leases and that a leased job is being processed, locks, heartbeats, clean-up, and jobs that
    /// have no state yet.
    /// Writes keep their order, so nothing that reached the disk ever depends on one that did not.
    /// </summary>
    Process,

    /// <summary>On the disk before the caller goes on.</summary>
    Disk,
}
