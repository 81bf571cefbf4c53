using Dashboard.Core.Imports;
using Dashboard.Tests;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Imports;

/// <summary>The real files, each imported with no option into a fresh data folder, against the facts of their READMEs.</summary>
public sealed class RealFileTests : IAsyncLifetime
{
    private readonly TestStore _store = new();

    public ValueTask InitializeAsync() => _store.MigrateAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<ImportResult> Import(string file)
    {
        var result = await _store.Get<OrderImporter>().ImportAsync(new(SharedData.Path(file)), cancellation: TestContext.Current.CancellationToken);
        Assert.Null(result.Error);
        Assert.Equal(ImportStatus.Completed, result.Status);
        return result;
    }

    private async Task<long> NetOfEverything()
    {
        await using var db = _store.Context();
        return await db.Orders.SumAsync(o => o.Subtotal - o.Discount, TestContext.Current.CancellationToken) - await db.Refunds.SumAsync(r => r.Amount, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("cdnow_full/transactions.csv.gz", 69_659, 23_570, 250_031_563)]
    [InlineData("cdnow_full/CDNOW_master.txt.gz", 69_659, 23_570, 250_031_563)]
    [InlineData("cdnow_sample/transactions.csv", 6_919, 2_357, 24_409_194)]
    [InlineData("grocery/transactions.csv", 10_483, 1_525, 0)]
    [InlineData("apparel/transactions.csv", 3_187, 600, 12_435_690)]
    [InlineData("rfm_orders/orders.csv", 4_906, 995, 46_415_800)]
    public async Task A_file_of_orders_gives_the_facts_of_its_readme_and_nothing_the_second_time(string file, long rows, long customers, long net)
    {
        var first = await Import(file);
        Assert.Equal((rows, rows, 0L, 0L, 0L, rows, customers, 0L, 0L), (first.Rows, first.Created, first.Changed, first.Unchanged, first.Rejected, first.Orders, first.Customers, first.Refunds, first.AnonymousOrders));
        Assert.Equal(net, await NetOfEverything());
        var again = await Import(file);
        Assert.Equal((rows, 0L, 0L, rows, 0L, customers), (again.Rows, again.Created, again.Changed, again.Unchanged, again.Rejected, again.Customers));
    }

    [Fact]
    public async Task The_online_shop_gives_the_facts_of_its_readme_and_nothing_the_second_time()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var first = await Import("online_retail/online_retail.csv.gz");
        Assert.Equal((541_909L, 25_900L, 0L, 0L, 0L), (first.Rows, first.Created, first.Changed, first.Unchanged, first.Rejected));
        Assert.Equal((20_726L, 5_174L, 4_372L), (first.Orders, first.Refunds, first.Customers));
        Assert.Equal(974_774_793, await NetOfEverything());
        await using (var db = _store.Context())
        {
            Assert.Equal(541_909, await db.OrderLines.LongCountAsync(cancellation) + await db.RefundLines.LongCountAsync(cancellation));
            Assert.Equal(38, await db.Labels.CountAsync(l => l.Kind == Core.Labels.LabelKind.Country, cancellation));
            Assert.Equal(4_070, await db.Products.CountAsync(cancellation));
            Assert.Equal(first.AnonymousOrders, await db.Orders.LongCountAsync(o => o.CustomerId == null, cancellation));
            Assert.Equal(4_372, await db.Customers.CountAsync(cancellation));
        }
        var again = await Import("online_retail/online_retail.csv.gz");
        Assert.Equal((541_909L, 0L, 0L, 25_900L, 0L), (again.Rows, again.Created, again.Changed, again.Unchanged, again.Rejected));
        Assert.Equal((20_726L, 5_174L, 4_372L, first.AnonymousOrders), (again.Orders, again.Refunds, again.Customers, again.AnonymousOrders));
    }
}
