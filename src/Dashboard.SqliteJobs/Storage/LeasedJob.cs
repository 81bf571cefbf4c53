using System.Globalization;
using Dashboard.SqliteJobs.Files;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Storage;

/// <summary>A job in a worker's hands. Its stamp stands in every later statement, so that a worker whose lease was taken over changes nothing.</summary>
internal sealed class LeasedJob : IFetchedJob, IClaim
{
    private readonly SQLiteStorage _storage;
    private readonly string _queue;
    private readonly long _row;
    private readonly long _stamp;
    private volatile bool _ended;

    private LeasedJob(SQLiteStorage storage, string queue, long row, long job, long stamp)
    {
        (_storage, _queue, _row, _stamp) = (storage, queue, row, stamp);
        JobId = job.ToString(CultureInfo.InvariantCulture);
    }

    public string JobId { get; }

    /// <summary>True once the job was taken from its queue or given back to it.</summary>
    public bool IsEnded => _ended;

    /// <summary>Takes the oldest free job of the first queue that has one, or null.</summary>
    public static LeasedJob? Fetch(SQLiteStorage storage, string[] queues)
    {
        var job = storage.Writer.Write(Durability.Process, db => Take(db, storage, queues));
        if (job is not null) storage.Keeper.Keep(job);
        return job;
    }

    /// <summary>True when <see cref="Fetch"/> would find something.</summary>
    public static bool IsWaiting(SQLiteStorage storage, string[] queues) => storage.Readers.Read(db =>
    {
        foreach (var queue in queues)
        {
            if (db.Has("SELECT 1 FROM queued WHERE queue = ? AND leasedUntil <= ? LIMIT 1", queue, storage.Now)) return true;
        }
        return false;
    });

    public bool Renew(Database db, long now) => db.Run(
        "UPDATE queued SET leasedUntil = ? WHERE id = ? AND stamp = ?", now + _storage.Options.InvisibilityTimeout.Milliseconds(), _row, _stamp) == 1;

    /// <summary>Throws when somebody else has the job now.</summary>
    public void Demand(Database db)
    {
        if (!db.Has("SELECT 1 FROM queued WHERE id = ? AND stamp = ?", _row, _stamp)) throw Lost();
    }

    /// <summary>Takes the job from its queue for good; throws when somebody else has it now.</summary>
    public void Remove(Database db)
    {
        if (!TryRemove(db)) throw Lost();
    }

    /// <summary>To be called once the transaction of <see cref="Remove"/> was committed.</summary>
    public void End()
    {
        _ended = true;
        _storage.Keeper.Forget(this);
    }

    public void RemoveFromQueue()
    {
        if (_ended) return;
        _storage.Writer.Write(Durability.Process, TryRemove);
        End();
    }

    public void Requeue()
    {
        if (_ended) return;
        _storage.Writer.Write(Durability.Process, db => db.Run("UPDATE queued SET stamp = NULL, leasedUntil = 0 WHERE id = ? AND stamp = ?", _row, _stamp));
        End();
        _storage.QueueWakeUps.Wake(_queue);
    }

    public void Dispose() => Requeue();

    public override string ToString() => $"lease of job {JobId}";

    private static LeasedJob? Take(Database db, SQLiteStorage storage, string[] queues)
    {
        var now = storage.Now;
        var stamp = Random.Shared.NextInt64();
        foreach (var queue in queues)
        {
            var found = db.First(
                """
                UPDATE queued SET stamp = ?1, leasedUntil = ?2
                WHERE id = (SELECT id FROM queued WHERE queue = ?3 AND leasedUntil <= ?4 ORDER BY id LIMIT 1)
                RETURNING id, job
                """,
                static row => (Row: row.Integer(0), Job: row.Integer(1)),
                stamp, now + storage.Options.InvisibilityTimeout.Milliseconds(), queue, now);
            if (found.Row != 0) return new LeasedJob(storage, queue, found.Row, found.Job, stamp);
        }
        return null;
    }

    private bool TryRemove(Database db) => db.Run("DELETE FROM queued WHERE id = ? AND stamp = ?", _row, _stamp) == 1;

    private LostClaimException Lost() => new($"The lease of job {JobId} ran out and another worker has it; nothing was written.");
}
