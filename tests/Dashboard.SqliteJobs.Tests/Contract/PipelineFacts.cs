using System.Collections.Concurrent;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Tests.Contract;

/// <summary>Hangfire itself on the storage, from client to server.</summary>
public abstract class PipelineFacts : IDisposable
{
    private readonly TestStorage _s;
    private readonly BackgroundJobClient _client;
    private readonly BackgroundJobServer _server;

    protected PipelineFacts(Func<TestStorage> open)
    {
        _s = open();
        _client = new BackgroundJobClient(_s.Storage);
        _server = new BackgroundJobServer(new BackgroundJobServerOptions
        {
            WorkerCount = 4,
            Queues = ["urgent", "default"],
            SchedulePollingInterval = TimeSpan.FromMilliseconds(50),
            CancellationCheckInterval = TimeSpan.FromMilliseconds(100),
            ShutdownTimeout = TimeSpan.FromSeconds(5),
        }, _s.Storage);
    }

    public sealed class InMemory() : PipelineFacts(TestStorage.InMemory);

    public sealed class Sqlite() : PipelineFacts(TestStorage.Sqlite);

    public void Dispose()
    {
        _server.Dispose();
        _s.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_queued_job_succeeds_and_is_counted()
    {
        var id = _client.Enqueue(() => Work.Do(1));
        Assert.Equal(["Succeeded", "Processing", "Enqueued"], (await InAsync(id, "Succeeded")).History.Select(h => h.StateName));
        var statistics = _s.Monitor.GetStatistics();
        Assert.Equal((1L, 1L), (statistics.Succeeded, statistics.Servers));
        Assert.Equal(1, _s.Monitor.SucceededByDatesCount().Values.Sum());
        Assert.Equal(1, _s.Monitor.HourlySucceededJobs().Values.Sum());
        Assert.NotNull(_s.Monitor.JobDetails(id).ExpireAt);
        Assert.Equal(0, _s.Monitor.EnqueuedCount("default") + _s.Monitor.FetchedCount("default"));
    }

    [Fact]
    public async Task Many_jobs_all_succeed_each_once()
    {
        var ids = Enumerable.Range(0, 100).Select(i => _client.Enqueue(() => Work.Do(i))).ToList();
        foreach (var id in ids) Assert.Single((await InAsync(id, "Succeeded")).History, h => h.StateName == "Processing");
        Assert.Equal(100, _s.Monitor.GetStatistics().Succeeded);
    }

    [Fact]
    public async Task A_job_that_breaks_is_tried_again_and_then_fails()
    {
        var id = _client.Enqueue(() => Breaking.Try());
        var history = (await InAsync(id, "Failed")).History.Select(h => h.StateName).ToList();
        Assert.Equal(2, history.Count(h => h == "Processing"));
        Assert.Equal(1, history.Count(h => h == "Scheduled"));
        Assert.Equal("1", _s.Connection.GetJobParameter(id, "RetryCount"));
        Assert.Equal(1, _s.Monitor.FailedCount());
        Assert.Equal("on purpose", _s.Monitor.FailedJobs(0, 1)[0].Value.ExceptionMessage);
    }

    [Fact]
    public async Task A_delayed_job_is_queued_when_its_time_has_come()
    {
        var later = _client.Schedule(() => Work.Do(1), TimeSpan.FromDays(1));
        var soon = _client.Schedule(() => Work.Do(2), TimeSpan.FromMilliseconds(100));
        Assert.Contains((await InAsync(soon, "Succeeded")).History, h => h.StateName == "Scheduled");
        Assert.Equal("Scheduled", _s.Connection.GetJobData(later).State);
        Assert.Equal([later], _s.Monitor.ScheduledJobs(0, 10).Select(j => j.Key));
    }

    [Fact]
    public async Task A_delayed_job_on_a_queue_of_its_own_runs_there()
    {
        var id = _client.Schedule("urgent", () => Work.Do(2), TimeSpan.FromMilliseconds(50));
        Assert.Equal("urgent", (await InAsync(id, "Succeeded")).Job.Queue);
    }

    [Fact]
    public async Task A_continuation_waits_for_its_parent_and_then_runs()
    {
        var parent = _client.Schedule(() => Work.Do(1), TimeSpan.FromDays(1));
        var child = _client.ContinueJobWith(parent, () => Work.Do(2));
        Assert.Equal("Awaiting", _s.Connection.GetJobData(child).State);
        Assert.Equal(1, _s.Monitor.AwaitingCount());
        Assert.True(_client.Requeue(parent));
        await InAsync(parent, "Succeeded");
        Assert.Contains((await InAsync(child, "Succeeded")).History, h => h.StateName == "Awaiting");
        Assert.Equal(0, _s.Monitor.AwaitingCount());
    }

    [Fact]
    public async Task A_recurring_job_is_planned_triggered_and_removed()
    {
        var recurring = new RecurringJobManager(_s.Storage);
        recurring.AddOrUpdate("nightly", Job.FromExpression(() => Work.Do(1)), Cron.Yearly(), new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc });
        var planned = Assert.Single(_s.Connection.GetRecurringJobs());
        Assert.Equal(("nightly", "0 0 1 1 *"), (planned.Id, planned.Cron));
        Assert.NotNull(planned.NextExecution);
        await InAsync(recurring.TriggerJob("nightly"), "Succeeded");
        Assert.Equal(1, _s.Monitor.GetStatistics().Recurring);
        recurring.RemoveIfExists("nightly");
        Assert.Empty(_s.Connection.GetRecurringJobs());
    }

