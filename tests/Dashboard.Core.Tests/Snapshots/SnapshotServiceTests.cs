using Dashboard.Analytics.Facts;
using Dashboard.Core.Data;
using Dashboard.Core.Kpis;
using Dashboard.Core.Orders;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dashboard.Core.Tests.Snapshots;

public sealed class SnapshotServiceTests : IDisposable
{
    private readonly FactsShop _shop = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SnapshotService Snapshots => _shop.Get<SnapshotService>();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Without_a_store_the_picture_is_empty()
    {
        using var folder = new TestFolder();
        using var services = new ServiceCollection().AddLogging().AddDashboardCore(folder).BuildServiceProvider();
        var snapshots = services.GetRequiredService<SnapshotService>();
        Assert.Equal(SnapshotOutcome.Unchanged, (await snapshots.LoadAsync(Cancellation)).Outcome);
        Assert.Same(CustomerFacts.Empty, snapshots.Current);
        Assert.False(File.Exists(folder.Data.SnapshotFile));
    }

    [Fact]
    public async Task It_is_built_once_and_loaded_afterwards()
    {
        _shop.Order(_shop.Customer(), 100);
        var built = await Snapshots.LoadAsync(Cancellation);
        Assert.Equal((SnapshotOutcome.Rebuilt, 1, 1), (built.Outcome, built.Customers, built.Orders));
        using var again = _shop.OtherProcess();
        Assert.Equal(SnapshotOutcome.Loaded, (await again.GetRequiredService<SnapshotService>().LoadAsync(Cancellation)).Outcome);
        FactsAssert.Same(Snapshots.Current, again.GetRequiredService<SnapshotService>().Current);
    }

    [Fact]
    public async Task A_damaged_file_is_replaced()
    {
        _shop.Order(_shop.Customer(), 100);
        await Snapshots.LoadAsync(Cancellation);
        await File.WriteAllTextAsync(_shop.Folder.SnapshotFile, "not a snapshot", Cancellation);
        using var again = _shop.OtherProcess();
        Assert.Equal(SnapshotOutcome.Rebuilt, (await again.GetRequiredService<SnapshotService>().LoadAsync(Cancellation)).Outcome);
        Assert.Equal(FactsFileState.Sound, FactsFile.Load(_shop.Folder.SnapshotFile).State);
    }

    [Fact]
    public async Task A_file_behind_the_store_is_loaded_and_brought_up_to_it()
    {
        var customer = _shop.Customer();
        _shop.Order(customer, 100);
        await Snapshots.LoadAsync(Cancellation);
        _shop.Order(customer, 101);
        using var again = _shop.OtherProcess();
        Assert.Equal(SnapshotOutcome.Merged, (await again.GetRequiredService<SnapshotService>().LoadAsync(Cancellation)).Outcome);
        FactsAssert.Same(_shop.Rebuilt(), again.GetRequiredService<SnapshotService>().Current);
    }

    [Fact]
    public async Task Other_settings_mean_a_new_build()
    {
        _shop.Order(_shop.Customer(), 100, o => o.Tax = 77);
        await Snapshots.LoadAsync(Cancellation);
        var settings = await _shop.Get<SettingsService>().GetAsync(Cancellation);
        settings.IncludeTax = true;
        Assert.Empty(await _shop.Get<SettingsService>().SaveAsync(settings, null, Cancellation));
        Assert.Equal(SnapshotOutcome.Rebuilt, (await Snapshots.RefreshAsync(null, Cancellation)).Outcome);
        Assert.Equal([10_077], Snapshots.Current.Orders.Net);
    }

    [Fact]
    public async Task Other_limits_of_scores_are_known_without_reading_an_order()
    {
        _shop.Order(_shop.Customer(), 100);
        await Snapshots.LoadAsync(Cancellation);
        Assert.Equal("", Snapshots.Current.Stamp.Rfm);
        var settings = await _shop.Get<SettingsService>().GetAsync(Cancellation);
        settings.RfmMoney = "1, 2, 3, 99";
        Assert.Empty(await _shop.Get<SettingsService>().SaveAsync(settings, null, Cancellation));
        var orders = Snapshots.Current.Orders;
        await Snapshots.RefreshAsync(null, Cancellation);
        Assert.Same(orders, Snapshots.Current.Orders);
        Assert.Equal(5, (await _shop.Get<KpiService>().RfmAsync(null, Cancellation)).Money[0]);
        using var again = _shop.OtherProcess();
        await again.GetRequiredService<SnapshotService>().LoadAsync(Cancellation);
        FactsAssert.Same(Snapshots.Current, again.GetRequiredService<SnapshotService>().Current);
        Assert.Equal([100, 200, 300, 9_900], again.GetRequiredService<KpiService>().Facts.Stamp.Rfm.Split(';')[2].Split(',').Select(int.Parse));
    }

    [Fact]
    public async Task A_store_put_back_from_a_copy_is_read_anew()
    {
        var order = _shop.Order(_shop.Customer(), 100);
        await Snapshots.LoadAsync(Cancellation);
        _shop.Write(db =>
        {
            db.Orders.Where(o => o.Id == order.Id).ExecuteDelete();
            db.State.ExecuteUpdate(u => u.SetProperty(s => s.Revision, 1));
        });
        Assert.Equal(SnapshotOutcome.Rebuilt, (await Snapshots.RefreshAsync(null, Cancellation)).Outcome);
        Assert.Equal(0, Snapshots.Current.OrderCount);
    }

