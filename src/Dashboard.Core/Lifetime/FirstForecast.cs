using Dashboard.Core.Jobs;
using Dashboard.Core.Snapshots;
using Microsoft.Extensions.Hosting;

namespace Dashboard.Core.Lifetime;

/// <summary>Asks for the first fit as soon as the server shows a shop that has none, such as one of an earlier version, so that nobody waits for the night.</summary>
internal sealed class FirstForecast(SnapshotService snapshots, IBackgroundWork work, JobTracker tracker) : IHostedService
{
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
        if (!tracker.IsUnderWay(JobKind.SampleData) && !tracker.IsUnderWay(JobKind.Lifetime)) work.Enqueue<LifetimeJob>(JobKind.Lifetime);
    }
}