    [Fact]
    public async Task A_running_job_that_is_deleted_is_told_to_stop()
    {
        var id = _client.Enqueue(() => Endless.Run(CancellationToken.None));
        await InAsync(id, "Processing");
        Assert.True(_client.Delete(id));
        await InAsync(id, "Deleted");
        var after = _client.Enqueue(() => Work.Do(1));
        await InAsync(after, "Succeeded");
        Assert.Equal(1, _s.Monitor.GetStatistics().Deleted);
    }

    [Fact]
    public async Task A_job_waits_while_another_of_its_kind_runs()
    {
        var run = Guid.NewGuid().ToString();
        string[] ids = [_client.Enqueue(() => OneAtATime.Run(run)), _client.Enqueue(() => OneAtATime.Run(run)), _client.Enqueue(() => OneAtATime.Run(run))];
        foreach (var id in ids) await InAsync(id, "Succeeded");
        Assert.Equal(1, OneAtATime.Most(run));
    }

    private async Task<Hangfire.Storage.Monitoring.JobDetailsDto> InAsync(string id, string state)
    {
        for (var look = 0; look < 2000; look++)
        {
            if (_s.Connection.GetJobData(id)?.State == state) return _s.Monitor.JobDetails(id);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }
        Assert.Fail($"Job {id} is {_s.Connection.GetJobData(id)?.State}, not {state}.");
        return null!;
    }

    public static class Breaking
    {
        [AutomaticRetry(Attempts = 1, DelaysInSeconds = [1])]
        public static void Try() => throw new InvalidOperationException("on purpose");
    }

    public static class Endless
    {
        [AutomaticRetry(Attempts = 0)]
        public static void Run(CancellationToken cancellation)
        {
            cancellation.WaitHandle.WaitOne();
            cancellation.ThrowIfCancellationRequested();
        }
    }

    public static class OneAtATime
    {
        private static readonly ConcurrentDictionary<string, (int Inside, int Most)> Runs = new();

        public static int Most(string run) => Runs[run].Most;

        [DisableConcurrentExecution(timeoutInSeconds: 20)]
        public static void Run(string run)
        {
            Runs.AddOrUpdate(run, (1, 1), (_, now) => (now.Inside + 1, Math.Max(now.Most, now.Inside + 1)));
            Thread.Sleep(TimeSpan.FromMilliseconds(20));
            Runs.AddOrUpdate(run, (0, 0), (_, now) => (now.Inside - 1, now.Most));
        }
    }
}
