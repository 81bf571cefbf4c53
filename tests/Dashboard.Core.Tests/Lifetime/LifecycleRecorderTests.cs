using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Tests.Demo;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Lifetime;

public sealed class LifecycleRecorderTests
{
    private const int Days = 200;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_looks_far_apart_tell_the_same_as_a_look_on_every_day()
    {
        await using var daily = await FittedAsync();
        await using var once = await FittedAsync();
        var first = daily.Get<SnapshotService>().Current.Span.Last;
        var orders = Orders(daily, first, new Random(4)).ToLookup(o => o.Day);
        for (var day = first + 1; day <= first + Days; day++) await LookAsync(daily, day, orders[day]);
        await LookAsync(once, first + Days, orders.SelectMany(o => o));

        var told = await TransitionsAsync(once);
        Assert.Equal(await TransitionsAsync(daily), told);
        Assert.Equal(await StatesAsync(daily), await StatesAsync(once));
        Assert.Superset(new HashSet<LifecycleCause> { LifecycleCause.FirstPurchase, LifecycleCause.Purchase, LifecycleCause.Reactivation, LifecycleCause.Silence }, told.Select(t => t.Cause).ToHashSet());
        Assert.Contains(told.GroupBy(t => t.CustomerId), customer => customer.Count() > 3);
    }

    [Fact]
    public async Task No_purchase_makes_a_state_worse_and_each_change_goes_on_from_the_one_before()
    {
        await using var store = await FittedAsync();
        var first = store.Get<SnapshotService>().Current.Span.Last;
        var orders = Orders(store, first, new Random(5)).ToList();
        foreach (var look in new[] { 60, 61, 200 }) await LookAsync(store, first + look, orders.Where(o => o.Day <= first + look && o.Day > first + (look == 60 ? 0 : look == 61 ? 60 : 61)));
        var told = await TransitionsAsync(store);
        Assert.All(told.Where(t => t.Cause is LifecycleCause.Purchase or LifecycleCause.Reactivation), t => Assert.True(t.To < t.From));
        Assert.All(told.GroupBy(t => t.CustomerId), customer => Assert.All(customer.Zip(customer.Skip(1)), pair =>
        {
            Assert.Equal(pair.First.To, pair.Second.From);
            Assert.True(pair.First.Day <= pair.Second.Day);
        }));
    }

    [Fact]
    public async Task Another_threshold_is_a_correction_and_not_a_silence()
    {
        await using var store = await FittedAsync();
        var day = store.Get<SnapshotService>().Current.Span.Last;
        store.Run("UPDATE Settings SET CoolingDownDays = 5, AtRiskDays = 6, HighlyAtRiskDays = 7, LostAfterDays = 8; UPDATE StoreState SET Revision = Revision + 1");
        await LookAsync(store, day, []);
        var told = await TransitionsAsync(store);
        Assert.NotEmpty(told);
        Assert.All(told, t => Assert.Equal((LifecycleCause.Correction, FactDay.ToDate(day)), (t.Cause, t.Day)));
    }

    [Fact]
    public async Task A_purchase_that_comes_late_is_told_with_its_own_day()
    {
        await using var store = await FittedAsync();
        var last = store.Get<SnapshotService>().Current.Span.Last;
        var lost = store.Count($"SELECT min(CustomerId) FROM CustomerLifecycles WHERE Purchases = 1 AND State = {(int)LifecycleState.Lost}");
        await LookAsync(store, last, [(last - 2, lost)]);
        var told = Assert.Single(await TransitionsAsync(store));
        Assert.Equal((lost, FactDay.ToDate(last - 2), LifecycleState.Lost, LifecycleCause.Reactivation), (told.CustomerId, told.Day, told.From, told.Cause));
    }

    /// <summary>Purchases after the first look: of anybody, and of two customers who had not bought.</summary>
    private static IEnumerable<(int Day, long Customer)> Orders(DemoTestStore store, int first, Random random)
    {
        var customers = store.Count("SELECT count(*) FROM Customers");
        for (var i = 0; i < 150; i++) yield return (first + random.Next(1, Days + 1), random.NextInt64(1, customers + 1));
        yield return (first + 20, customers + 1);
        yield return (first + 40, customers + 2);
        yield return (first + 45, customers + 2);
    }

    /// <summary>Writes orders down, of customers that may be new, and looks as the night does, with the same model.</summary>
    private static async Task LookAsync(DemoTestStore store, int day, IEnumerable<(int Day, long Customer)> orders)
    {
        var number = store.Count("SELECT max(Id) FROM Orders");
        var rows = orders.Select(o => $"""
            INSERT OR IGNORE INTO Customers (Id, SourceId, CreatedAt) SELECT {o.Customer}, SourceId, 0 FROM Orders LIMIT 1;
            INSERT INTO Orders (SourceId, ExternalId, CustomerId, Day, PlacedAt, Status, CurrencyId, ReportingRate, Subtotal, Discount, Tax, Shipping, Total, Items, ContentHash)
            SELECT SourceId, 'later-{++number}', {o.Customer}, {o.Day}, {o.Day * 86_400_000L}, 0, CurrencyId, 1, 5000, 0, 0, 0, 5000, 1, 0 FROM Orders LIMIT 1;
            """);
        store.Run(string.Concat(rows) + "UPDATE StoreState SET Revision = Revision + 1;");
        await store.Get<LifetimeStore>().MoveAsync(day, Cancellation);
        await store.Get<SnapshotService>().RefreshAsync(null, Cancellation);
        await store.Get<LifecycleRecorder>().RecordAsync(Cancellation);
    }

    private static async Task<List<(long CustomerId, DateOnly Day, LifecycleState From, LifecycleState To, LifecycleCause Cause)>> TransitionsAsync(DemoTestStore store)
    {
        await using var db = store.Open();
        return [.. (await db.LifecycleTransitions.OrderBy(t => t.CustomerId).ThenBy(t => t.Id).ToListAsync(Cancellation)).Select(t => (t.CustomerId, t.Day, t.From, t.To, t.Cause))];
    }

    private static async Task<List<(long, LifecycleState, int, DateOnly)>> StatesAsync(DemoTestStore store)
    {
        await using var db = store.Open();
        return [.. (await db.CustomerLifecycles.OrderBy(l => l.CustomerId).ToListAsync(Cancellation)).Select(l => (l.CustomerId, l.State, l.Purchases, l.Since))];
    }

    private static async Task<DemoTestStore> FittedAsync()
    {
        var store = await DemoTestStore.CreateAsync();
        await store.LoadAsync();
        await store.Get<SnapshotService>().RefreshAsync(null, Cancellation);
        await store.Get<LifetimeWork>().RunAsync(null, Cancellation);
        return store;
    }
}
