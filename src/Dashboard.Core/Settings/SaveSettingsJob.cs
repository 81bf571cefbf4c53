using System.Collections.Concurrent;
using Dashboard.Core.Data;
using Dashboard.Core.Jobs;
using Dashboard.Core.Snapshots;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Settings;

/// <summary>Settings that wait for the job that saves them, since a job's only argument is a number. Forgotten when the process ends.</summary>
public sealed class SettingsDrafts
{
    private readonly ConcurrentDictionary<long, ShopSettings> _drafts = [];

    // Jobs outlive the process: one of the last process must not find what this one keeps under its number.
    private long _last = Random.Shared.NextInt64(1L << 52);

    /// <summary>Keeps a draft; the number is the argument of <see cref="SaveSettingsJob"/>.</summary>
    public long Add(ShopSettings settings)
    {
        var id = Interlocked.Increment(ref _last);
        _drafts[id] = settings;
        return id;
    }

    internal ShopSettings? Take(long id) => _drafts.TryRemove(id, out var settings) ? settings : null;
}

/// <summary>
/// Saves settings and brings the figures up to them: another time zone dates every order anew, which takes long in a large shop.
/// Stopped, everything is as before. Ask for it as <c>Enqueue&lt;SaveSettingsJob&gt;(JobKind.Settings, drafts.Add(settings))</c>.
/// </summary>
public sealed class SaveSettingsJob(SettingsDrafts drafts, SettingsService settings, SnapshotService snapshots, JobTracker tracker, ILogger<SaveSettingsJob> logger)
    : Job(tracker, logger)
{
    private const double ShareOfOrders = 0.8;

    protected override JobKind Kind => JobKind.Settings;

    protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        if (drafts.Take(id) is not { } draft)
            return JobOutcome.Failed("The program was restarted before the settings were saved. Please save them again.", "/settings");
        var problems = await settings.SaveAsync(draft, new Passed(progress), cancellation);
        if (problems.Count > 0) return JobOutcome.Failed($"The settings were not saved: {problems[0].Setting} cannot be used.", "/settings");
        await snapshots.RefreshAsync(null, CancellationToken.None);
        return JobOutcome.Finished("/settings");
    }

    private sealed class Passed(IProgress<JobProgress> job) : IProgress<ReworkProgress>
    {
        public void Report(ReworkProgress value) => job.Report(new(ShareOfOrders * value.Done / Math.Max(1, value.Total)));
    }
}
