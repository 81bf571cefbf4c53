using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Schedules;
using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dashboard.Web.Tests.Jobs;

public sealed class JobTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refresh_runs_in_the_background_and_ends_with_counts_and_a_link()
    {
        await using var server = await TestServer.StartAsync();
        var tracker = server.Services.GetRequiredService<JobTracker>();
        var run = server.Services.GetRequiredService<IBackgroundWork>().Enqueue<RefreshJob>(JobKind.Refresh);
        var job = await EndAsync(tracker, run);
        Assert.Equal(JobState.Finished, job.State);
        Assert.Equal("/", job.Link);
        Assert.Contains(job.Counts, c => c.What == "orders");
    }

    [Fact]
    public async Task A_first_import_is_followed_by_one_refresh_and_one_forecast()
    {
        await using var server = await TestServer.StartAsync();
        var path = Path.Combine(server.Services.GetRequiredService<DataFolder>().Inbox, "orders.csv");
        await File.WriteAllTextAsync(path, "order_id,email,order_date,amount\n1,ada@example.com,2024-01-05,10\n2,ben@example.com,2024-02-05,20\n", Cancellation);
        var tracker = server.Services.GetRequiredService<JobTracker>();
        var import = await server.Services.GetRequiredService<OrderImporter>().QueueAsync(new(path), Cancellation);
        await EndAsync(tracker, server.Services.GetRequiredService<IBackgroundWork>().Enqueue<ImportJob>(JobKind.Import, import));
        // Each asks for the next before it ends.
        while (tracker.Jobs.FirstOrDefault(j => !j.IsOver) is { } next) await EndAsync(tracker, next.Id);
        Assert.Equal([JobKind.Import, JobKind.Refresh, JobKind.Lifetime], tracker.Jobs.Reverse().Select(j => j.Kind));
    }

    [Fact]
    public async Task A_scheduled_import_that_fails_in_part_counts_what_came_in()
    {
        await using var server = await TestServer.StartAsync();
        var inbox = server.Services.GetRequiredService<DataFolder>().Inbox;
        await File.WriteAllTextAsync(Path.Combine(inbox, "a.csv"), "order_id,email,order_date,amount\n1,ada@example.com,2024-01-05,10\n", Cancellation);
        await File.WriteAllBytesAsync(Path.Combine(inbox, "zz.csv"), [0, 1, 2, 0, 9], Cancellation);
        server.Services.GetRequiredService<WatchedFolders>().Quiet = TimeSpan.FromMilliseconds(1);
        var (id, _) = await server.Services.GetRequiredService<ImportSchedules>().SaveAsync(null, new() { Name = "Night", Location = ".", Cron = "0 3 * * *" }, Cancellation);
        var run = server.Services.GetRequiredService<IBackgroundWork>().Enqueue<ScheduledImportJob>(JobKind.ScheduledImport, id!.Value);
        var ended = await EndAsync(server.Services.GetRequiredService<JobTracker>(), run);
        Assert.Equal(JobState.Failed, ended.State);
        Assert.StartsWith("zz.csv: ", ended.Reason, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(ended.Counts, c => c.What == "rows").Count);
    }

    [Fact]
    public async Task The_nightly_work_runs_and_stands_in_the_plan_at_the_shops_hour()
    {
        await using var server = await TestServer.StartAsync();
        var tracker = server.Services.GetRequiredService<JobTracker>();
        var run = server.Services.GetRequiredService<IBackgroundWork>().Enqueue<NightlyJob>(JobKind.Nightly);
        Assert.Equal(JobState.Finished, (await EndAsync(tracker, run)).State);

        using var storage = server.Services.GetRequiredService<JobStorage>().GetConnection();
        var planned = Assert.Single(storage.GetRecurringJobs());
        Assert.Equal("0 3 * * *", planned.Cron);
        Assert.Equal("UTC", planned.TimeZoneId);
    }

    [Fact]
    public async Task A_running_job_stops_when_asked_and_says_so()
    {
        using var tracker = new JobTracker(TimeProvider.System);
        using var logs = LoggerFactory.Create(_ => { });
        var job = new EndlessJob(tracker, logs.CreateLogger("test"));
        var running = job.RunAsync(1, "", null, Cancellation);
        var id = Assert.Single(tracker.Jobs).Id;
        Assert.True(tracker.Cancel(id));
        await running;
        Assert.Equal(JobState.Cancelled, tracker.Find(id)!.State);
        Assert.False(tracker.Cancel(id));
    }

    [Fact]
    public async Task A_job_that_breaks_shows_a_reference_and_not_its_exception()
    {
        using var tracker = new JobTracker(TimeProvider.System);
        using var logs = LoggerFactory.Create(_ => { });
        var job = new BrokenJob(tracker, logs.CreateLogger("test"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => job.RunAsync(1, "", null, Cancellation));
        var status = Assert.Single(tracker.Jobs);
        Assert.Equal(JobState.Failed, status.State);
        Assert.Contains("reference", status.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("private", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_is_heard_of_while_a_job_runs()
    {
        using var tracker = new JobTracker(TimeProvider.System);
        using var logs = LoggerFactory.Create(_ => { });
        var heard = new List<double?>();
        tracker.Changed += () => heard.Add(tracker.Jobs[0].Share);
        await new CountingJob(tracker, logs.CreateLogger("test")).RunAsync(7, "", null, Cancellation);
        Assert.Contains(0.5, heard);
        Assert.Equal(1, tracker.Jobs[0].Share);
        Assert.Equal("File 7", tracker.Jobs[0].Subject);
    }

    private static async Task<JobStatus> EndAsync(JobTracker tracker, string run)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (tracker.Find(run)!.IsOver) ended.TrySetResult();
        }
        tracker.Changed += Look;
        Look();
        try { await ended.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation); }
        catch (TimeoutException) { Assert.Fail(tracker.Find(run)!.ToString()); }
        tracker.Changed -= Look;
        return tracker.Find(run)!;
    }

    private sealed class EndlessJob(JobTracker tracker, ILogger logger) : Job(tracker, logger)
    {
        protected override JobKind Kind => JobKind.Refresh;

        protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return JobOutcome.Finished(null);
        }
    }

    private sealed class BrokenJob(JobTracker tracker, ILogger logger) : Job(tracker, logger)
    {
        protected override JobKind Kind => JobKind.Import;

        protected override Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation) =>
            throw new InvalidOperationException("something private");
    }

    private sealed class CountingJob(JobTracker tracker, ILogger logger) : Job(tracker, logger)
    {
        protected override JobKind Kind => JobKind.Import;

        protected override Task<string?> SubjectAsync(long id, CancellationToken cancellation) => Task.FromResult<string?>($"File {id}");

        protected override Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
        {
            progress.Report(new(0.5, new JobCount("rows", 10)));
            return Task.FromResult(JobOutcome.Finished("/x", new JobCount("rows", 20)));
        }
    }
}