    [Fact]
    public async Task Many_new_orders_mean_a_new_build()
    {
        _shop.Order(_shop.Customer(), 100);
        await Snapshots.LoadAsync(Cancellation);
        _shop.Change([], db => db.Database.ExecuteSql($"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= 50001)
            INSERT INTO Orders(SourceId, ExternalId, PlacedAt, Day, Status, CurrencyId, ReportingRate, Subtotal, Discount, Tax, Shipping, Total, Items, ContentHash)
            SELECT 1, 'n' || i, 0, 100, 0, {_shop.Usd}, 1.0, i, 0, 0, 0, i, 1, 0 FROM n
            """));
        Assert.Equal(SnapshotOutcome.Rebuilt, (await Snapshots.RefreshAsync(null, Cancellation)).Outcome);
        Assert.Equal(50_003, Snapshots.Current.OrderCount);
    }

    [Fact]
    public async Task A_reader_keeps_its_picture_while_the_next_one_takes_its_place()
    {
        var customer = _shop.Customer();
        _shop.Order(customer, 100);
        await Snapshots.LoadAsync(Cancellation);
        var (kept, raised) = (Snapshots.Current, 0);
        Snapshots.Changed += () => raised++;
        _shop.Order(customer, 101);
        await Snapshots.RefreshAsync(null, Cancellation);
        Assert.Equal((1, 2, 1), (kept.OrderCount, Snapshots.Current.OrderCount, raised));
    }

    [Fact]
    public async Task Refreshes_at_the_same_time_wait_for_each_other()
    {
        _shop.Order(_shop.Customer(), 100);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Snapshots.RefreshAsync(null, Cancellation)));
        Assert.Single(results, r => r.Outcome == SnapshotOutcome.Rebuilt);
        Assert.Equal(7, results.Count(r => r.Outcome == SnapshotOutcome.Unchanged));
    }

    [Fact]
    public async Task An_import_that_changed_nothing_still_moves_the_date_of_the_data()
    {
        _shop.Order(_shop.Customer(), 100);
        await Snapshots.LoadAsync(Cancellation);
        Assert.Null(Snapshots.Current.Stamp.ImportedAtUtc);
        var ended = new DateTime(2026, 3, 1, 4, 5, 6, DateTimeKind.Utc);
        _shop.Write(db => db.Add(new Core.Imports.Import { SourceId = 1, FileName = "f.csv", FileHash = "", Mapping = "{}", StartedAt = ended, FinishedAt = ended }));
        Assert.Equal(SnapshotOutcome.Merged, (await Snapshots.RefreshAsync(null, Cancellation)).Outcome);
        Assert.Equal(ended, Snapshots.Current.Stamp.ImportedAtUtc);
        FactsAssert.Same(_shop.Rebuilt(), Snapshots.Current);
    }

    [Fact]
    public async Task A_server_takes_over_what_another_process_refreshed()
    {
        var customer = _shop.Customer();
        _shop.Order(customer, 100);
        await Snapshots.LoadAsync(Cancellation);
        Assert.False(await Snapshots.TakeOverAsync(Cancellation));

        _shop.Order(customer, 101);
        using var commandLine = _shop.OtherProcess();
        await commandLine.GetRequiredService<SnapshotService>().RefreshAsync(null, Cancellation);
        Assert.True(await Snapshots.TakeOverAsync(Cancellation));
        FactsAssert.Same(commandLine.GetRequiredService<SnapshotService>().Current, Snapshots.Current);
        Assert.False(await Snapshots.TakeOverAsync(Cancellation));
    }

    [Fact]
    public async Task An_older_file_is_not_taken_over()
    {
        var customer = _shop.Customer();
        _shop.Order(customer, 100);
        await Snapshots.LoadAsync(Cancellation);
        var old = Snapshots.Current;
        _shop.Order(customer, 101);
        await Snapshots.RefreshAsync(null, Cancellation);
        FactsFile.Save(_shop.Folder.SnapshotFile, old);
        Assert.False(await Snapshots.TakeOverAsync(Cancellation));
        Assert.Equal(2, Snapshots.Current.OrderCount);
    }

    [Fact]
    public async Task The_watcher_loads_at_start_and_takes_over_within_seconds()
    {
        var customer = _shop.Customer();
        _shop.Order(customer, 100);
        var watcher = _shop.Services.GetServices<IHostedService>().OfType<SnapshotWatcher>().Single();
        var changed = new SemaphoreSlim(0);
        Snapshots.Changed += () => changed.Release();
        await watcher.StartAsync(Cancellation);
        Assert.True(await changed.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
        Assert.Equal(1, Snapshots.Current.OrderCount);

        _shop.Order(customer, 101);
        using var commandLine = _shop.OtherProcess();
        await commandLine.GetRequiredService<SnapshotService>().RefreshAsync(null, Cancellation);
        Assert.True(await changed.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
        Assert.Equal(2, Snapshots.Current.OrderCount);
        await watcher.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Cancelling_leaves_the_picture_as_it_was()
    {
        _shop.Order(_shop.Customer(), 100);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Snapshots.RefreshAsync(null, cancelled.Token));
        Assert.Same(CustomerFacts.Empty, Snapshots.Current);
        Assert.Equal(SnapshotOutcome.Rebuilt, (await Snapshots.RefreshAsync(null, Cancellation)).Outcome);
    }
}
