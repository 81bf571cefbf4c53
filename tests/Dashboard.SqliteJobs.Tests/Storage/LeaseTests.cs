using Dashboard.SqliteJobs.Storage;
using Hangfire.States;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Tests.Storage;

/// <summary>Two processes on one file, as two storages, under a clock that the test turns.</summary>
public sealed class LeaseTests : IDisposable
{
    // Long, so that the real thread of the keeper stays out of it.
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMinutes(1);

    private readonly ManualClock _clock = new();
    private readonly TestFile _file = new();
    private readonly SQLiteStorage _one;
    private readonly SQLiteStorage _two;
    private readonly JobStorageConnection _here;
    private readonly JobStorageConnection _there;

    public LeaseTests()
    {
        _one = Open();
        _two = Open();
        _here = (JobStorageConnection)_one.GetConnection();
        _there = (JobStorageConnection)_two.GetConnection();
    }

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
        _one.Dispose();
        _two.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void A_job_of_a_process_that_died_is_fetched_once_its_lease_ran_out_and_not_before()
    {
        var id = Enqueue();
        Assert.Equal(id, Fetch(_here)!.JobId);
        _clock.Advance(Lease - Moment);
        Assert.Null(Fetch(_there));
        _clock.Advance(Moment);
        Assert.Equal(id, Fetch(_there)!.JobId);
    }

    [Fact]
    public void Jobs_and_locks_of_a_killed_process_are_free_at_once_where_claims_are_given_up()
    {
        var id = Enqueue();
        var killed = Fetch(_here)!;
        using var held = _here.AcquireDistributedLock("lock", TimeSpan.Zero);
        _two.GiveUpClaims();

        Assert.Equal(id, Fetch(_there)!.JobId);
        using var taken = _there.AcquireDistributedLock("lock", TimeSpan.Zero);
        Assert.Throws<LostClaimException>(() => Commit(_here, t => t.SetJobState(id, new StateOf("Succeeded")), t => t.RemoveFromQueue(killed)));
    }

