using Dashboard.Analytics.Kpis;
using Dashboard.Core.Kpis;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Tests.Demo;

namespace Dashboard.Core.Tests.Kpis;

public sealed class KpiServiceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_question_is_answered_once_per_snapshot()
    {
        await using var store = await LoadedAsync();
        var kpis = store.Get<KpiService>();
        var first = await kpis.RunAsync(new() { Kpis = [KpiId.Revenue, KpiId.Orders] }, Cancellation);
        Assert.Same(first, await kpis.RunAsync(new() { Kpis = [KpiId.Orders, KpiId.Revenue] }, Cancellation));
        Assert.NotSame(first, await kpis.RunAsync(new() { Kpis = [KpiId.Revenue] }, Cancellation));
        Assert.NotSame(first, await kpis.RunAsync(new(), Cancellation));

        store.Run("UPDATE Orders SET Subtotal = Subtotal + 100; UPDATE StoreState SET Revision = Revision + 1, RebuildRevision = Revision + 1");
        await store.Get<SnapshotService>().RefreshAsync(null, Cancellation);
        Assert.NotSame(first, await kpis.RunAsync(new() { Kpis = [KpiId.Revenue, KpiId.Orders] }, Cancellation));
    }

    [Fact]
    public async Task The_shops_settings_decide_the_windows()
    {
        await using var store = await LoadedAsync();
        var kpis = store.Get<KpiService>();
        var before = await kpis.RunAsync(new(), Cancellation);
        var settings = store.Get<SettingsService>();
        var shop = await settings.GetAsync(Cancellation);
        (shop.LostAfterDays, shop.EarlyRepeatDays, shop.MarginPercent) = (30, 365, 50);
        Assert.Empty(await settings.SaveAsync(shop, null, Cancellation));
        var after = await kpis.RunAsync(new(), Cancellation);
        Assert.True(after[KpiId.CustomersLost].Value > before[KpiId.CustomersLost].Value);
        Assert.True(after[KpiId.EarlyRepeatRate].Value > before[KpiId.EarlyRepeatRate].Value);
        Assert.Equal(before[KpiId.HistoricClvMean].Value!.Value / 2, after[KpiId.HistoricClvMean].Value!.Value, 6);
    }

    [Fact]
    public async Task The_figures_are_those_of_the_store()
    {
        await using var store = await LoadedAsync();
        var report = await store.Get<KpiService>().RunAsync(new(), Cancellation);
        const string Valid = "Status = 0 AND NOT (SELECT COALESCE(SUM(Amount), 0) FROM Refunds r WHERE r.OrderId = Orders.Id) >= Total";
        Assert.Equal(store.Count($"SELECT COUNT(*) FROM Orders WHERE {Valid}"), report[KpiId.Orders].Value);
        var net = store.Count($"SELECT SUM(Subtotal - Discount - (SELECT COALESCE(SUM(CAST(ROUND(Amount * (Subtotal - Discount) / (Total * 1.0)) AS INTEGER)), 0) FROM Refunds r WHERE r.OrderId = Orders.Id)) FROM Orders WHERE {Valid}");
        Assert.Equal(net / 100.0, report[KpiId.Revenue].Value!.Value, 6);
        Assert.Equal(store.Count($"SELECT COUNT(DISTINCT CustomerId * 100000 + Day) FROM Orders WHERE CustomerId IS NOT NULL AND {Valid}"), report[KpiId.Purchases].Value);
        Assert.Equal(store.Count($"SELECT COUNT(*) FROM Orders WHERE CustomerId IS NULL AND {Valid}"), report.AnonymousOrders);
    }

    [Fact]
    public async Task A_day_is_recorded_once_however_often()
    {
        await using var store = await LoadedAsync();
        var recorder = store.Get<KpiHistoryRecorder>();
        var day = await recorder.RecordAsync(Cancellation);
        Assert.InRange(day!.Value, DemoShopOfTests.LastDay.AddDays(-5), DemoShopOfTests.LastDay);
        Assert.Equal(day, await recorder.RecordAsync(Cancellation));
        Assert.Equal(KpiCatalog.All.Count, store.Count("SELECT COUNT(*) FROM KpiHistory"));
        Assert.Equal(1, store.Count("SELECT COUNT(*) FROM KpiHistory WHERE Kpi = 'repeat_rate' AND Value > 0 AND N > 0"));
    }

    [Fact]
    public async Task An_empty_shop_has_no_history()
    {
        await using var store = await DemoTestStore.CreateAsync();
        Assert.Null(await store.Get<KpiHistoryRecorder>().RecordAsync(Cancellation));
        Assert.Equal(0, store.Count("SELECT COUNT(*) FROM KpiHistory"));
    }

    private static async Task<DemoTestStore> LoadedAsync()
    {
        var store = await DemoTestStore.CreateAsync();
        await store.LoadAsync();
        await store.Get<SnapshotService>().RefreshAsync(null, Cancellation);
        return store;
    }
}
