using Dashboard.SqliteJobs.Files;
using Dashboard.SqliteJobs.Storage;
using Hangfire;
using Hangfire.Logging;
using Hangfire.Server;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs;

/// <summary>
/// Hangfire's job storage in one SQLite file. Several processes of one machine may share the file; not several machines.
/// </summary>
/// <remarks>
/// A job whose state was committed is run at least once, whatever dies meanwhile; exactly once when nothing dies. A worker holds its job by a lease that
/// is renewed while its process lives. If the lease runs out, because the process died or stood still, another worker runs the job again, and
/// whatever the first still writes about it is refused with <see cref="LostClaimException"/>.
/// </remarks>
public sealed class SQLiteStorage : JobStorage, IDisposable
{
    // The first without a bug by which a commit to the WAL could be lost.
    private const int OldestLibrary = 3051003;

    private static readonly HashSet<string> Features = new(StringComparer.OrdinalIgnoreCase)
    {
        JobStorageFeatures.ExtendedApi,
        JobStorageFeatures.JobQueueProperty,
        JobStorageFeatures.ProcessesInsteadOfComponents,
        JobStorageFeatures.Connection.BatchedGetFirstByLowest,
        JobStorageFeatures.Connection.GetSetContains,
        JobStorageFeatures.Connection.GetUtcDateTime,
        JobStorageFeatures.Connection.LimitedGetSetCount,
        JobStorageFeatures.Transaction.AcquireDistributedLock,
        JobStorageFeatures.Transaction.CreateJob,
        JobStorageFeatures.Transaction.SetJobParameter,
        JobStorageFeatures.Transaction.RemoveFromQueue(typeof(LeasedJob)),
        JobStorageFeatures.Monitoring.AwaitingJobs,
        JobStorageFeatures.Monitoring.DeletedStateGraphs,
    };

    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="SQLiteStorageException">The file cannot be opened, is not ours or was written by a newer program.</exception>
    public SQLiteStorage(string path, SQLiteStorageOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Options = options ?? new SQLiteStorageOptions();
        path = Path.GetFullPath(path);
        if (Database.LibraryVersion < OldestLibrary)
            throw new SQLiteStorageException($"SQLite {Database.LibraryVersion} is too old to be trusted with jobs; {OldestLibrary} or newer is needed.");
        JobFile.Prepare(path);
        Writer = new Writer(path);
        Readers = new Readers(path);
        Keeper = new Keeper(this);
    }

    /// <summary>A read that begins after a commit has returned sees that commit.</summary>
    public override bool LinearizableReads => true;

    internal SQLiteStorageOptions Options { get; }

    internal Writer Writer { get; }

    internal Readers Readers { get; }

    internal Keeper Keeper { get; }

    /// <summary>Wakes idle workers by the name of a queue.</summary>
    internal WakeUps QueueWakeUps { get; } = new();

    /// <summary>Wakes those who wait for a lock by its resource.</summary>
    internal WakeUps LockWakeUps { get; } = new();

    /// <summary>Milliseconds since 1970, UTC.</summary>
    internal long Now => Options.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public override IStorageConnection GetConnection() => new JobsConnection(this);

    public override IMonitoringApi GetMonitoringApi() => new JobsMonitor(this);

    public override IEnumerable<IBackgroundProcess> GetStorageWideProcesses() => [new CleanUp(this)];

    public override bool HasFeature(string featureId)
    {
        ArgumentNullException.ThrowIfNull(featureId);
        return Features.Contains(featureId);
    }

    public override void WriteOptionsToLog(ILog logger) =>
        logger.Info($"Jobs are kept in SQLite; leases last {Options.InvisibilityTimeout}, locks {Options.DistributedLockLifetime}, queues are looked at every {Options.QueuePollInterval}.");

    public override string ToString() => "SQLite";

    /// <summary>
    /// Gives up whatever processes before this one held, so that the jobs of a killed one go on at once and not when their leases have run out. Only for a
    /// caller that keeps every other process from the file, as by a lock of its own, and before its own server starts.
    /// </summary>
    public void GiveUpClaims() => Writer.Write(Durability.Process, static db =>
        db.Run("UPDATE queued SET leasedUntil = 0, stamp = NULL WHERE leasedUntil > 0") + db.Run("DELETE FROM held_lock") + db.Run("DELETE FROM server"));

    /// <summary>Closes the file. Servers must have stopped.</summary>
    public void Dispose()
    {
        Keeper.Dispose();
        Writer.Dispose();
        Readers.Dispose();
    }
}