    [Fact]
    public void A_renewed_lease_is_not_taken_over_however_long_the_job_runs()
    {
        Enqueue();
        Assert.NotNull(Fetch(_here));
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(Lease - Moment);
            _one.Keeper.RenewAll();
        }
        Assert.Null(Fetch(_there));
    }

    [Fact]
    public void A_worker_whose_lease_was_taken_over_writes_nothing_about_the_job()
    {
        var id = Enqueue();
        var stalled = Fetch(_here)!;
        _clock.Advance(Lease);
        var taken = Fetch(_there)!;

        Assert.Throws<LostClaimException>(() => Commit(_here, t => t.SetJobState(id, new StateOf("Succeeded")), t => t.IncrementCounter("done"), t => t.RemoveFromQueue(stalled)));
        Assert.Throws<LostClaimException>(() => Commit(_here, t => t.IncrementCounter("done"), t => t.SetJobState(id, new StateOf("Processing"))));
        Assert.Equal("Enqueued", _there.GetJobData(id).State);
        Assert.Equal(0, _there.GetCounter("done"));

        Commit(_there, t => t.SetJobState(id, new StateOf("Succeeded")), t => t.RemoveFromQueue(taken));
        Assert.Equal("Succeeded", _here.GetJobData(id).State);
    }

    [Fact]
    public void A_worker_whose_lease_was_taken_over_neither_removes_nor_gives_back_what_another_has()
    {
        Enqueue();
        var stalled = Fetch(_here)!;
        _clock.Advance(Lease);
        Assert.NotNull(Fetch(_there));
        stalled.RemoveFromQueue();
        stalled.Requeue();
        stalled.Dispose();
        _one.Keeper.RenewAll();
        Assert.Null(Fetch(_here));
        Assert.Equal(1, _two.GetMonitoringApi().FetchedCount("default"));
    }

    [Fact]
    public void A_lease_that_ran_out_stays_its_holders_until_somebody_takes_it()
    {
        var id = Enqueue();
        var job = Fetch(_here)!;
        _clock.Advance(2 * Lease);
        Commit(_here, t => t.SetJobState(id, new StateOf("Succeeded")), t => t.RemoveFromQueue(job));
        Assert.Null(Fetch(_there));
        Assert.Equal("Succeeded", _there.GetJobData(id).State);
    }

    [Fact]
    public void A_job_that_is_let_go_of_unfinished_returns_to_its_queue()
    {
        var id = Enqueue();
        Fetch(_here)!.Dispose();
        Assert.Equal(id, Fetch(_there)!.JobId);
    }

    [Fact]
    public void A_fetched_job_shows_as_fetched_and_no_longer_as_waiting()
    {
        var id = Enqueue();
        Fetch(_here);
        var monitor = _two.GetMonitoringApi();
        Assert.Equal((0L, 1L), (monitor.EnqueuedCount("default"), monitor.FetchedCount("default")));
        Assert.Equal(id, Assert.Single(monitor.FetchedJobs("default", 0, 10)).Key);
        var queue = Assert.Single(monitor.Queues());
        Assert.Equal((0L, 1L), (queue.Length, queue.Fetched));
    }

    [Fact]
    public void Other_jobs_may_be_written_about_under_a_lost_lease()
    {
        Enqueue();
        Fetch(_here);
        var other = Enqueue();
        _clock.Advance(Lease);
        Fetch(_there);
        Commit(_here, t => t.SetJobState(other, new DeletedState()));
        Assert.Equal("Deleted", _there.GetJobData(other).State);
    }

    [Fact]
    public void A_lock_of_a_process_that_died_is_free_once_it_ran_out_and_not_before()
    {
        _here.AcquireDistributedLock("r", TimeSpan.Zero);
        _clock.Advance(Lease - Moment);
        Assert.Throws<DistributedLockTimeoutException>(() => _there.AcquireDistributedLock("r", TimeSpan.Zero));
        _clock.Advance(Moment);
        using var taken = _there.AcquireDistributedLock("r", TimeSpan.Zero);
    }

    [Fact]
    public void A_renewed_lock_is_not_taken_over()
    {
        using var held = _here.AcquireDistributedLock("r", TimeSpan.Zero);
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(Lease - Moment);
            _one.Keeper.RenewAll();
        }
        Assert.Throws<DistributedLockTimeoutException>(() => _there.AcquireDistributedLock("r", TimeSpan.Zero));
    }

    [Fact]
    public void A_connection_whose_lock_was_taken_over_writes_nothing_and_frees_nothing()
    {
        var stalled = _here.AcquireDistributedLock("r", TimeSpan.Zero);
        _clock.Advance(Lease);
        using var taken = _there.AcquireDistributedLock("r", TimeSpan.Zero);
        Assert.Throws<LostClaimException>(() => Commit(_here, t => t.IncrementCounter("c")));
        stalled.Dispose();
        Assert.Throws<DistributedLockTimeoutException>(() => _here.AcquireDistributedLock("r", TimeSpan.Zero));
        Assert.Equal(0, _there.GetCounter("c"));
        Commit(_here, t => t.IncrementCounter("c"));
        Assert.Equal(1, _there.GetCounter("c"));
    }

    [Fact]
    public void A_transaction_whose_own_lock_was_taken_over_is_refused()
    {
        using var transaction = (JobStorageTransaction)_here.CreateWriteTransaction();
        transaction.AcquireDistributedLock("r", TimeSpan.Zero);
        transaction.IncrementCounter("c");
        _clock.Advance(Lease);
        using var taken = _there.AcquireDistributedLock("r", TimeSpan.Zero);
        Assert.Throws<LostClaimException>(transaction.Commit);
        Assert.Equal(0, _there.GetCounter("c"));
    }

    [Fact]
    public void Servers_are_silent_by_the_storages_clock()
    {
        _here.AnnounceServer("a", new Hangfire.Server.ServerContext { Queues = [] });
        _clock.Advance(TimeSpan.FromMinutes(4));
        _there.AnnounceServer("b", new Hangfire.Server.ServerContext { Queues = [] });
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, _there.RemoveTimedOutServers(TimeSpan.FromMinutes(5)));
        Assert.Equal("b", Assert.Single(_one.GetMonitoringApi().Servers()).Name);
    }

    private SQLiteStorage Open() => new(_file.Path, new SQLiteStorageOptions { Clock = _clock, InvisibilityTimeout = Lease, DistributedLockLifetime = Lease });

    private string Enqueue()
    {
        var id = _here.CreateExpiredJob(Work.Job(), new Dictionary<string, string>(), Work.March1, TimeSpan.FromDays(1));
        Commit(_here, t => t.SetJobState(id, new EnqueuedState()), t => t.AddToQueue("default", id));
        return id;
    }

    private static LeasedJob? Fetch(JobStorageConnection connection) => ((JobsConnection)connection).TryFetch(["default"]);

    private static void Commit(JobStorageConnection connection, params Action<JobStorageTransaction>[] steps)
    {
        using var transaction = (JobStorageTransaction)connection.CreateWriteTransaction();
        foreach (var step in steps) step(transaction);
        transaction.Commit();
    }
}
