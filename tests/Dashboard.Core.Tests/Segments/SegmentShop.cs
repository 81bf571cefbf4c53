using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Imports;
using Dashboard.Core.Segments;
using Dashboard.Core.Sharing;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Segments;

/// <summary>A shop of a few customers that grows order by order, and two people who make segments.</summary>
internal sealed class SegmentShop : IAsyncDisposable
{
    private readonly TestStore _store;
    private int _orders;

    private SegmentShop(TestStore store) => _store = store;

    public Actor Ada { get; private set; } = null!;
    public Actor Ben { get; private set; } = null!;
    public Actor BenAsManager => Ben with { IsManager = true };

    public SegmentCatalog Catalog => Get<SegmentCatalog>();
    public CustomerFacts Facts => Get<SnapshotService>().Current;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>C1 bought on 1 and 31 January, C2 on 15 January, C3 on 2 January 2024.</summary>
    public static async Task<SegmentShop> OpenAsync(TimeProvider? clock = null)
    {
        var store = new TestStore(services =>
        {
            if (clock is not null) services.Add(new(typeof(TimeProvider), clock));
        });
        await store.MigrateAsync();
        var shop = new SegmentShop(store);
        await using (var db = store.Context())
        {
            var people = new[] { new DashboardUser { DisplayName = "Ada" }, new DashboardUser { DisplayName = "Ben" } };
            db.Users.AddRange(people);
            await db.SaveChangesAsync(Cancellation);
            (shop.Ada, shop.Ben) = (new(people[0].Id, false), new(people[1].Id, false));
        }
        await shop.OrderAsync(("C1", "2024-01-01"), ("C1", "2024-01-31"), ("C2", "2024-01-15"), ("C3", "2024-01-02"));
        return shop;
    }

    public T Get<T>() where T : notnull => _store.Get<T>();

    public Core.Data.DashboardDbContext Context() => _store.Context();

    /// <summary>Imports orders of 10.00 each and measures all segments.</summary>
    public async Task OrderAsync(params (string Customer, string Day)[] orders)
    {
        var path = Path.Combine(_store.Folder.Root, $"{_orders}.csv");
        var rows = orders.Select(o => $"{++_orders},{o.Customer},{o.Day},10.00");
        await File.WriteAllLinesAsync(path, rows.Prepend("order_id,customer_id,order_date,amount"), Cancellation);
        Assert.True((await Get<OrderImporter>().ImportAsync(new(path), cancellation: Cancellation)).IsCompleted);
        await Get<SnapshotService>().RefreshAsync(null, Cancellation);
        await Get<SegmentRefresher>().RefreshAsync(null, Cancellation);
    }

    public Task<SegmentResult> SaveAsync(Actor actor, string name, SegmentRule rule, bool shared = false, bool frozen = false, int? id = null) =>
        Catalog.SaveAsync(id, new() { Name = name, Rule = rule, IsShared = shared, IsFrozen = frozen }, actor, Facts, Cancellation);

    public async Task<SegmentEntry> EntryAsync(int id, Actor actor) => (await Catalog.ListAsync(actor, Cancellation)).Single(e => e.Segment.Id == id);

    public async Task<(DateOnly Day, int Size, int Entered, int Exited)[]> DaysAsync(int id) =>
        [.. (await Catalog.DaysAsync(id, Cancellation)).Select(d => (d.Day, d.Size, d.Entered, d.Exited))];

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
