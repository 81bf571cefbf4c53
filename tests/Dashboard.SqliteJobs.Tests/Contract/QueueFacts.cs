using Hangfire.States;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Tests.Contract;

public abstract class QueueFacts(Func<TestStorage> open) : IDisposable
{
    private readonly TestStorage _s = open();

    public sealed class InMemory() : QueueFacts(TestStorage.InMemory);

    public sealed class Sqlite() : QueueFacts(TestStorage.Sqlite);

    public void Dispose()
    {
        _s.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Jobs_are_fetched_in_the_order_in_which_they_were_queued()
    {
        string[] ids = [_s.Enqueue(), _s.Enqueue(), _s.Enqueue()];
        Assert.Equal(ids, Enumerable.Range(0, 3).Select(_ => _s.Fetch().JobId));
    }

    [Fact]
    public void The_first_queue_in_the_array_goes_first()
    {
        var later = _s.Enqueue("later");
        var urgent = _s.Enqueue("urgent");
        Assert.Equal(urgent, _s.Fetch("urgent", "later").JobId);
        Assert.Equal(later, _s.Fetch("urgent", "later").JobId);
    }

    [Fact]
    public void A_queue_named_twice_is_one_queue()
    {
        var id = _s.Enqueue();
        Assert.Equal(id, _s.Fetch("default", "default").JobId);
        Assert.Equal(0, _s.Monitor.EnqueuedCount("default"));
    }

    [Fact]
    public void Other_queues_are_left_alone()
    {
        _s.Enqueue("other");
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.ThrowsAny<OperationCanceledException>(() => _s.Connection.FetchNextJob(["default"], soon.Token));
        Assert.Equal(1, _s.Monitor.EnqueuedCount("other"));
    }

    [Fact]
    public async Task A_waiting_worker_is_woken_by_the_next_job()
    {
        var waiting = Task.Run(() => _s.Fetch("default", "other").JobId, TestContext.Current.CancellationToken);
        var id = _s.Enqueue("other");
        Assert.Equal(id, await waiting);
    }

    [Fact]
    public async Task Each_job_goes_to_one_of_many_waiting_workers()
    {
        var workers = Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using var connection = _s.Connect();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            var job = connection.FetchNextJob(["default"], patience.Token);
            job.RemoveFromQueue();
            return job.JobId;
        })).ToList();
        var ids = workers.Select(_ => _s.Enqueue()).ToList();
        Assert.Equal(ids.Order(), (await Task.WhenAll(workers)).Order());
    }

    [Fact]
    public void A_removed_job_is_not_fetched_again()
    {
        _s.Enqueue();
        var next = _s.Enqueue();
        using (var job = _s.Fetch()) job.RemoveFromQueue();
        Assert.Equal(next, _s.Fetch().JobId);
    }

    [Fact]
    public void A_job_given_back_is_fetched_again()
    {
        var id = _s.Enqueue();
        _s.Fetch().Requeue();
        Assert.Equal(id, _s.Fetch().JobId);
    }

    [Fact]
    public void A_job_can_be_removed_with_the_transaction_that_ends_it()
    {
        var id = _s.Enqueue();
        using (var job = _s.Fetch()) _s.Commit(t => t.SetJobState(id, new DeletedState()), t => t.RemoveFromQueue(job));
        Assert.Equal(0, _s.Monitor.EnqueuedCount("default"));
        Assert.Equal("Deleted", _s.Connection.GetJobData(id).State);
    }

    [Fact]
    public void A_transaction_given_up_queues_nothing()
    {
        var id = _s.Create();
        using (var transaction = _s.Connection.CreateWriteTransaction()) transaction.AddToQueue("default", id);
        Assert.Equal(0, _s.Monitor.EnqueuedCount("default"));
    }

    [Fact]
    public void Who_waits_for_nothing_stops_when_told()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.ThrowsAny<OperationCanceledException>(() => _s.Connection.FetchNextJob(["default"], soon.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => _s.Connection.FetchNextJob(["default"], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Queues_and_jobs_are_needed()
    {
        Assert.Throws<ArgumentNullException>(() => _s.Connection.FetchNextJob(null!, CancellationToken.None));
        Assert.Throws<ArgumentException>(() => _s.Connection.FetchNextJob([], CancellationToken.None));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.AddToQueue(null!, "1")));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.AddToQueue("default", null!)));
    }
}
