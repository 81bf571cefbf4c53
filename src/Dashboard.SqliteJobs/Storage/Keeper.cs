using System.Collections.Concurrent;
using Dashboard.SqliteJobs.Files;
using Hangfire.Logging;

namespace Dashboard.SqliteJobs.Storage;

/// <summary>Something held in the file for a while, under a stamp that no other holder has.</summary>
internal interface IClaim
{
    /// <summary>Holds it anew from <paramref name="now"/>. False when somebody else has it.</summary>
    bool Renew(Database db, long now);
}

/// <summary>
/// Renews what this process holds: leases and locks. On a thread of its own, because a pool busy with jobs could be late.
/// </summary>
internal sealed class Keeper(SQLiteStorage storage) : IDisposable
{
    private const int RenewalsPerClaim = 5;

    private readonly ConcurrentDictionary<IClaim, byte> _claims = new(ReferenceEqualityComparer.Instance);
    private readonly ManualResetEventSlim _stop = new();
    private readonly Lock _sync = new();
    private volatile Thread? _thread;

    public void Keep(IClaim claim)
    {
        _claims.TryAdd(claim, 0);
        if (_thread is null) Start();
    }

    public void Forget(IClaim claim) => _claims.TryRemove(claim, out _);

    /// <summary>Renews every claim once. Those that are lost or ended are not tried again; a holder that goes on finds out when it writes.</summary>
    public void RenewAll()
    {
        if (_claims.IsEmpty) return;
        var lost = storage.Writer.Write(Durability.Process, db =>
        {
            var now = storage.Now;
            return _claims.Keys.Where(claim => !claim.Renew(db, now)).ToList();
        });
        foreach (var claim in lost) Forget(claim);
    }

    public void Dispose()
    {
        _stop.Set();
        lock (_sync) _thread?.Join();
        _stop.Dispose();
    }

    private void Start()
    {
        lock (_sync)
        {
            if (_thread is not null || _stop.IsSet) return;
            _thread = new Thread(Run) { IsBackground = true, Name = "Leases of SQLite jobs", Priority = ThreadPriority.AboveNormal };
            _thread.Start();
        }
    }

    private void Run()
    {
        var shortest = TimeSpan.FromTicks(Math.Min(storage.Options.InvisibilityTimeout.Ticks, storage.Options.DistributedLockLifetime.Ticks));
        while (!_stop.Wait(shortest / RenewalsPerClaim))
        {
            try
            {
                RenewAll();
            }
            catch (SQLiteStorageException failure)
            {
                LogProvider.For<SQLiteStorage>().WarnException("Leases could not be renewed; they are tried again.", failure);
            }
        }
    }
}
