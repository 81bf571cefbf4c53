using System.Globalization;
using Dashboard.SqliteJobs.Files;
using Dashboard.SqliteJobs.Tables;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Storage;

/// <summary>
/// Collects what is to be written and writes it all or nothing. Refused as a whole when the connection has meanwhile lost one of its locks, or the lease of
/// the job whose state is to change.
/// </summary>
internal sealed class JobsTransaction(JobsConnection connection) : JobStorageTransaction
{
    private readonly SQLiteStorage _storage = connection.Storage;
    private readonly List<Action<Database>> _steps = [];
    private readonly List<IDisposable> _locks = [];
    private readonly List<string> _queues = [];
    private LeasedJob? _completed;
    private bool _isOfClaim = true;

    public override void Commit()
    {
        if (_steps.Count > 0 || _locks.Count > 0) _storage.Writer.Write(_isOfClaim ? Durability.Process : Durability.Disk, Write);
        _completed?.End();
        foreach (var queue in _queues) _storage.QueueWakeUps.Wake(queue);
        ReleaseLocks();
    }

    public override void Dispose()
    {
        ReleaseLocks();
        base.Dispose();
    }

    public override void AcquireDistributedLock(string resource, TimeSpan timeout) => _locks.Add(connection.AcquireDistributedLock(resource, timeout));

