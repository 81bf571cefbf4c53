using System.Net;
using Bunit;
using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Schedules;
using Dashboard.Core.Settings;
using Dashboard.Core.Users;
using Dashboard.Tests;
using Dashboard.Web.Features.Jobs;
using Dashboard.Web.Hosting;
using Dashboard.Web.Verbs;
using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using TestContext = Xunit.TestContext;

namespace Dashboard.Web.Tests.Jobs;

/// <summary>The real server with its jobs in a real PostgreSQL.</summary>
public sealed class PostgreSqlJobsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_runs_the_plan_stands_and_a_restart_goes_on_with_what_was_left()
    {
        using var folder = new TestFolder();
        var database = await postgres.Server.NewDatabaseAsync();
        int? schedule;
        string left;
        await using (var first = await StartAsync(folder, database))
        {
            Assert.Equal((JobState.Finished, 1), await EndAsync(first, await ImportAsync(first, folder, "first.csv", 1)));
            (schedule, _) = await first.Services.GetRequiredService<ImportSchedules>().SaveAsync(null, new() { Name = "Night", Location = ".", Cron = "30 2 * * *" }, Cancellation);
            await UntilAsync(() => Plan(first).Count == 2);

            using var admin = await first.SignedInAsync(Roles.Admin);
            using var page = await PageContext.OpenOnAsync(Tracker(first), Roles.Admin);
            Assert.Contains("Import: first.csv", page.Render<JobsBell>().FindAll(".job-name").Select(n => n.TextContent));
            Assert.Contains("ImportJob", await PageAsync(admin, "/jobs/jobs/succeeded"), StringComparison.Ordinal);
            Assert.Contains($"import-{schedule}", await PageAsync(admin, "/jobs/recurring"), StringComparison.Ordinal);
            foreach (var path in new[] { "/jobs", "/jobs/servers", "/jobs/retries", "/jobs/jobs/enqueued", "/jobs/jobs/processing", "/jobs/jobs/failed" }) await PageAsync(admin, path);

            // A job that has begun when its process ends: nobody is left to run it.
            await first.StopAsync();
            left = await ImportAsync(first, folder, "second.csv", 2);
            var storage = first.Services.GetRequiredService<JobStorage>();
            using var connection = storage.GetConnection();
            connection.SetJobParameter(storage.GetMonitoringApi().EnqueuedJobs("default", 0, 10).Single(j => j.Value.Job.Type == typeof(ImportJob)).Key, "Begun", "true");
        }

        await using var second = await StartAsync(folder, database);
        Assert.Equal((JobState.Finished, 1), await EndAsync(second, left));
        Assert.True(Tracker(second).Find(left)!.IsResumed);
        Assert.Equal([$"import-{schedule}", "nightly"], Plan(second).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await second.Services.GetRequiredService<ImportHistory>().ReadAsync(0, 10, Cancellation)).Total);
    }

    [Fact]
    public async Task A_server_that_goes_away_is_told_of_in_words_and_found_again()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder, await postgres.Server.NewDatabaseAsync());
        using var admin = await server.SignedInAsync(Roles.Admin, Roles.Manager);
        await postgres.Server.StopAsync();
        string run;
        try
        {
            run = await ImportAsync(server, folder, "first.csv", 1);
            var job = Tracker(server).Find(run)!;
            Assert.Equal((JobState.Waiting, "The place where jobs are kept does not answer. This starts as soon as it does."), (job.State, job.Reason));
            // A change of the plan finds no storage either.
            await server.Services.GetRequiredService<SettingsService>().SaveAsync(new() { NightlyHour = 4 }, cancellation: Cancellation);
            foreach (var path in new[] { "/", "/imports", "/settings", "/help" }) await PageAsync(admin, path);
            var jobs = await admin.OpenAsync("/jobs");
            Assert.Equal(HttpStatusCode.InternalServerError, jobs.StatusCode);
            Assert.Contains("The place where jobs are kept does not answer", await jobs.TextAsync(), StringComparison.Ordinal);
        }
        finally
        {
            await postgres.Server.StartAsync();
        }
        Assert.Equal((JobState.Finished, 1), await EndAsync(server, run));
        Assert.Null(Tracker(server).Find(run)!.Reason);
        await PageAsync(admin, "/jobs");
        await UntilAsync(() => server.Services.GetRequiredService<JobStorage>().GetReadOnlyConnection().GetRecurringJobs(["nightly"])[0].Cron == "0 4 * * *");
    }

    [Fact]
    public async Task A_database_that_is_not_there_stops_the_start_with_a_sentence()
    {
        var (code, said) = await ServeAsync($"{postgres.Server.Connection("elsewhere")};Password=quite-secret");
        Assert.Equal(1, code);
        Assert.StartsWith("The jobs could not be used: PostgreSQL at /", said, StringComparison.Ordinal);
        Assert.Contains("database \"elsewhere\" does not exist. Correct that, or Dashboard:Jobs:PostgreSql.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("quite-secret", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=jobs;Username=me;Password=quite-secret", "PostgreSQL at 127.0.0.1:1 does not answer (Connection refused). Start it, or correct Dashboard:Jobs:PostgreSql.")]
    [InlineData("Host=nowhere.invalid;Database=jobs;Username=me;Password=quite-secret", "PostgreSQL at nowhere.invalid:5432 does not answer")]
    [InlineData("Hosting=db;Password=quite-secret", "Dashboard:Jobs:PostgreSql is not a connection string")]
    [InlineData("Host=db;Password=quite;secret", "Dashboard:Jobs:PostgreSql is not a connection string")]
    [InlineData("Host=db;Port=quite-secret", "Dashboard:Jobs:PostgreSql is not a connection string")]
    [InlineData("Database=jobs;Password=quite-secret", "Dashboard:Jobs:PostgreSql names no Host")]
    [InlineData("", "Dashboard:Jobs:PostgreSql must hold a connection string")]
    public async Task A_server_that_cannot_be_reached_stops_the_start_with_a_sentence(string connection, string sentence)
    {
        var (code, said) = await ServeAsync(connection);
        Assert.Equal(1, code);
        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
        Assert.DoesNotContain(" at Npgsql", said, StringComparison.Ordinal);
    }

    private static (string, string)[] Settings(string connection) => [("Dashboard:Jobs:Storage", "PostgreSql"), ("Dashboard:Jobs:PostgreSql", connection)];

    private static Task<TestServer> StartAsync(TestFolder folder, string connection) => TestServer.StartAsync(folder, Settings(connection));

    private static async Task<(int Code, string Said)> ServeAsync(string connection)
    {
        using var folder = new TestFolder();
        using var errors = new StringWriter();
        var arguments = new HostArguments { Console = TextWriter.Null, Errors = errors, Settings = Settings(connection).ToDictionary(s => s.Item1, s => (string?)s.Item2) };
        return (await CommandLine.RunAsync(["serve", "--data", folder.Data.Root, "--urls", "http://127.0.0.1:0"], arguments), errors.ToString());
    }

    private static JobTracker Tracker(TestServer server) => server.Services.GetRequiredService<JobTracker>();

    private static List<string> Plan(TestServer server)
    {
        using var connection = server.Services.GetRequiredService<JobStorage>().GetConnection();
        return [.. connection.GetRecurringJobs().Select(r => r.Id)];
    }

    private static async Task<string> ImportAsync(TestServer server, TestFolder folder, string name, int order)
    {
        var path = Path.Combine(folder.Data.Inbox, name);
        await File.WriteAllTextAsync(path, $"order_id,email,order_date,amount\n{order},ada@example.com,2024-01-05,10\n", Cancellation);
        var id = await server.Services.GetRequiredService<OrderImporter>().QueueAsync(new(path), Cancellation);
        return server.Services.GetRequiredService<IBackgroundWork>().Enqueue<ImportJob>(JobKind.Import, id, name);
    }

    private static async Task<(JobState State, long Created)> EndAsync(TestServer server, string run)
    {
        await UntilAsync(() => Tracker(server).Find(run) is { IsOver: true });
        var job = Tracker(server).Find(run)!;
        return (job.State, job.Counts.FirstOrDefault(c => c.What == "created").Count);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (!holds()) await Task.Delay(20, patience.Token);
    }

    private static async Task<string> PageAsync(HttpClient browser, string path)
    {
        var answer = await browser.OpenAsync(path);
        var page = await answer.TextAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path} answered {answer.StatusCode}: {page}");
        return page;
    }
}
