using Dashboard.Core.Acquisition;
using Dashboard.Core.Demo;
using Dashboard.Core.Orders;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Demo;

public sealed class DemoShopTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Loading_fills_every_table_and_asks_for_a_rebuild()
    {
        await using var store = await DemoTestStore.CreateAsync();
        Assert.False(await store.Shop.IsLoadedAsync(Cancellation));
        var load = await store.LoadAsync();
        Assert.Null(load.Refusal);
        Assert.True(await store.Shop.IsLoadedAsync(Cancellation));
        foreach (var table in new[] { "Customers", "CustomerIdentities", "Consents", "Orders", "OrderLines", "Refunds", "RefundLines", "Products", "Imports", "AcquisitionSpend" })
            Assert.True(store.Count($"SELECT COUNT(*) FROM {table}") > 0, table);
        Assert.Equal(load.Orders, store.Count("SELECT COUNT(*) FROM Orders"));
        Assert.Equal(0, store.Count("SELECT COUNT(*) FROM Orders WHERE Total <> Subtotal - Discount + Tax + Shipping"));
        Assert.Equal(0, store.Count("SELECT COUNT(*) FROM Orders o WHERE Subtotal <> (SELECT SUM(Amount) FROM OrderLines WHERE OrderId = o.Id)"));
        Assert.Equal(1, store.Count("SELECT Revision = RebuildRevision AND Revision = 1 FROM StoreState"));
        await using var db = store.Open();
        Assert.Equal("EUR", (await db.Settings.SingleAsync(Cancellation)).ReportingCurrency);
    }

    [Fact]
    public async Task Loading_twice_is_refused()
    {
        await using var store = await DemoTestStore.CreateAsync();
        await store.LoadAsync();
        var orders = store.Count("SELECT COUNT(*) FROM Orders");
        Assert.Equal(DemoRefusal.AlreadyLoaded, (await store.LoadAsync()).Refusal);
        Assert.Equal(orders, store.Count("SELECT COUNT(*) FROM Orders"));
    }

    [Fact]
    public async Task Loading_into_a_shop_with_orders_is_refused()
    {
        await using var store = await DemoTestStore.CreateAsync();
        await AddRealOrderAsync(store, null);
        Assert.Equal(DemoRefusal.ShopHasOrders, (await store.LoadAsync()).Refusal);
        Assert.Equal(0, store.Count("SELECT COUNT(*) FROM Customers"));
    }

    [Fact]
    public async Task A_cancelled_load_leaves_nothing_behind()
    {
        await using var store = await DemoTestStore.CreateAsync();
        using var stop = new CancellationTokenSource();
        var progress = new Stopper(stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Shop.LoadAsync(DemoShopOfTests.LastDay, 2000, progress, stop.Token));
        Assert.Equal(0, store.Count("SELECT (SELECT COUNT(*) FROM Customers) + (SELECT COUNT(*) FROM Orders) + (SELECT COUNT(*) FROM Labels) + (SELECT Revision FROM StoreState)"));
        Assert.Null((await store.LoadAsync()).Refusal);
    }

    [Fact]
    public async Task Removing_takes_every_sample_row_and_the_currency_it_brought()
    {
        await using var store = await DemoTestStore.CreateAsync();
        var load = await store.LoadAsync();
        Assert.Equal(load.Orders, await store.Shop.RemoveAsync(Cancellation));
        foreach (var table in new[] { "Customers", "CustomerIdentities", "Consents", "Orders", "OrderLines", "Refunds", "RefundLines", "Products", "Imports", "KpiHistory", "CustomerChanges", "AcquisitionSpend" })
            Assert.Equal(0, store.Count($"SELECT COUNT(*) FROM {table}"));
        Assert.False(await store.Shop.IsLoadedAsync(Cancellation));
        Assert.Equal(1, store.Count("SELECT Revision = RebuildRevision AND Revision = 2 FROM StoreState"));
        await using var db = store.Open();
        Assert.Null((await db.Settings.SingleAsync(Cancellation)).ReportingCurrency);
        Assert.Equal(0, await store.Shop.RemoveAsync(Cancellation));
    }

    [Fact]
    public async Task Removing_keeps_real_orders_even_of_a_customer_whom_the_sample_brought()
    {
        await using var store = await DemoTestStore.CreateAsync();
        await store.LoadAsync();
        var shared = store.Count("SELECT MIN(Id) FROM Customers");
        await AddRealOrderAsync(store, shared);
        await AddRealOrderAsync(store, null);
        await store.Shop.RemoveAsync(Cancellation);
        await using var db = store.Open();
        Assert.Equal(2, await db.Orders.CountAsync(Cancellation));
        var kept = await db.Customers.SingleAsync(Cancellation);
        Assert.Equal(shared, kept.Id);
        Assert.Null(kept.Name);
        Assert.Equal("shop", (await db.Labels.SingleAsync(l => l.Id == kept.SourceId, Cancellation)).Name);
        Assert.Equal("EUR", (await db.Settings.SingleAsync(Cancellation)).ReportingCurrency);
        Assert.Equal(0, store.Count("SELECT COUNT(*) FROM pragma_foreign_key_check"));
    }

    [Fact]
    public async Task Spend_that_somebody_typed_is_neither_mixed_with_invented_spend_nor_removed_with_it()
    {
        await using var store = await DemoTestStore.CreateAsync();
        await using (var db = store.Open())
        {
            db.Add(new AcquisitionSpend { Channel = "web", Month = new(2025, 3, 1), Amount = 5_000, Currency = "EUR", ChangedAt = DateTime.UnixEpoch });
            await db.SaveChangesAsync(Cancellation);
        }
        await store.LoadAsync();
        Assert.Equal(1, store.Count("SELECT COUNT(*) FROM AcquisitionSpend"));
        await store.Shop.RemoveAsync(Cancellation);
        Assert.Equal(5_000, store.Count("SELECT Amount FROM AcquisitionSpend"));
    }

    [Fact]
    public async Task The_last_day_is_yesterday_in_the_shops_zone()
    {
        await using var store = await DemoTestStore.CreateAsync(new StoppedClock(new(2026, 3, 1, 23, 30, 0, TimeSpan.Zero)));
        store.Run("UPDATE Settings SET TimeZone = 'Asia/Kuala_Lumpur'");
        await store.Shop.LoadAsync(null, 400, null, Cancellation);
        await using var db = store.Open();
        Assert.Equal(new(2026, 3, 1), await db.Orders.MaxAsync(o => o.Day, Cancellation));
    }

    private static async Task AddRealOrderAsync(DemoTestStore store, long? customer)
    {
        store.Run("INSERT INTO Labels (Kind, Name) VALUES (1, 'shop'), (6, 'EUR') ON CONFLICT DO NOTHING");
        await using var db = store.Open();
        db.Orders.Add(new Order
        {
            SourceId = (await db.Labels.SingleAsync(l => l.Name == "shop", Cancellation)).Id,
            CurrencyId = (await db.Labels.SingleAsync(l => l.Name == "EUR", Cancellation)).Id,
            ExternalId = Guid.NewGuid().ToString(),
            CustomerId = customer,
            PlacedAt = new(2026, 1, 2, 12, 0, 0, DateTimeKind.Utc),
            Day = new(2026, 1, 2),
            ReportingRate = 1,
            Subtotal = 1000,
            Total = 1000,
        });
        await db.SaveChangesAsync(Cancellation);
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value)
        {
            if (value.Done > value.Total / 2) stop.Cancel();
        }
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
