using Dashboard.SqliteJobs.Files;
using Dashboard.SqliteJobs.Tables;
using Hangfire.Server;

namespace Dashboard.SqliteJobs.Storage;

/// <summary>Removes what has expired, in passes so small that nobody waits for one.</summary>
internal sealed class CleanUp(SQLiteStorage storage) : IBackgroundProcess
{
    // With their histories some 500 rows, about 5 ms of the write lock.
    private const int RowsPerPass = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public void Execute(BackgroundProcessContext context)
    {
        while (Pass() && !context.IsStopping) context.Wait(Pause);
        context.Wait(storage.Options.JobExpirationCheckInterval);
    }

    /// <summary>Removes some of what has expired.</summary>
    /// <returns>True when there may be more.</returns>
    public bool Pass() => storage.Writer.Write(Durability.Process, db =>
    {
        var now = storage.Now;
        var jobs = JobTable.RemoveExpired(db, now, RowsPerPass);
        var counters = CounterTable.RemoveExpired(db, now, RowsPerPass);
        HeldLock.RemoveExpired(db, now);
        var items = ExpiryTable.RemoveExpired(db, now, RowsPerPass);
        return jobs == RowsPerPass || counters == RowsPerPass || items >= RowsPerPass;
    });

    public override string ToString() => "Clean-up of SQLite jobs";
}
