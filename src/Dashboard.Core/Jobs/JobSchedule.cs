using System.Globalization;
using Dashboard.Core.Exports.Schedules;
using Dashboard.Core.Schedules;
using Dashboard.Core.Settings;
using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Jobs;

/// <summary>
/// Keeps what a clock starts in the shop's own zone: the nightly work at its hour and the imports and exports that are switched on; planned anew when hour, zone or a schedule
/// was changed.
/// </summary>
internal sealed partial class JobSchedule(JobStorage storage, IRecurringJobManager recurring, SettingsService settings, ImportSchedules schedules, ExportSchedules exports, ILogger<JobSchedule> logger) : BackgroundService
{
    public const string Nightly = "nightly";
    private const string ImportPrefix = "import-";
    private const string ExportPrefix = "export-";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _changed = new(0);
    private Dictionary<string, string> _plan = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        settings.Changed += Notice;
        schedules.Changed += Notice;
        exports.Changed += Notice;
        try
        {
            while (true)
            {
                var planned = await TryPlanAsync(stoppingToken);
                await _changed.WaitAsync(planned ? Timeout.InfiniteTimeSpan : Pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            settings.Changed -= Notice;
            schedules.Changed -= Notice;
            exports.Changed -= Notice;
        }
    }

    public override void Dispose()
    {
        _changed.Dispose();
        base.Dispose();
    }

    private void Notice() => _changed.Release();

    // A storage that does not answer must not take the whole server with it.
    private async Task<bool> TryPlanAsync(CancellationToken cancellation)
    {
        try
        {
            await PlanAsync(cancellation);
            return true;
        }
        catch (Exception unreachable) when (!cancellation.IsCancellationRequested)
        {
            LogNotPlanned(unreachable);
            return false;
        }
    }

    private async Task PlanAsync(CancellationToken cancellation)
    {
        var shop = await settings.GetAsync(cancellation);
        var zone = shop.FindZone();
        var options = new RecurringJobOptions { TimeZone = zone, MisfireHandling = MisfireHandlingMode.Relaxed };   // what was missed while the program stood is done once
        var plan = new Dictionary<string, string> { [Nightly] = $"{Cron.Daily(shop.NightlyHour)} {zone.Id}" };
        if (IsNew(Nightly)) recurring.AddOrUpdate<NightlyJob>(Nightly, job => job.RunAsync(0, "", null, CancellationToken.None), Cron.Daily(shop.NightlyHour), options);
        foreach (var schedule in (await schedules.ListAsync(cancellation)).Where(s => s.Enabled))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{ImportPrefix}{schedule.Id}");
            long id = schedule.Id;
            plan[name] = $"{schedule.Cron} {zone.Id}";
            if (IsNew(name)) recurring.AddOrUpdate<ScheduledImportJob>(name, job => job.RunAsync(id, "", null, CancellationToken.None), schedule.Cron, options);
        }
        foreach (var (schedule, _, _, _) in (await exports.ListAsync(null, all: true, cancellation)).Where(e => e.Schedule.Enabled))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{ExportPrefix}{schedule.Id}");
            long id = schedule.Id;
            plan[name] = $"{schedule.Cron} {zone.Id}";
            if (IsNew(name)) recurring.AddOrUpdate<ScheduledExportJob>(name, job => job.RunAsync(id, "", null, CancellationToken.None), schedule.Cron, options);
        }
        foreach (var gone in Stored().Concat(_plan.Keys).Distinct().Where(name => !plan.ContainsKey(name))) recurring.RemoveIfExists(gone);
        if (plan.Count != _plan.Count || plan.Keys.Any(IsNew)) LogPlanned(shop.NightlyHour, plan.Count - 1, zone.Id);
        _plan = plan;

        bool IsNew(string name) => _plan.GetValueOrDefault(name) != plan[name];
    }

    /// <summary>Imports and exports that an earlier process planned; asked for once.</summary>
    private List<string> Stored()
    {
        if (_plan.Count > 0) return [];
        using var connection = storage.GetConnection();
        return [.. connection.GetRecurringJobs().Select(r => r.Id).Where(id => id.StartsWith(ImportPrefix, StringComparison.Ordinal) || id.StartsWith(ExportPrefix, StringComparison.Ordinal))];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The plan of the jobs could not be kept; it is tried again")]
    private partial void LogNotPlanned(Exception unreachable);

    [LoggerMessage(Level = LogLevel.Information, Message = "The nightly work runs at hour {Hour} and {Schedules} imports and exports by their schedule, in {Zone}")]
    private partial void LogPlanned(int hour, int schedules, string zone);
}