    public override string CreateJob(Job job, IDictionary<string, string?> parameters, DateTime createdAt, TimeSpan expireIn)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(parameters);
        var invocation = InvocationData.SerializeJob(job);
        var given = Json.Write(parameters);
        var id = _storage.Writer.Write(Durability.Process, JobTable.NextId);
        Add(db => JobTable.Create(db, id, invocation, given, createdAt.ToMilliseconds(), _storage.Now + expireIn.Milliseconds()));
        return id.ToString(CultureInfo.InvariantCulture);
    }

    public override void SetJobParameter(string jobId, string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (JobTable.TryId(jobId, out var id)) Add(db => JobTable.SetParameter(db, id, name, value));
    }

    public override void ExpireJob(string jobId, TimeSpan expireIn)
    {
        if (JobTable.TryId(jobId, out var id)) Add(db => JobTable.Expire(db, id, _storage.Now + expireIn.Milliseconds()));
    }

    public override void PersistJob(string jobId)
    {
        if (JobTable.TryId(jobId, out var id)) Add(db => JobTable.Expire(db, id, null), isOfClaim: connection.Holds(jobId));
    }

    public override void SetJobState(string jobId, IState state)
    {
        var (name, reason, data) = Checked(state);
        if (!JobTable.TryId(jobId, out var id)) return;
        Add(db =>
        {
            connection.DemandLease(db, jobId);
            JobTable.SetState(db, id, name, reason, data, _storage.Now);
        }, isOfClaim: name == ProcessingState.StateName && connection.Holds(jobId));
    }

    public override void AddJobState(string jobId, IState state)
    {
        var (name, reason, data) = Checked(state);
        if (JobTable.TryId(jobId, out var id)) Add(db => JobTable.AddState(db, id, name, reason, data, _storage.Now));
    }

    public override void AddToQueue(string queue, string jobId)
    {
        ArgumentNullException.ThrowIfNull(queue);
        if (!JobTable.TryId(jobId, out var id)) return;
        Add(db => QueueTable.Add(db, queue, id));
        _queues.Add(queue);
    }

    public override void RemoveFromQueue(IFetchedJob fetchedJob)
    {
        ArgumentNullException.ThrowIfNull(fetchedJob);
        if (fetchedJob is not LeasedJob job) throw new ArgumentException($"A {fetchedJob.GetType().Name} was not fetched from this storage.", nameof(fetchedJob));
        if (job.IsEnded) return;
        Add(job.Remove);
        _completed = job;
    }

    public override void IncrementCounter(string key) => Count(key, 1, null);

    public override void IncrementCounter(string key, TimeSpan expireIn) => Count(key, 1, expireIn);

    public override void DecrementCounter(string key) => Count(key, -1, null);

    public override void DecrementCounter(string key, TimeSpan expireIn) => Count(key, -1, expireIn);

    public override void AddToSet(string key, string value) => AddToSet(key, value, 0);

    public override void AddToSet(string key, string value, double score)
    {
        ArgumentNullException.ThrowIfNull(value);
        Add(key, (db, set) => SetTable.Add(db, set, value, score));
    }

    public override void AddRangeToSet(string key, IList<string> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        string[] values = [.. items];
        if (values.Contains(null)) throw new ArgumentException("A set holds no nulls.", nameof(items));
        Add(key, (db, set) =>
        {
            foreach (var value in values) SetTable.Add(db, set, value, 0);
        });
    }

    public override void RemoveFromSet(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Add(key, (db, set) => SetTable.Remove(db, set, value));
    }

    public override void RemoveSet(string key) => Add(key, SetTable.Clear);

    public override void ExpireSet(string key, TimeSpan expireIn) => Expire(Collection.Set, key, expireIn);

    public override void PersistSet(string key) => Persist(Collection.Set, key);

    public override void InsertToList(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Add(key, (db, list) => ListTable.Insert(db, list, value));
    }

    public override void RemoveFromList(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Add(key, (db, list) => ListTable.Remove(db, list, value));
    }

    public override void TrimList(string key, int keepStartingFrom, int keepEndingAt) =>
        Add(key, (db, list) => ListTable.Trim(db, list, keepStartingFrom, keepEndingAt));

    public override void ExpireList(string key, TimeSpan expireIn) => Expire(Collection.List, key, expireIn);

    public override void PersistList(string key) => Persist(Collection.List, key);

    public override void SetRangeInHash(string key, IEnumerable<KeyValuePair<string, string?>> keyValuePairs)
    {
        ArgumentNullException.ThrowIfNull(keyValuePairs);
        KeyValuePair<string, string?>[] fields = [.. keyValuePairs];
        Add(key, (db, hash) => HashTable.Set(db, hash, fields));
    }

    public override void RemoveHash(string key) => Add(key, HashTable.Clear);

    public override void ExpireHash(string key, TimeSpan expireIn) => Expire(Collection.Hash, key, expireIn);

    public override void PersistHash(string key) => Persist(Collection.Hash, key);

    private bool Write(Database db)
    {
        connection.DemandLocks(db);
        foreach (var step in _steps) step(db);
        return true;
    }

    private void ReleaseLocks()
    {
        foreach (var held in _locks) held.Dispose();
        _locks.Clear();
    }

    private void Count(string key, long amount, TimeSpan? expireIn) =>
        Add(key, (db, counter) => CounterTable.Add(db, counter, amount, expireIn is { } span ? _storage.Now + span.Milliseconds() : null));

    private void Expire(Collection kind, string key, TimeSpan expireIn) =>
        Add(key, (db, name) => ExpiryTable.Set(db, kind, name, _storage.Now + expireIn.Milliseconds()));

    private void Persist(Collection kind, string key) => Add(key, (db, name) => ExpiryTable.Clear(db, kind, name));

    /// <param name="isOfClaim">True for what the worker says of the job in its hands and what a power cut may undo as it undoes the lease.</param>
    private void Add(Action<Database> step, bool isOfClaim = false)
    {
        _isOfClaim &= isOfClaim;
        _steps.Add(step);
    }

    private void Add(string key, Action<Database, string> step)
    {
        ArgumentNullException.ThrowIfNull(key);
        Add(db => step(db, key));
    }

    // Here and not at the commit: a state is written by others, and what it throws must not fall upon those who share the transaction.
    private static (string Name, string? Reason, string Data) Checked(IState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return (state.Name ?? throw new ArgumentException("A state needs a name.", nameof(state)), state.Reason, JobTable.WriteData(state));
    }
}
