using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;

namespace Dashboard.Web.Verbs;

/// <summary>Brings the snapshot and the forecasts up to the store and writes down the day's KPIs.</summary>
internal sealed class RefreshVerb() : Verb("refresh", "Bring the snapshot and the forecasts up to the store and record the day's KPIs")
{
    protected override bool MakesStore => false;

    protected override async Task<string?> RunAsync(VerbContext context, CancellationToken cancellation)
    {
        var refresh = await context.Get<SnapshotService>().RefreshAsync(new SnapshotLine(context.Progress), cancellation);
        context.Progress.Clear();
        await context.Get<LifetimeWork>().FollowAsync(new ShareLine(context.Progress, "Fitting the models"), cancellation);
        context.Progress.Clear();
        await context.Get<KpiHistoryRecorder>().RecordAsync(cancellation);
        await context.Get<SegmentRefresher>().RefreshAsync(null, cancellation);
        if (context.WantsJson)
            await context.WriteJsonAsync(new { outcome = refresh.Outcome.ToString().ToLowerInvariant(), refresh.Customers, refresh.Orders, seconds = refresh.Milliseconds / 1000.0 });
        else
            await context.Out.WriteLineAsync($"{refresh.Outcome}: {CountWords.Of(refresh.Customers, "customer")}, {CountWords.Of(refresh.Orders, "valid order")}, {refresh.Milliseconds} ms.");
        return null;
    }
}
