using Dashboard.SqliteJobs.Storage;
using Hangfire;
using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.States;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Tests;

/// <summary>A storage of a test's own: ours in a file of its own, or the reference.</summary>
public sealed class TestStorage : IDisposable
{
    private readonly TestFile? _file;

    private TestStorage(JobStorage storage, TestFile? file)
    {
        (Storage, _file) = (storage, file);
        Connection = Connect();
    }

    public JobStorage Storage { get; }

    public JobStorageConnection Connection { get; }

    public JobStorageMonitor Monitor => (JobStorageMonitor)Storage.GetMonitoringApi();

    public static TestStorage InMemory() => new(new InMemoryStorage(new InMemoryStorageOptions { IdType = InMemoryStorageIdType.Long }), null);

    public static TestStorage Sqlite() => Sqlite(new SQLiteStorageOptions());

    public static TestStorage Sqlite(SQLiteStorageOptions options)
    {
        var file = new TestFile();
        return new(new SQLiteStorage(file.Path, options), file);
    }

    public JobStorageConnection Connect() => (JobStorageConnection)Storage.GetConnection();

    public void Commit(params Action<JobStorageTransaction>[] steps)
    {
        using var transaction = (JobStorageTransaction)Connection.CreateWriteTransaction();
        foreach (var step in steps) step(transaction);
        transaction.Commit();
    }

    /// <summary>A job without a state.</summary>
    public string Create(Job? job = null, params (string Name, string? Value)[] parameters) =>
        Connection.CreateExpiredJob(job ?? Work.Job(), parameters.ToDictionary(p => p.Name, p => p.Value), Work.March1, TimeSpan.FromDays(1));

    /// <summary>A job in a state, created after all others.</summary>
    public string Create(IState state)
    {
        var id = Create();
        Commit(t => t.SetJobState(id, state));
        return id;
    }

    /// <summary>A job that waits in a queue.</summary>
    public string Enqueue(string queue = "default")
    {
        var id = Create();
        Commit(t => t.SetJobState(id, new EnqueuedState(queue)), t => t.AddToQueue(queue, id), t => t.PersistJob(id));
        return id;
    }

    /// <summary>Fetches a job that must be there.</summary>
    public IFetchedJob Fetch(params string[] queues)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return Connection.FetchNextJob(queues.Length > 0 ? queues : ["default"], patience.Token);
    }

    /// <summary>Removes what has expired; the reference does so by itself.</summary>
    public void CleanUp()
    {
        if (Storage is SQLiteStorage ours)
            while (new CleanUp(ours).Pass()) { }
    }

    public void Dispose()
    {
        Connection.Dispose();
        (Storage as IDisposable)!.Dispose();
        _file?.Dispose();
    }
}
