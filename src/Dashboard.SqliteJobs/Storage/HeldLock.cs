using System.Diagnostics;
using Dashboard.SqliteJobs.Files;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Storage;

/// <summary>A distributed lock in the hands of one connection.</summary>
internal sealed class HeldLock : IClaim
{
    // Other processes cannot wake us, so waiting for theirs means looking now and then.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly SQLiteStorage _storage;
    private readonly string _resource;
    private readonly long _owner = Random.Shared.NextInt64();

    private HeldLock(SQLiteStorage storage, string resource) => (_storage, _resource) = (storage, resource);

    /// <summary>How often its connection asked for it again and has not yet given that back.</summary>
    public int Times { get; set; }

    /// <exception cref="DistributedLockTimeoutException">Somebody else held it all the time.</exception>
    public static HeldLock Acquire(SQLiteStorage storage, string resource, TimeSpan timeout)
    {
        var wanted = new HeldLock(storage, resource);
        if (!wanted.TryTake()) wanted.WaitAndTake(timeout);
        storage.Keeper.Keep(wanted);
        return wanted;
    }

    /// <summary>Removes what dead processes left behind: most locks are of one job and never asked for again.</summary>
    public static void RemoveExpired(Database db, long now) => db.Run("DELETE FROM held_lock WHERE expireAt <= ?", now);

    public bool Renew(Database db, long now) => db.Run(
        "UPDATE held_lock SET expireAt = ? WHERE resource = ? AND owner = ?", now + _storage.Options.DistributedLockLifetime.Milliseconds(), _resource, _owner) == 1;

    /// <summary>Throws when somebody else has the lock now.</summary>
    public void Demand(Database db)
    {
        if (!db.Has("SELECT 1 FROM held_lock WHERE resource = ? AND owner = ?", _resource, _owner))
            throw new LostClaimException($"The lock {_resource} ran out and somebody else has had it; nothing was written.");
    }

    public void Release()
    {
        _storage.Keeper.Forget(this);
        _storage.Writer.Write(Durability.Process, db => db.Run("DELETE FROM held_lock WHERE resource = ? AND owner = ?", _resource, _owner));
        _storage.LockWakeUps.Wake(_resource);
    }

    public override string ToString() => $"lock {_resource}";

    private void WaitAndTake(TimeSpan timeout)
    {
        var begun = Stopwatch.GetTimestamp();
        using var turn = _storage.LockWakeUps.Join(_resource);
        while (true)
        {
            if (!IsHeld() && TryTake()) return;
            var left = timeout - Stopwatch.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero) throw new DistributedLockTimeoutException(_resource);
            turn.Wait(left < Look ? left : Look, CancellationToken.None);
        }
    }

    private bool IsHeld() => _storage.Readers.Read(db => db.Has("SELECT 1 FROM held_lock WHERE resource = ? AND expireAt > ?", _resource, _storage.Now));

    private bool TryTake() => _storage.Writer.Write(Durability.Process, db =>
    {
        var now = _storage.Now;
        return db.Run(
            """
            INSERT INTO held_lock (resource, owner, expireAt) VALUES (?1, ?2, ?3)
            ON CONFLICT (resource) DO UPDATE SET owner = excluded.owner, expireAt = excluded.expireAt WHERE held_lock.expireAt <= ?4
            """,
            _resource, _owner, now + _storage.Options.DistributedLockLifetime.Milliseconds(), now) == 1;
    });
}
