using System.Globalization;
using Dashboard.SqliteJobs.Files;
using Dashboard.SqliteJobs.Tables;
using Hangfire.Common;
using Hangfire.Server;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Storage;

/// <summary>What one worker, scheduler or client holds: locks and the job it fetched last. Reads and writes go to the storage's shared connections.</summary>
internal sealed class JobsConnection(SQLiteStorage storage) : JobStorageConnection
{
    private static readonly Dictionary<string, HeldLock> NoLocks = [];

    private readonly Lock _sync = new();
    private readonly Dictionary<string, HeldLock> _locks = new(StringComparer.Ordinal);
    private LeasedJob? _fetched;

    public SQLiteStorage Storage => storage;

    public override void Dispose()
    {
        foreach (var resource in Locks().Keys) Release(resource, all: true);
        base.Dispose();
    }

    public override IWriteOnlyTransaction CreateWriteTransaction() => new JobsTransaction(this);

    /// <summary>A connection may take a lock again that it has; it is free once given back as often.</summary>
    public override IDisposable AcquireDistributedLock(string resource, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(resource);
        lock (_sync)
        {
            if (_locks.TryGetValue(resource, out var held))
            {
                held.Times++;
                return new Holding(this, resource);
            }
        }
        var taken = HeldLock.Acquire(storage, resource, timeout);
        lock (_sync) _locks.Add(resource, taken);
        return new Holding(this, resource);
    }

    /// <summary>Throws when a lock of this connection was taken over by somebody else.</summary>
    public void DemandLocks(Database db)
    {
        foreach (var held in Locks().Values) held.Demand(db);
    }

    /// <summary>True while this connection has <paramref name="job"/> from a queue.</summary>
    public bool Holds(string job) => _fetched is { IsEnded: false } fetched && fetched.JobId == job;

    /// <summary>Throws when this connection fetched <paramref name="job"/> and another worker has it now.</summary>
    public void DemandLease(Database db, string job)
    {
        if (Holds(job)) _fetched!.Demand(db);
    }

