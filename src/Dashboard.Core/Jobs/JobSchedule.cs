using Dashboard.Core.Settings;
using Hangfire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Jobs;

/// <summary>Keeps the nightly work at the shop's own hour, also after the hour or the zone was changed.</summary>
internal sealed partial class JobSchedule(IRecurringJobManager recurring, SettingsService settings, ILogger<JobSchedule> logger) : BackgroundService
{
    public const string Nightly = "nightly";

    private readonly SemaphoreSlim _changed = new(0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        settings.Changed += Notice;
        try
        {
            while (true)
            {
                await PlanAsync(stoppingToken);
                await _changed.WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            settings.Changed -= Notice;
        }
    }

    public override void Dispose()
    {
        _changed.Dispose();
        base.Dispose();
    }

    private void Notice() => _changed.Release();

    private async Task PlanAsync(CancellationToken cancellation)
    {
        var shop = await settings.GetAsync(cancellation);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(shop.TimeZone, out var zone)) zone = TimeZoneInfo.Utc;
        recurring.AddOrUpdate<NightlyJob>(Nightly, job => job.RunAsync(0, "", CancellationToken.None), Cron.Daily(shop.NightlyHour),
            new RecurringJobOptions { TimeZone = zone, MisfireHandling = MisfireHandlingMode.Relaxed });
        LogPlanned(shop.NightlyHour, zone.Id);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The nightly work runs at hour {Hour} in {Zone}")]
    private partial void LogPlanned(int hour, string zone);
}
