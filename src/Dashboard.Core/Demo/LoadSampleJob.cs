using Dashboard.Core.Jobs;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Snapshots;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Demo;

/// <summary>The <em>Load sample data</em> button: fills an empty shop and shows it. Ask for it as <c>Enqueue&lt;LoadSampleJob&gt;(JobKind.SampleData)</c>.</summary>
public sealed class LoadSampleJob(
    DemoShop shop, SnapshotService snapshots, KpiHistoryRecorder history, LifetimeWork lifetime, JobTracker tracker, ILogger<LoadSampleJob> logger) : Job(tracker, logger)
{
    protected override JobKind Kind => JobKind.SampleData;

    protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        var load = await shop.LoadAsync(new Passed(progress), cancellation);
        if (load.Refusal is { } refusal) return JobOutcome.Failed(DemoShop.Sentence(refusal));
        await snapshots.RefreshAsync(null, cancellation);
        await lifetime.RunAsync(null, cancellation);
        await history.RecordAsync(cancellation);
        return JobOutcome.Finished("/", new JobCount("customers", load.Customers), new JobCount("orders", load.Orders));
    }

    private sealed class Passed(IProgress<JobProgress> job) : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value) => job.Report(new(0.9 * value.Done / Math.Max(1, value.Total)));
    }
}

/// <summary>The <em>Remove sample data</em> button. Ask for it as <c>Enqueue&lt;RemoveSampleJob&gt;(JobKind.RemoveSampleData)</c>.</summary>
public sealed class RemoveSampleJob(DemoShop shop, SnapshotService snapshots, JobTracker tracker, ILogger<RemoveSampleJob> logger) : Job(tracker, logger)
{
    protected override JobKind Kind => JobKind.RemoveSampleData;

    protected override async Task<JobOutcome> WorkAsync(long id, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        var removed = await shop.RemoveAsync(cancellation);
        await snapshots.RefreshAsync(null, cancellation);
        return JobOutcome.Finished("/", new JobCount("orders", removed));
    }
}
