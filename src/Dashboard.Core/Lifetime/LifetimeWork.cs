using System.Diagnostics;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;

namespace Dashboard.Core.Lifetime;

/// <summary>Fits all models, chooses which serves, has the snapshot forecast by it and writes down who changed state and what the customers are and were worth.</summary>
public sealed class LifetimeWork(SnapshotService snapshots, SettingsService settings, LifetimeStore store, LifecycleRecorder lifecycle, PastEquityRecorder past, TimeProvider clock)
{
    /// <summary>Up to so many orders the models are fitted again after every import, not only at night.</summary>
    private const int OrdersFittedAtOnce = 50_000;

    private const int OrdersWorthCollecting = 1_000_000;
    private const double ShareOfFits = 0.8;

    /// <summary>Whether the current shop is fitted within a few seconds.</summary>
    public bool IsQuick => snapshots.Current.OrderCount <= OrdersFittedAtOnce;

    /// <summary>Does all of it on the current snapshot. Safe to run at any time and again.</summary>
    /// <param name="progress">Receives the share done, 0 to 1.</param>
    /// <param name="cancellation">Stops between the fits; the forecast before stays in service.</param>
    /// <returns>The run; null when nobody has bought.</returns>
    public async Task<LifetimeRun?> RunAsync(IProgress<double>? progress, CancellationToken cancellation)
    {
        var (facts, started) = (snapshots.Current, Stopwatch.GetTimestamp());
        if (facts.AnonymousStart == 0) return null;
        var horizon = (await settings.GetAsync(cancellation)).PredictionDays;
        var choice = await Task.Run(() => ForecastChoice.Run(facts, horizon, new Share(progress, facts.OrderCount > OrdersWorthCollecting), cancellation), cancellation);
        var watch = choice.Served is null ? null : await Task.Run(() => ForecastWatch.Of(facts, choice.Rules with { HorizonDays = horizon }, choice.Served.Scores?.Bias ?? 0), cancellation);
        await store.WatchAsync(facts, cancellation);
        var run = LifetimeStore.From(choice, watch, facts, clock.GetUtcNow().UtcDateTime, Stopwatch.GetElapsedTime(started).TotalSeconds);
        await store.SaveAsync(run, choice.Rules, cancellation);
        await ForecastAsync(progress, cancellation);
        await past.RecordAsync(cancellation);
        return run;
    }

    /// <summary>After an import: fits again in a small shop or for the first time, else lets the forecast in service know of the days that passed.</summary>
    public async Task FollowAsync(IProgress<double>? progress, CancellationToken cancellation)
    {
        var facts = snapshots.Current;
        if (ForecastRules.Parse(facts.Stamp.Forecast) is not { } served || IsQuick)
        {
            await RunAsync(progress, cancellation);
            return;
        }
        if (facts.Span.Last > served.Day) await store.MoveAsync(facts.Span.Last, cancellation);
        await ForecastAsync(progress, cancellation);
    }

    private async Task ForecastAsync(IProgress<double>? progress, CancellationToken cancellation)
    {
        await snapshots.RefreshAsync(null, cancellation);
        progress?.Report(0.9);
        await lifecycle.RecordAsync(cancellation);
        progress?.Report(1);
    }

    /// <summary>Hears of every fit that has ended. One of a million customers leaves a hundred megabytes behind, which would pile up until the collector comes by itself.</summary>
    private sealed class Share(IProgress<double>? whole, bool collects) : IProgress<double>
    {
        public void Report(double value)
        {
            if (collects) GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
            whole?.Report(ShareOfFits * value);
        }
    }
}
