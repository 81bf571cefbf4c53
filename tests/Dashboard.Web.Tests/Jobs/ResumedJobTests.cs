using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Schedules;
using Dashboard.Core.Settings;
using Dashboard.Tests;
using Dashboard.Web.Hosting;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.Logging;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dashboard.Web.Tests.Jobs;

/// <summary>Two servers, one after the other, on one data folder and one job storage, as after a restart with durable storage.</summary>
public sealed class ResumedJobTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly InMemoryStorage _storage;

    public ResumedJobTests()
    {
        // Hangfire logs through whichever host came last in this process, which may be gone.
        LogProvider.SetCurrentLogProvider(null);
        _storage = new();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HostArguments Arguments => new()
    {
        Data = _folder.Data.Root,
        Urls = "http://127.0.0.1:0",
        Console = TextWriter.Null,
        Adjust = services => services.AddLogging(logging => logging.ClearProviders()).AddSingleton<JobStorage>(_storage),
    };

    [Fact]
    public async Task Jobs_that_a_dead_process_left_are_shown_and_done_by_the_next()
    {
        string import, settings;
        // A process that dies before it ends any of its jobs, the import in the middle.
        using (var first = DashboardHost.BuildVerb(Arguments))
        {
            Assert.Null(await first.Services.GetRequiredService<StoreMigrator>().MigrateAsync(Cancellation));
            var work = first.Services.GetRequiredService<IBackgroundWork>();
            var path = Path.Combine(_folder.Data.Inbox, "orders.csv");
            await File.WriteAllTextAsync(path, "order_id,email,order_date,amount\n1,ada@example.com,2024-01-05,10\n", Cancellation);
            import = work.Enqueue<ImportJob>(JobKind.Import, await first.Services.GetRequiredService<OrderImporter>().QueueAsync(new(path), Cancellation), "orders.csv");
            settings = work.Enqueue<SaveSettingsJob>(JobKind.Settings, await first.Services.GetRequiredService<SettingsDrafts>().AddAsync(new() { ShopName = "Mugs" }, Cancellation));
            using var connection = _storage.GetConnection();
            connection.SetJobParameter(_storage.GetMonitoringApi().EnqueuedJobs("default", 0, 10).Single(j => j.Value.Job.Type == typeof(ImportJob)).Key, "Begun", "true");
        }

        await using var second = DashboardHost.BuildServer(Arguments);
        Assert.Null(await second.StartDashboardAsync(Cancellation));
        var tracker = second.Services.GetRequiredService<JobTracker>();
        Assert.Equal("orders.csv", tracker.Find(import)!.Subject);
        await EndAsync(tracker, import);
        await EndAsync(tracker, settings);
        Assert.Equal((JobState.Finished, JobState.Finished), (tracker.Find(import)!.State, tracker.Find(settings)!.State));
        Assert.Equal((true, false), (tracker.Find(import)!.IsResumed, tracker.Find(settings)!.IsResumed));
        Assert.Equal("Mugs", (await second.Services.GetRequiredService<SettingsService>().GetAsync(Cancellation)).ShopName);
        Assert.Single((await second.Services.GetRequiredService<ImportHistory>().ReadAsync(0, 10, Cancellation)).Items);
        await second.StopAsync(Cancellation);
    }

    [Fact]
    public async Task The_plan_follows_the_shops_zone_and_the_schedules()
    {
        await using var server = DashboardHost.BuildServer(Arguments);
        Assert.Null(await server.StartDashboardAsync(Cancellation));
        var (schedules, settings) = (server.Services.GetRequiredService<ImportSchedules>(), server.Services.GetRequiredService<SettingsService>());
        var (id, _) = await schedules.SaveAsync(null, new() { Name = "Night", Location = ".", Cron = "30 2 * * *" }, Cancellation);
        await UntilAsync(plan => plan.Count == 2 && plan[$"import-{id}"] == ("30 2 * * *", "UTC") && plan["nightly"] == ("0 3 * * *", "UTC"));

        await settings.SaveAsync(new() { TimeZone = "Europe/Copenhagen", NightlyHour = 4 }, cancellation: Cancellation);
        await UntilAsync(plan => plan[$"import-{id}"].Zone == "Europe/Copenhagen" && plan["nightly"] == ("0 4 * * *", "Europe/Copenhagen"));

        await schedules.SwitchAsync(id!.Value, false, Cancellation);
        await UntilAsync(plan => plan.Count == 1);
        await schedules.SwitchAsync(id.Value, true, Cancellation);
        await UntilAsync(plan => plan.Count == 2);
        await schedules.RemoveAsync(id.Value, Cancellation);
        await UntilAsync(plan => plan.Count == 1);
        await server.StopAsync(Cancellation);

        async Task UntilAsync(Func<Dictionary<string, (string Cron, string Zone)>, bool> holds)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            patience.CancelAfter(TimeSpan.FromSeconds(30));
            while (true)
            {
                using var connection = _storage.GetConnection();
                if (holds(connection.GetRecurringJobs().ToDictionary(r => r.Id, r => (r.Cron, r.TimeZoneId)))) return;
                await Task.Delay(20, patience.Token);
            }
        }
    }

    public void Dispose()
    {
        _storage.Dispose();
        _folder.Dispose();
    }

    private static async Task EndAsync(JobTracker tracker, string run)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (tracker.Find(run) is not { IsOver: true }) await Task.Delay(20, patience.Token);
    }
}
