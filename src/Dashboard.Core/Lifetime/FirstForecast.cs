using Dashboard.Core.Jobs;
using Dashboard.Core.Snapshots;
using Microsoft.Extensions.Hosting;

namespace Dashboard.Core.Lifetime;

/// <summary>Asks for the first fit as soon as the server shows a shop that has none, such as one of an earlier version, so that nobody waits for the night.</summary>
internal sealed class FirstForecast(SnapshotService snapshots, IBackgroundWork work, JobTracker tracker) : IHostedService
{
    /// <summary>Jobs that forecast, or ask for it themselves when they end.</summary>
    private static readonly JobKind[] Forecasting = [JobKind.SampleData, JobKind.Refresh, JobKind.Lifetime];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        snapshots.Changed += Look;
        Look();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        snapshots.Changed -= Look;
        return Task.CompletedTask;
    }

    private void Look()
    {
        if (snapshots.Current is not { AnonymousStart: > 0, Forecasts: null }) return;
        snapshots.Changed -= Look;
        if (!Forecasting.Any(tracker.IsUnderWay)) work.Enqueue<LifetimeJob>(JobKind.Lifetime);
    }
}
