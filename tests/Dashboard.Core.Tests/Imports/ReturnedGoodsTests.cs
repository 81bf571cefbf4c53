using Dashboard.Analytics.Facts;
using Dashboard.Core.Imports;
using Dashboard.Core.Snapshots;

namespace Dashboard.Core.Tests.Imports;

public sealed class ReturnedGoodsTests : IAsyncDisposable
{
    private const string Header = "order_id,customer_id,date,sku,quantity,unit_price,tax,shipping\n";
    private readonly TestStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]   // net revenue = items - discounts - refunds, without tax and shipping
    [InlineData("1,ann,2024-05-01,mug,5,20,16,5\n1,ann,2024-05-01,mug,-1,20,16,5\n", 80_00, 1)]
    [InlineData("1,ann,2024-05-01,mug,1,100,16,0\n2,ann,2024-05-02,mug,1,100,16,0\n2,ann,2024-05-02,mug,-0.33,100,16,0\n", 167_00, 2)]
    [InlineData("1,ann,2024-05-01,mug,1,100,0,0\n2,ann,2024-06-01,cup,1,50,0,0\n2,ann,2024-06-01,mug,-1,80,0,0\n", 70_00, 2)]
    [InlineData("1,ann,2024-05-01,mug,1,50,10,0\n1,ann,2024-05-01,cup,-1,50,10,0\n", 0, 1)]
    [InlineData("1,ann,2024-05-01,mug,2,50,10,0\n1,ann,2024-05-01,cup,1,30,10,0\n1,ann,2024-05-01,mug,-1,50,10,0\n", 80_00, 1)]
    public async Task Goods_given_back_lower_revenue_by_what_they_were_worth(string rows, long revenue, int orders)
    {
        var facts = await FactsOf(Header + rows);
        Assert.Equal((revenue, orders, 0), (facts.Orders.Net.Sum() - facts.Refunds.Amount.Sum(), facts.OrderCount, facts.LeftOut.Day.Length));
        Assert.Equal(revenue, facts.Customers.Revenue[0]);
    }

    [Theory]
    [InlineData(Header + "1,ann,2024-05-01,mug,1,100,16,0\n1,ann,2024-05-01,mug,-1,100,16,0\n")]
    [InlineData("order_id,customer_id,date,quantity,unit_price,tax\n1,ann,2024-05-01,1,100,16\n1,ann,2024-05-01,-1,100,16\n")]
    public async Task An_order_all_of_whose_goods_go_back_is_no_purchase(string content)
    {
        var facts = await FactsOf(content);
        Assert.Equal((0, 0, LeftOutReason.FullyRefunded), (facts.OrderCount, facts.Refunds.Day.Length, (LeftOutReason)facts.LeftOut.Reason.Single()));
    }

    [Fact]
    public async Task Importing_them_again_changes_nothing()
    {
        const string Rows = "1,ann,2024-05-01,mug,5,20,16,5\n1,ann,2024-05-01,mug,-1,20,16,5\n2,ann,2024-06-01,cup,1,50,0,0\n2,ann,2024-06-01,mug,-1,80,0,0\n";
        await FactsOf(Header + Rows);
        var again = await ImportAsync(Header + Rows);
        Assert.Equal((0, 0, 4), (again.Created, again.Changed, again.Unchanged));
    }

    private async Task<CustomerFacts> FactsOf(string content)
    {
        await _store.MigrateAsync();
        var result = await ImportAsync(content);
        Assert.Equal((true, 0L), (result.IsCompleted, result.Rejected));
        var snapshots = _store.Get<SnapshotService>();
        await snapshots.RefreshAsync(null, Cancellation);
        return snapshots.Current;
    }

    private async Task<ImportResult> ImportAsync(string content)
    {
        var path = Path.Combine(_store.Folder.Root, "orders.csv");
        await File.WriteAllTextAsync(path, content, Cancellation);
        return await _store.Get<OrderImporter>().ImportAsync(new(path), null, Cancellation);
    }
}
