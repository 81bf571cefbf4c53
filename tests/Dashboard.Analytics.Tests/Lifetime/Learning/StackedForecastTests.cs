using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Learning;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Lifetime.Learning;

public sealed class StackedForecastTests
{
    [Fact]
    public void The_same_history_gives_the_same_forecast_and_what_comes_later_does_not_change_it()
    {
        var shop = SharedShops.Grocery();
        var day = FactDay.From(new(2006, 12, 31));
        var until = new TestShop(
            shop.Customers.Length,
            [.. Enumerable.Range(0, shop.Customers.Length).SelectMany(c => shop.Facts.Orders.Day[shop.Facts.Customers.OrderStart[c]..shop.Facts.Customers.OrderStart[c + 1]].Where(d => d <= day).Select(d => new TestOrder(c, d, 0)))]);
        var (whole, ended) = (Forecast(shop.Facts, day, 100), Forecast(until.Facts(), day, 100));
        Assert.Equal(whole.Forecast, ended.Forecast);
        Assert.Equal(whole.Stack.Weight, ended.Stack.Weight);
        Assert.InRange(whole.Stack.Weight, 0.25, 0.75);
        Assert.True(whole.Stack.Stacked.RootMeanSquaredError < whole.Stack.Expected.RootMeanSquaredError);
    }

    [Fact]
    public void A_shop_too_small_to_learn_from_has_no_such_forecast()
    {
        var facts = new TestShop(3, [.. Enumerable.Range(0, 60).Select(d => new TestOrder(d % 3, 100 + d, 100))]).Facts();
        var model = PurchaseModels.Find("NBD")!.Create([1, 10])!;
        Assert.Null(StackedForecast.Learn(facts, 160, 30, [model]));
        Assert.Null(StackedForecast.Learn(CustomerFacts.Empty, 160, 30, [model]));
    }

    private static (ShopPurchases At, StackedForecast Stack, double[] Forecast) Forecast(CustomerFacts facts, int day, int horizon)
    {
        var at = ShopPurchases.At(facts, day);
        var models = new[] { "Pareto/NBD", "MBG/CNBD-k" }.Select(name => PurchaseModels.Find(name)!.Fit(at.Histories).Model!).ToArray();
        var stack = StackedForecast.Learn(facts, day, horizon, models)!;
        return (at, stack, stack.Forecast(at, horizon));
    }
}
