using Dashboard.Core.Data;
using Dashboard.Core.Snapshots;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Dashboard.Core.Jobs;

/// <summary>
/// Asks for a refresh once the store is ahead of the figures and has come to rest: after an import by this server, or by a verb in another process.
/// </summary>
internal sealed class StoreWatch(IDbContextFactory<DashboardDbContext> contexts, SnapshotService snapshots, IBackgroundWork work, JobTracker tracker, TimeProvider clock)
    : BackgroundService
{
    /// <summary>An import commits far more often than this, so its revision does not rest while it runs.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        var (seen, asked) = (-1L, -1L);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var revision = await RevisionAsync(stoppingToken);
            if (revision == seen && revision != asked && revision != snapshots.Current.Stamp.Revision && !tracker.IsUnderWay(JobKind.Refresh))
            {
                work.Enqueue<RefreshJob>(JobKind.Refresh);
                asked = revision;
            }
            seen = revision;
        }
    }

    private async Task<long> RevisionAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.State.Select(s => s.Revision).SingleOrDefaultAsync(cancellation);
    }
}
