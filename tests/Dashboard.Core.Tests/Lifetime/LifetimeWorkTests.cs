using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;
using Dashboard.Core.Housekeeping;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Tests.Demo;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Lifetime;

public sealed class LifetimeWorkTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_candidate_is_kept_with_its_scores_and_the_best_serves()
    {
        await using var store = await LoadedAsync();
        var run = await store.Get<LifetimeWork>().RunAsync(null, Cancellation);
        var kept = await store.Get<LifetimeStore>().LatestAsync(Cancellation);
        Assert.Equal(run!.Id, kept!.Id);
        Assert.Equal(PurchaseModels.All.Select(m => m.Name).Concat(Baselines.All.Select(n => n.Name)), kept.Fits.Where(f => f.Kind is CandidateKind.Purchases or CandidateKind.Baseline).Select(f => f.Name));
        Assert.Equal(2, kept.Fits.Count(f => f.Kind == CandidateKind.Season));
        Assert.Equal(ChoiceReason.BestAccepted, kept.Reason);
        Assert.Single(kept.Fits, f => f.IsServed && f.Name == kept.Served);
        var served = kept.Fits.Single(f => f.IsServed && f.Kind == CandidateKind.Purchases);
        Assert.True(served.IsAccepted && served.Converged);
        var parameters = FitParameters.Read(served.Parameters);
        Assert.Equal(PurchaseModels.Find(served.Name)!.ParameterNames, parameters.Select(p => p.Name));
        Assert.Contains(parameters, p => p.StandardError > 0);

        var facts = store.Get<SnapshotService>().Current;
        var rules = ForecastRules.Parse(facts.Stamp.Forecast)!;
        Assert.Equal((served.Name, facts.Span.Last), (rules.Model, rules.Day));
        Assert.Equal(facts.CustomerCount, facts.Forecasts!.Count);
        Assert.True(facts.Forecasts.Value.Sum() > 0);
    }

    [Fact]
    public async Task What_a_fit_expects_of_the_next_weeks_is_held_against_what_came_once_they_are_over()
    {
        await using var store = await LoadedAsync();
        var (work, fits) = (store.Get<LifetimeWork>(), store.Get<LifetimeStore>());
        var run = (await work.RunAsync(null, Cancellation))!;
        Assert.True(run.WatchLow < run.WatchExpected && run.WatchExpected < run.WatchHigh);
        Assert.Equal(ForecastDrift.NotKnown, run.Drift);
        Assert.Null(await fits.WatchedAsync(Cancellation));
        Assert.Equal((run.HoldoutDays + 6) / 7, run.TrackedWeeks.Count);

        // As if it had been made 60 days before.
        store.Run("UPDATE LifetimeRuns SET Day = Day - 60");
        await work.RunAsync(null, Cancellation);
        var facts = store.Get<SnapshotService>().Current;
        var day = facts.Span.Last - 60;
        var came = Enumerable.Range(0, facts.CustomerCount).Where(i => facts.Customers.Purchases[i] > 0 && facts.Customers.FirstDay[i] <= day)
            .Sum(i => facts.Orders.Day[facts.Customers.OrderStart[i]..facts.Customers.OrderStart[i + 1]].Distinct().Count(d => d > day && d <= day + 28));
        var watched = (await fits.WatchedAsync(Cancellation))!;
        Assert.Equal((run.Id, came), (watched.Id, watched.WatchCame));
        Assert.Equal(came < run.WatchLow ? ForecastDrift.Fewer : came > run.WatchHigh ? ForecastDrift.More : ForecastDrift.Holds, watched.Drift);
    }

    [Fact]
    public async Task The_first_run_takes_stock_of_states_and_equity_and_nobody_changes()
    {
        await using var store = await LoadedAsync();
        await store.Get<LifetimeWork>().RunAsync(null, Cancellation);
        var facts = store.Get<SnapshotService>().Current;
        Assert.Equal(facts.CustomerCount, store.Count("SELECT count(*) FROM CustomerLifecycles"));
        Assert.Equal(0, store.Count("SELECT count(*) FROM LifecycleTransitions"));
        Assert.Equal(facts.Forecasts!.Value.Sum(), store.Count("SELECT sum(Value) FROM CustomerLifecycles"));
        var equity = await HistoryAsync(store);
        Assert.Equal(facts.Forecasts.Value.Sum() / 100.0, equity["customer_equity"]!.Value, 6);
        Assert.All(EquityBridge.Names, name => Assert.Null(equity[name]));
    }

    [Fact]
    public async Task A_lost_customer_who_buys_again_is_reactivated_and_the_bridge_adds_up()
    {
        await using var store = await LoadedAsync();
        var (work, snapshots) = (store.Get<LifetimeWork>(), store.Get<SnapshotService>());
        await work.RunAsync(null, Cancellation);
        var before = (await HistoryAsync(store))["customer_equity"]!.Value;
        await using (var db = store.Open())
        {
            var lost = await db.CustomerLifecycles.Where(l => l.State == LifecycleState.Lost && l.Purchases > 2).OrderBy(l => l.CustomerId).FirstAsync(Cancellation);
            var day = snapshots.Current.Span.Last;
            store.Run($"""
                INSERT INTO Orders (SourceId, ExternalId, CustomerId, Day, PlacedAt, Status, CurrencyId, ReportingRate, Subtotal, Discount, Tax, Shipping, Total, Items, ContentHash)
                SELECT SourceId, 'again', {lost.CustomerId}, {day + 2}, {(day + 2) * 86_400_000L}, 0, CurrencyId, 1, 5000, 0, 0, 0, 5000, 1, 0 FROM Orders LIMIT 1;
                UPDATE StoreState SET Revision = Revision + 1;
                """);
            await snapshots.RefreshAsync(null, Cancellation);
            await work.RunAsync(null, Cancellation);
            var transition = await db.LifecycleTransitions.SingleAsync(t => t.CustomerId == lost.CustomerId, Cancellation);
            Assert.Equal((LifecycleState.Lost, LifecycleCause.Reactivation), (transition.From, transition.Cause));
            Assert.Equal(FactDay.ToDate(day + 2), transition.Day);
            Assert.All(await db.LifecycleTransitions.ToListAsync(Cancellation), t => Assert.NotEqual(t.From, t.To));
        }
        var after = await HistoryAsync(store);
        Assert.Equal(before, after["customer_equity_opening"]!.Value, 6);
        Assert.True(after["customer_equity_reactivated"] > 0);
        Assert.Equal(after["customer_equity"]!.Value, EquityBridge.Names.Sum(name => after[name]!.Value), 4);
        var closing = store.Get<SnapshotService>().Current.Forecasts!.Value.Sum() / 100.0;
        Assert.Equal(closing, after["customer_equity"]!.Value, 4);
    }

    [Fact]
    public async Task Another_horizon_is_forecast_at_once_and_not_bridged()
    {
        await using var store = await LoadedAsync();
        var (work, snapshots, settings) = (store.Get<LifetimeWork>(), store.Get<SnapshotService>(), store.Get<SettingsService>());
        await work.RunAsync(null, Cancellation);
        var year = snapshots.Current.Forecasts!.Purchases.Sum();
        var shop = await settings.GetAsync(Cancellation);
        shop.PredictionDays = 90;
        Assert.Empty(await settings.SaveAsync(shop, null, Cancellation));
        Assert.Equal(SnapshotOutcome.Merged, (await snapshots.RefreshAsync(null, Cancellation)).Outcome);
        Assert.True(snapshots.Current.Forecasts!.Purchases.Sum() < year / 2);
        await store.Get<LifecycleRecorder>().RecordAsync(Cancellation);
        Assert.Null((await HistoryAsync(store))["customer_equity_growth"]);
    }

    [Fact]
    public async Task A_forecast_of_other_money_does_not_serve_until_it_is_fitted_again()
    {
        await using var store = await LoadedAsync();
        var (work, snapshots, settings) = (store.Get<LifetimeWork>(), store.Get<SnapshotService>(), store.Get<SettingsService>());
        await work.RunAsync(null, Cancellation);
        var shop = await settings.GetAsync(Cancellation);
        shop.IncludeTax = !shop.IncludeTax;
        Assert.Empty(await settings.SaveAsync(shop, null, Cancellation));
        await snapshots.RefreshAsync(null, Cancellation);
        Assert.Null(snapshots.Current.Forecasts);
        await work.FollowAsync(null, Cancellation);
        Assert.Equal(snapshots.Current.Stamp.Rules, ForecastRules.Parse(snapshots.Current.Stamp.Forecast)!.Counting);
        Assert.True(snapshots.Current.Forecasts!.Value.Sum() > 0);
    }

    [Fact]
    public async Task The_nightly_work_forecasts_and_records_its_day_beside_the_other_KPIs()
    {
        await using var store = await LoadedAsync();
        await store.Get<NightlyWork>().RunAsync(null, Cancellation);
        await store.Get<NightlyWork>().RunAsync(null, Cancellation);
        Assert.Equal(2, store.Count("SELECT count(*) FROM LifetimeRuns"));
        var equity = await HistoryAsync(store);
        Assert.True(equity["customer_equity"] > 0);
        Assert.NotNull(equity["repeat_rate"]);
    }

    [Fact]
    public async Task Without_the_sample_shop_nothing_of_its_forecast_stays()
    {
        await using var store = await LoadedAsync();
        await store.Get<LifetimeWork>().RunAsync(null, Cancellation);
        await store.Shop.RemoveAsync(Cancellation);
        await store.Get<SnapshotService>().RefreshAsync(null, Cancellation);
        foreach (var table in new[] { "LifetimeRuns", "LifetimeFits", "ServedForecasts", "CustomerLifecycles", "LifecycleTransitions" })
            Assert.Equal(0, store.Count($"SELECT count(*) FROM {table}"));
        Assert.Null(store.Get<SnapshotService>().Current.Forecasts);
        Assert.Null(await store.Get<LifetimeWork>().RunAsync(null, Cancellation));
    }

    [Fact]
    public async Task A_run_that_is_stopped_leaves_the_forecast_before_in_service()
    {
        await using var store = await LoadedAsync();
        await store.Get<LifetimeWork>().RunAsync(null, Cancellation);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Get<LifetimeWork>().RunAsync(null, stop.Token));
        Assert.Equal(1, store.Count("SELECT count(*) FROM LifetimeRuns"));
        Assert.NotNull(store.Get<SnapshotService>().Current.Forecasts);
    }

    private static async Task<Dictionary<string, double?>> HistoryAsync(DemoTestStore store)
    {
        await using var db = store.Open();
        var last = await db.KpiHistory.MaxAsync(h => h.Day, Cancellation);
        return await db.KpiHistory.Where(h => h.Day == last).ToDictionaryAsync(h => h.Kpi, h => h.Value, Cancellation);
    }

    private static async Task<DemoTestStore> LoadedAsync()
    {
        var store = await DemoTestStore.CreateAsync();
        await store.LoadAsync();
        await store.Get<SnapshotService>().RefreshAsync(null, Cancellation);
        return store;
    }
}
