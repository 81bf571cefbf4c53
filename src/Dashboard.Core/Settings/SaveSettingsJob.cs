using Dashboard.Core.Data;
using Dashboard.Core.Jobs;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Snapshots;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Settings;

/// <summary>
/// Saves settings and brings the figures up to them: another time zone dates every order anew, which takes long in a large shop.
/// Stopped, everything is as before. Ask for it as <c>Enqueue&lt;SaveSettingsJob&gt;(JobKind.Settings, await drafts.AddAsync(settings))</c>.
/// </summary>
public sealed class SaveSettingsJob(SettingsDrafts drafts, SettingsService settings, SnapshotService snapshots, IBackgroundWork work, JobTracker tracker, ILogger<SaveSettingsJob> logger)
    : Job(tracker, logger)
{
    private const double ShareOfOrders = 0.8;

    protected override JobKind Kind => JobKind.Settings;

    protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        if (await drafts.FindAsync(id, cancellation) is not { } draft)
            return JobOutcome.Failed("These settings no longer wait to be saved. Look at the page, and save them again if they are not as you want them.", "/settings");
        var problems = await settings.SaveAsync(draft, new Passed(progress), cancellation);
        await drafts.RemoveAsync(id);
        if (problems.Count > 0) return JobOutcome.Failed($"The settings were not saved: {problems[0].Setting} cannot be used.", "/settings");
        var refreshed = await snapshots.RefreshAsync(null, CancellationToken.None);
        if (refreshed.Orders > 0 && refreshed.Outcome != SnapshotOutcome.Unchanged) work.Enqueue<LifetimeJob>(JobKind.Lifetime);
        return JobOutcome.Finished("/settings");
    }

    protected override Task DropAsync(long id) => drafts.RemoveAsync(id);

    private sealed class Passed(IProgress<JobProgress> job) : IProgress<ReworkProgress>
    {
        public void Report(ReworkProgress value) => job.Report(new(ShareOfOrders * value.Done / Math.Max(1, value.Total)));
    }
}
