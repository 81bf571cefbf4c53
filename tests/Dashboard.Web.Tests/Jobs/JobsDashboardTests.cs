using System.Net;
using System.Text.RegularExpressions;
using Dashboard.Core.Users;
using Hangfire;
using Hangfire.States;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Jobs;

/// <summary>Hangfire's own pages on the real server and its default storage, with a job in every state.</summary>
public sealed partial class JobsDashboardTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_answers_and_shows_its_jobs()
    {
        await using var server = await TestServer.StartAsync();
        var jobs = await JobInEveryStateAsync(server.Services);
        using var admin = await server.SignedInAsync(Roles.Admin);

        await ShowsAsync(admin, "/jobs", "Overview");
        await ShowsAsync(admin, "/jobs/jobs/enqueued", "somewhere-else");
        await ShowsAsync(admin, "/jobs/jobs/enqueued/somewhere-else", jobs["Enqueued"]);
        await ShowsAsync(admin, "/jobs/jobs/enqueued/fetched/default", jobs["Processing"]);
        await ShowsAsync(admin, "/jobs/jobs/processing", jobs["Processing"]);
        await ShowsAsync(admin, "/jobs/jobs/scheduled", jobs["Scheduled"]);
        await ShowsAsync(admin, "/jobs/jobs/succeeded", jobs["Succeeded"]);
        await ShowsAsync(admin, "/jobs/jobs/failed", jobs["Failed"]);
        await ShowsAsync(admin, "/jobs/jobs/deleted", jobs["Deleted"]);
        await ShowsAsync(admin, "/jobs/jobs/awaiting", jobs["Awaiting"]);
        await ShowsAsync(admin, "/jobs/recurring", "nightly");
        await ShowsAsync(admin, "/jobs/retries", jobs["Retry"]);
        await ShowsAsync(admin, "/jobs/servers", "dashboard:");
        foreach (var (state, id) in jobs) await ShowsAsync(admin, $"/jobs/jobs/details/{id}", state == "Retry" ? "Scheduled" : state);
        foreach (Match asset in Asset().Matches(await ShowsAsync(admin, "/jobs", "Overview")))
            Assert.Equal(HttpStatusCode.OK, (await admin.OpenAsync(asset.Groups[1].Value)).StatusCode);
        Stuck.LetGo();
    }

    [Fact]
    public async Task A_page_past_the_end_is_empty_and_not_broken()
    {
        await using var server = await TestServer.StartAsync();
        using var admin = await server.SignedInAsync(Roles.Admin);
        foreach (var state in new[] { "enqueued/default", "processing", "scheduled", "succeeded", "failed", "deleted", "awaiting" })
            await ShowsAsync(admin, $"/jobs/jobs/{state}?from=1000&count=500", "");
        await ShowsAsync(admin, "/jobs/jobs/details/4711", "");
    }

    private static async Task<string> ShowsAsync(HttpClient admin, string path, string text)
    {
        var answer = await admin.OpenAsync(path);
        var page = await answer.TextAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path} answered {answer.StatusCode}: {page}");
        Assert.Contains(text, page, StringComparison.Ordinal);
        return page;
    }

    private static async Task<Dictionary<string, string>> JobInEveryStateAsync(IServiceProvider services)
    {
        var client = services.GetRequiredService<IBackgroundJobClient>();
        var scheduled = client.Schedule(() => Work.Quick(), TimeSpan.FromDays(1));
        var deleted = client.Schedule(() => Work.Quick(), TimeSpan.FromDays(1));
        client.Delete(deleted);
        var jobs = new Dictionary<string, string>
        {
            ["Enqueued"] = client.Create(() => Work.Quick(), new EnqueuedState("somewhere-else")),
            ["Scheduled"] = scheduled,
            ["Awaiting"] = client.ContinueJobWith(scheduled, () => Work.Quick()),
            ["Deleted"] = deleted,
            ["Succeeded"] = client.Enqueue(() => Work.Quick()),
            ["Failed"] = client.Enqueue(() => Work.Break()),
            ["Retry"] = client.Enqueue(() => Work.BreakForNow()),
            ["Processing"] = client.Enqueue(() => Stuck.Run()),
        };
        var storage = services.GetRequiredService<JobStorage>();
        using var connection = storage.GetConnection();
        foreach (var (wanted, id) in jobs)
        {
            var state = wanted == "Retry" ? "Scheduled" : wanted;
            for (var look = 0; look < 2000 && connection.GetJobData(id).State != state; look++) await Task.Delay(TimeSpan.FromMilliseconds(10), Cancellation);
            Assert.Equal(state, connection.GetJobData(id).State);
        }
        return jobs;
    }

    public static class Work
    {
        public static void Quick()
        {
        }

        [AutomaticRetry(Attempts = 0)]
        public static void Break() => throw new InvalidOperationException("broken on purpose");

        [AutomaticRetry(Attempts = 3, DelaysInSeconds = [100_000])]
        public static void BreakForNow() => throw new InvalidOperationException("broken on purpose");
    }

    public static class Stuck
    {
        private static readonly ManualResetEventSlim Gate = new();

        public static void Run() => Gate.Wait(TimeSpan.FromMinutes(1));

        public static void LetGo() => Gate.Set();
    }

    [GeneratedRegex("""(?:href|src)="(/jobs/(?:js|css)[^"]*)""")]
    private static partial Regex Asset();
}
