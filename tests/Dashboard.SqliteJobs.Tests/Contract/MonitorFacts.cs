using Hangfire.Common;
using Hangfire.Server;
using Hangfire.States;

namespace Dashboard.SqliteJobs.Tests.Contract;

public abstract class MonitorFacts(Func<TestStorage> open) : IDisposable
{
    private readonly TestStorage _s = open();

    public sealed class InMemory() : MonitorFacts(TestStorage.InMemory);

    public sealed class Sqlite() : MonitorFacts(TestStorage.Sqlite);

    public void Dispose()
    {
        _s.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void An_empty_storage_has_nothing_to_show()
    {
        var m = _s.Monitor;
        Assert.Empty(m.Queues());
        Assert.Empty(m.Servers());
        Assert.Empty(m.EnqueuedJobs("default", 0, 10));
        Assert.Empty(m.FetchedJobs("default", 0, 10));
        Assert.Empty(m.ScheduledJobs(0, 10));
        Assert.Empty(m.ProcessingJobs(0, 10));
        Assert.Empty(m.SucceededJobs(0, 10));
        Assert.Empty(m.FailedJobs(0, 10));
        Assert.Empty(m.DeletedJobs(0, 10));
        Assert.Empty(m.AwaitingJobs(0, 10));
        Assert.Equal(0, m.EnqueuedCount("default") + m.FetchedCount("default") + m.ScheduledCount() + m.ProcessingCount());
        Assert.Equal(0, m.SucceededListCount() + m.FailedCount() + m.DeletedListCount() + m.AwaitingCount());
        var statistics = m.GetStatistics();
        Assert.Equal(0, statistics.Enqueued + statistics.Scheduled + statistics.Succeeded + statistics.Queues + statistics.Servers + statistics.Recurring);
        Assert.Equal(0, statistics.Retries);
    }

    [Fact]
    public void Queues_show_their_length_and_their_first_five_jobs_by_name()
    {
        var ids = Enumerable.Range(0, 7).Select(_ => _s.Enqueue("urgent")).ToList();
        _s.Enqueue("default");
        var queues = _s.Monitor.Queues();
        Assert.Equal(["default", "urgent"], queues.Select(q => q.Name));
        Assert.Equal(7, queues[1].Length);
        Assert.Equal(ids.Take(5), queues[1].FirstJobs.Select(j => j.Key));
        Assert.All(queues[1].FirstJobs, j => Assert.True(j.Value.InEnqueuedState));
        Assert.All(queues[1].FirstJobs, j => Assert.Equal(nameof(Work.Do), j.Value.Job.Method.Name));
    }

    [Fact]
    public void A_queue_without_jobs_shows_once_a_server_works_on_it()
    {
        _s.Connection.AnnounceServer("a", new ServerContext { WorkerCount = 1, Queues = ["default"] });
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        Assert.ThrowsAny<OperationCanceledException>(() => _s.Connection.FetchNextJob(["default"], soon.Token));
        var queue = Assert.Single(_s.Monitor.Queues());
        Assert.Equal(("default", 0L), (queue.Name, queue.Length));
        Assert.Equal(1, _s.Monitor.GetStatistics().Queues);
    }

    [Fact]
    public void Queued_jobs_are_paged_in_the_order_in_which_they_will_run()
    {
        var ids = Enumerable.Range(0, 5).Select(_ => _s.Enqueue()).ToList();
        Assert.Equal(ids[1..3], _s.Monitor.EnqueuedJobs("default", 1, 2).Select(j => j.Key));
        Assert.Equal(5, _s.Monitor.EnqueuedCount("default"));
        var job = _s.Monitor.EnqueuedJobs("default", 0, 1)[0].Value;
        Assert.Equal("Enqueued", job.State);
        Assert.NotNull(job.EnqueuedAt);
        Assert.Equal("default", job.StateData["Queue"]);
    }

    [Fact]
    public void A_queued_job_in_another_state_shows_without_the_time_it_was_queued()
    {
        var id = _s.Enqueue();
        _s.Commit(t => t.SetJobState(id, new DeletedState()));
        var job = Assert.Single(_s.Monitor.EnqueuedJobs("default", 0, 10)).Value;
        Assert.Equal(("Deleted", false, null), (job.State, job.InEnqueuedState, job.EnqueuedAt));
    }

    [Fact]
    public void A_queued_job_that_has_expired_shows_as_a_number()
    {
        var id = _s.Enqueue();
        _s.Commit(t => t.ExpireJob(id, TimeSpan.Zero));
        _s.CleanUp();
        var shown = Assert.Single(_s.Monitor.EnqueuedJobs("default", 0, 10));
        Assert.Equal(id, shown.Key);
        Assert.Null(shown.Value.Job);
    }

    [Fact]
    public void Scheduled_jobs_say_when_they_will_be_queued()
    {
        string[] ids = [_s.Create(new ScheduledState(Work.March1)), _s.Create(new ScheduledState(Work.March1.AddDays(1)))];
        var shown = _s.Monitor.ScheduledJobs(0, 10);
        Assert.Equal(ids, shown.Select(j => j.Key));
        Assert.Equal(Work.March1.AddDays(1), shown[1].Value.EnqueueAt);
        Assert.Equal(2, _s.Monitor.ScheduledCount());
        Assert.Equal([ids[1]], _s.Monitor.ScheduledJobs(1, 1).Select(j => j.Key));
    }

    [Fact]
    public void Processing_jobs_name_their_server()
    {
        var id = _s.Create(Processing("here", "w1"));
        var shown = Assert.Single(_s.Monitor.ProcessingJobs(0, 10));
        Assert.Equal((id, "here", true), (shown.Key, shown.Value.ServerId, shown.Value.InProcessingState));
        Assert.Equal(1, _s.Monitor.ProcessingCount());
    }

    [Fact]
    public void Succeeded_jobs_come_newest_first_with_result_and_duration()
    {
        string[] ids = [_s.Create(Succeeded("\"a\"", 10, 5)), Later(() => _s.Create(Succeeded("\"b\"", 1, 2)))];
        var shown = _s.Monitor.SucceededJobs(0, 10);
        Assert.Equal([ids[1], ids[0]], shown.Select(j => j.Key));
        Assert.Equal(15, shown[1].Value.TotalDuration);
        Assert.Contains("a", (string)shown[1].Value.Result, StringComparison.Ordinal);
        Assert.Equal(2, _s.Monitor.SucceededListCount());
        Assert.Equal([ids[0]], _s.Monitor.SucceededJobs(1, 5).Select(j => j.Key));
    }

    [Fact]
    public void Failed_jobs_come_newest_first_and_say_what_broke()
    {
        var first = _s.Create(new FailedState(new InvalidOperationException("one")) { Reason = "because" });
        Later(() => _s.Create(new FailedState(new InvalidOperationException("two"))));
        var shown = _s.Monitor.FailedJobs(0, 10);
        Assert.Equal(first, shown[1].Key);
        Assert.Equal(("one", "because", typeof(InvalidOperationException).FullName), (shown[1].Value.ExceptionMessage, shown[1].Value.Reason, shown[1].Value.ExceptionType));
        Assert.Equal(2, _s.Monitor.FailedCount());
    }

    [Fact]
    public void Deleted_jobs_come_newest_first()
    {
        string[] ids = [_s.Create(new DeletedState()), Later(() => _s.Create(new DeletedState()))];
        Assert.Equal([ids[1], ids[0]], _s.Monitor.DeletedJobs(0, 10).Select(j => j.Key));
        Assert.Equal(2, _s.Monitor.DeletedListCount());
    }

    [Fact]
    public void Awaiting_jobs_name_the_state_of_their_parent()
    {
        var parent = _s.Create(new ScheduledState(Work.March1));
        var child = _s.Create(new AwaitingState(parent));
        var orphan = Later(() => _s.Create(new AwaitingState("999999")));
        var shown = _s.Monitor.AwaitingJobs(0, 10);
        Assert.Equal([child, orphan], shown.Select(j => j.Key));
        Assert.Equal(["Scheduled", null], shown.Select(j => j.Value.ParentStateName));
        Assert.Equal(2, _s.Monitor.AwaitingCount());
    }

    [Fact]
    public void Details_show_the_call_the_parameters_and_the_history_newest_first()
    {
        var id = _s.Create(Work.Job(3), ("a", "1"));
        _s.Commit(t => t.SetJobState(id, new ScheduledState(Work.March1) { Reason = "later" }), t => t.SetJobState(id, new DeletedState()), t => t.ExpireJob(id, TimeSpan.FromHours(1)));
        var details = _s.Monitor.JobDetails(id);
        Assert.Equal([3L], details.Job.Args);
        Assert.Equal("1", details.Properties["a"]);
        Assert.Equal(["Deleted", "Scheduled"], details.History.Select(h => h.StateName));
        Assert.Equal("later", details.History[1].Reason);
        Assert.True(details.History[1].Data.ContainsKey("EnqueueAt"));
        Assert.NotNull(details.ExpireAt);
        Assert.Equal(DateTimeKind.Utc, details.CreatedAt!.Value.Kind);
    }

    [Fact]
    public void Statistics_count_every_state_and_set()
    {
        _s.Enqueue();
        _s.Create(new ScheduledState(Work.March1));
        _s.Create(Processing("here", "w"));
        _s.Create(new FailedState(new InvalidOperationException()));
        _s.Create(new AwaitingState("1"));
        _s.Commit(t => t.IncrementCounter("stats:succeeded"), t => t.IncrementCounter("stats:deleted"), t => t.AddToSet("recurring-jobs", "x"), t => t.AddToSet("retries", "1"));
        _s.Connection.AnnounceServer("a", new ServerContext { Queues = ["default"] });
        var s = _s.Monitor.GetStatistics();
        Assert.Equal((1L, 1L, 1L, 1L, 1L), (s.Enqueued, s.Scheduled, s.Processing, s.Failed, s.Awaiting!.Value));
        Assert.Equal((1L, 1L, 1L, 1L, 1L, 1L), (s.Succeeded, s.Deleted, s.Recurring, s.Retries!.Value, s.Servers, s.Queues));
    }

    [Fact]
    public void Charts_have_seven_days_and_twenty_four_hours_and_count_todays_jobs()
    {
        var now = _s.Connection.GetUtcDateTime();
        _s.Commit(
            t => t.IncrementCounter($"stats:succeeded:{now:yyyy-MM-dd}"), t => t.IncrementCounter($"stats:failed:{now:yyyy-MM-dd}"), t => t.IncrementCounter($"stats:deleted:{now:yyyy-MM-dd}"),
            t => t.IncrementCounter($"stats:succeeded:{now:yyyy-MM-dd-HH}"), t => t.IncrementCounter($"stats:failed:{now:yyyy-MM-dd-HH}"), t => t.IncrementCounter($"stats:deleted:{now:yyyy-MM-dd-HH}"));
        var m = _s.Monitor;
        Assert.All(new[] { m.SucceededByDatesCount(), m.FailedByDatesCount(), m.DeletedByDatesCount() }, days => Assert.Equal((7, 1L), (days.Count, days.Values.Sum())));
        Assert.All(new[] { m.HourlySucceededJobs(), m.HourlyFailedJobs(), m.HourlyDeletedJobs() }, hours => Assert.Equal((24, 1L), (hours.Count, hours.Values.Sum())));
    }

    [Fact]
    public void A_queue_is_needed()
    {
        Assert.Throws<ArgumentNullException>(() => _s.Monitor.EnqueuedJobs(null!, 0, 1));
        Assert.Throws<ArgumentNullException>(() => _s.Monitor.EnqueuedCount(null!));
        Assert.Throws<ArgumentNullException>(() => _s.Monitor.FetchedJobs(null!, 0, 1));
        Assert.Throws<ArgumentNullException>(() => _s.Monitor.FetchedCount(null!));
        Assert.Throws<ArgumentNullException>(() => _s.Monitor.JobDetails(null!));
    }

    // Hangfire makes these two states itself and lets nobody else.
    private static StateOf Processing(string server, string worker) => new(ProcessingState.StateName, new()
    {
        ["ServerId"] = server,
        ["WorkerId"] = worker,
        ["StartedAt"] = JobHelper.SerializeDateTime(Work.March1),
    });

    private static StateOf Succeeded(string result, long duration, long latency) => new(SucceededState.StateName, new()
    {
        ["Result"] = result,
        ["PerformanceDuration"] = $"{duration}",
        ["Latency"] = $"{latency}",
        ["SucceededAt"] = JobHelper.SerializeDateTime(Work.March1),
    });

    // States of one millisecond have no order.
    private static string Later(Func<string> create)
    {
        Thread.Sleep(TimeSpan.FromMilliseconds(5));
        return create();
    }
}