    public override string CreateExpiredJob(Job job, IDictionary<string, string?> parameters, DateTime createdAt, TimeSpan expireIn)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(parameters);
        var invocation = InvocationData.SerializeJob(job);
        var given = Json.Write(parameters);
        // Nobody may rely on a job before it has a state, and the state is written to the disk with the job before it.
        var id = storage.Writer.Write(Durability.Process, db =>
        {
            var next = JobTable.NextId(db);
            JobTable.Create(db, next, invocation, given, createdAt.ToMilliseconds(), storage.Now + expireIn.Milliseconds());
            return next;
        });
        return id.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until one of <paramref name="queues"/> has a job; the first in the array goes first.</summary>
    public override IFetchedJob FetchNextJob(string[] queues, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queues);
        if (queues.Length == 0) throw new ArgumentException("At least one queue is needed.", nameof(queues));
        cancellationToken.ThrowIfCancellationRequested();
        return _fetched = TryFetch(queues) ?? WaitAndFetch(queues, cancellationToken);
    }

    /// <summary>Fetches a job if there is one.</summary>
    public LeasedJob? TryFetch(string[] queues)
    {
        // Looking first keeps idle workers from taking the write lock.
        if (!LeasedJob.IsWaiting(storage, queues)) return null;
        return _fetched = LeasedJob.Fetch(storage, queues);
    }

    public override void SetJobParameter(string id, string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (JobTable.TryId(id, out var job)) Write(db => JobTable.SetParameter(db, job, name, value));
    }

    public override string? GetJobParameter(string id, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Find(id) is { } row ? Json.Read(row.Parameters).GetValueOrDefault(name) : null;
    }

    public override JobData? GetJobData(string jobId)
    {
        if (Find(jobId) is not { } row) return null;
        var invocation = row.Invocation();
        return new JobData
        {
            Job = invocation.TryLoad(out var mistake),
            LoadException = mistake,
            InvocationData = invocation,
            ParametersSnapshot = Json.Read(row.Parameters),
            CreatedAt = row.CreatedAt,
            State = row.State,
        };
    }

    public override StateData? GetStateData(string jobId) => Find(jobId) is not { State: { } state, StateData: { } data } row
        ? null
        : new StateData { Name = state, Reason = row.Reason, Data = Json.Read(data) };

    public override void AnnounceServer(string serverId, ServerContext context)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        ArgumentNullException.ThrowIfNull(context);
        Claim(db => ServerTable.Announce(db, serverId, context, storage.Now));
    }

    public override void RemoveServer(string serverId)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        Claim(db => ServerTable.Remove(db, serverId));
    }

    public override void Heartbeat(string serverId)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        if (!storage.Writer.Write(Durability.Process, db => ServerTable.Heartbeat(db, serverId, storage.Now))) throw new BackgroundServerGoneException();
    }

    public override int RemoveTimedOutServers(TimeSpan timeOut)
    {
        if (timeOut <= TimeSpan.Zero) throw new ArgumentException("The time must be longer than zero.", nameof(timeOut));
        return storage.Writer.Write(Durability.Process, db => ServerTable.RemoveSilent(db, storage.Now - timeOut.Milliseconds()));
    }

    public override DateTime GetUtcDateTime() => storage.Options.Clock.GetUtcNow().UtcDateTime;

    public override HashSet<string> GetAllItemsFromSet(string key) => new(Read(key, SetTable.All), StringComparer.Ordinal);

    public override string? GetFirstByLowestScoreFromSet(string key, double fromScore, double toScore) =>
        GetFirstByLowestScoreFromSet(key, fromScore, toScore, 1).FirstOrDefault();

    public override List<string> GetFirstByLowestScoreFromSet(string key, double fromScore, double toScore, int count)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (toScore < fromScore) throw new ArgumentException("The highest score is below the lowest.", nameof(toScore));
        if (count <= 0) throw new ArgumentException("At least one must be asked for.", nameof(count));
        return storage.Readers.Read(db => SetTable.Lowest(db, key, fromScore, toScore, count));
    }

    public override bool GetSetContains(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Read(key, (db, set) => SetTable.Contains(db, set, value));
    }

    public override long GetSetCount(string key) => Read(key, static (db, set) => SetTable.Count(db, set));

    public override long GetSetCount(IEnumerable<string> keys, int limit)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return storage.Readers.Read(db => keys.Aggregate(0L, (sum, key) => sum + SetTable.Count(db, key, limit - sum)));
    }

    public override List<string> GetRangeFromSet(string key, int startingFrom, int endingAt)
    {
        DemandRange(startingFrom, endingAt);
        return Read(key, (db, set) => SetTable.Range(db, set, startingFrom, endingAt));
    }

    public override TimeSpan GetSetTtl(string key) => TimeToLive(Collection.Set, key);

    public override void SetRangeInHash(string key, IEnumerable<KeyValuePair<string, string?>> keyValuePairs)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(keyValuePairs);
        KeyValuePair<string, string?>[] fields = [.. keyValuePairs];
        Write(db => HashTable.Set(db, key, fields));
    }

    public override Dictionary<string, string>? GetAllEntriesFromHash(string key) => Read(key, HashTable.All);

    public override string? GetValueFromHash(string key, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Read(key, (db, hash) => HashTable.Find(db, hash, name));
    }

    public override long GetHashCount(string key) => Read(key, HashTable.Count);

    public override TimeSpan GetHashTtl(string key) => TimeToLive(Collection.Hash, key);

    public override long GetListCount(string key) => Read(key, ListTable.Count);

    public override List<string> GetAllItemsFromList(string key) => Read(key, ListTable.All);

    public override List<string> GetRangeFromList(string key, int startingFrom, int endingAt)
    {
        DemandRange(startingFrom, endingAt);
        return Read(key, (db, list) => ListTable.Range(db, list, startingFrom, endingAt));
    }

    public override TimeSpan GetListTtl(string key) => TimeToLive(Collection.List, key);

    public override long GetCounter(string key) => Read(key, CounterTable.Find);

    private LeasedJob WaitAndFetch(string[] queues, CancellationToken cancellation)
    {
        using var turn = storage.QueueWakeUps.Join(queues);
        while (true)
        {
            if (TryFetch(queues) is { } job) return job;
            turn.Wait(storage.Options.QueuePollInterval, cancellation);
        }
    }

    private JobRow? Find(string id) => JobTable.TryId(id, out var job) ? storage.Readers.Read(db => JobTable.Find(db, job)) : null;

    private T Read<T>(string key, Func<Database, string, T> question)
    {
        ArgumentNullException.ThrowIfNull(key);
        return storage.Readers.Read(db => question(db, key));
    }

    private void Write(Action<Database> work) => storage.Writer.Write(Durability.Disk, db =>
    {
        work(db);
        return true;
    });

    private void Claim(Action<Database> work) => storage.Writer.Write(Durability.Process, db =>
    {
        work(db);
        return true;
    });

    private TimeSpan TimeToLive(Collection kind, string key)
    {
        if (Read(key, (db, name) => ExpiryTable.Find(db, kind, name)) is not { } at) return Timeout.InfiniteTimeSpan;
        return TimeSpan.FromMilliseconds(Math.Max(0, at - storage.Now));
    }

    private static void DemandRange(int from, int to)
    {
        if (from < 0) throw new ArgumentException("Places count from zero.", nameof(from));
        if (to < from) throw new ArgumentException("The range ends before it begins.", nameof(to));
    }

    private Dictionary<string, HeldLock> Locks()
    {
        lock (_sync) return _locks.Count == 0 ? NoLocks : new(_locks, StringComparer.Ordinal);
    }

    private void Release(string resource, bool all)
    {
        HeldLock? held;
        lock (_sync)
        {
            if (!_locks.TryGetValue(resource, out held)) return;
            if (!all && held.Times-- > 0) return;
            _locks.Remove(resource);
        }
        held.Release();
    }

    private sealed class Holding(JobsConnection connection, string resource) : IDisposable
    {
        private bool _released;

        public void Dispose()
        {
            if (_released) return;
            _released = true;
            connection.Release(resource, all: false);
        }
    }
}
