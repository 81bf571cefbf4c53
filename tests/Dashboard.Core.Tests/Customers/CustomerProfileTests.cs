using Dashboard.Analytics.Facts;
using Dashboard.Core.Customers;
using Dashboard.Core.Orders;

namespace Dashboard.Core.Tests.Customers;

public sealed class CustomerProfileTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_number_nobody_has_is_no_customer()
    {
        await using var shop = await CustomerShop.OpenAsync();

        Assert.Null(await shop.Profiles.FindAsync(42, Cancellation));
    }

    [Fact]
    public async Task The_title_falls_back_from_name_to_customer_number()
    {
        await using var shop = await CustomerShop.OpenAsync();
        var named = await shop.AddAsync("Ada", number: "7");
        var numbered = await shop.AddAsync(null, email: "b@example.com", number: "8");

        Assert.Equal("Ada", (await shop.Profiles.FindAsync(named, Cancellation))!.Title);
        Assert.Equal("8", (await shop.Profiles.FindAsync(numbered, Cancellation))!.Title);
    }

    [Fact]
    public async Task Lines_of_somebody_elses_order_are_not_shown()
    {
        await using var shop = await CustomerShop.OpenAsync();
        var (ada, ben) = (await shop.AddAsync("Ada"), await shop.AddAsync("Ben"));
        var order = await shop.OrderAsync(ada, "2024-01-01");
        await shop.LineAsync(order, "MUG-1", "Mug", 2, 1000);

        var line = Assert.Single(await shop.Profiles.LinesAsync(ada, CustomerEventKind.Order, order, Cancellation));
        Assert.Equal(("MUG-1", "Mug", 2d, 1000L), (line.Sku, line.Product, line.Quantity, line.Amount));
        Assert.Empty(await shop.Profiles.LinesAsync(ben, CustomerEventKind.Order, order, Cancellation));
    }

    [Fact]
    public async Task Figures_merge_orders_of_one_day_into_one_purchase_and_take_the_median_gap()
    {
        await using var shop = await CustomerShop.OpenAsync();
        var ada = await shop.AddAsync("Ada", days: ["2024-01-01", "2024-01-01", "2024-01-11", "2024-02-10"]);
        await shop.OrderAsync(ada, "2024-02-20", status: OrderStatus.Cancelled);
        await shop.AddAsync("Ben", days: ["2024-02-15"]);
        var facts = await shop.FactsAsync();

        var figures = CustomerFigures.Of(facts, facts.IndexOf(ada));

        Assert.Equal((4, 3, 4000L, 1000d, 20d, 5), (figures.Orders, figures.Purchases, figures.Revenue, figures.AverageOrderValue, figures.MedianGapDays, figures.DaysSinceLast));
        Assert.Equal(1, figures.LeftOut[LeftOutReason.Cancelled]);
    }

    [Fact]
    public async Task Somebody_who_has_not_bought_has_no_figures_but_zero()
    {
        await using var shop = await CustomerShop.OpenAsync();
        var ada = await shop.AddAsync("Ada");
        await shop.AddAsync("Ben", days: ["2024-02-15"]);
        var facts = await shop.FactsAsync();

        var figures = CustomerFigures.Of(facts, facts.IndexOf(ada));

        Assert.Equal((0, 0, 0L), (figures.Orders, figures.Purchases, figures.Revenue));
        Assert.Equal((null, null, null, null), (figures.AverageOrderValue, figures.MedianGapDays, figures.DaysSinceLast, figures.LastPurchase));
    }
}
