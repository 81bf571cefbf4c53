using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;
using Dashboard.Analytics.Lifetime.Learning;
using Dashboard.Analytics.Lifetime.Spend;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Lifetime.Learning;

/// <summary>The hold-outs of the reference data; everything is chosen inside the calibration.</summary>
public sealed class StackedForecastTests
{
    [Fact]
    public void Cdnow_sample_is_forecast_better_than_by_its_best_model_and_its_best_blend()
    {
        var scores = Purchases(SharedShops.CdnowSample(), new(1997, 9, 30), new(1998, 6, 30));
        Assert.InRange(scores.MeanAbsoluteError, 0, 0.755);
        Assert.InRange(scores.RootMeanSquaredError, 0, 1.600);
    }

    [Fact]
    public void Cdnow_full_is_forecast_better_than_by_its_best_model_and_its_best_blend()
    {
        var scores = Purchases(SharedShops.CdnowFull(), new(1997, 9, 30), new(1998, 6, 30));
        Assert.InRange(scores.MeanAbsoluteError, 0, 0.79);
        Assert.InRange(scores.RootMeanSquaredError, 0, 1.71);
    }

    [Fact]
    public void Grocery_is_forecast_with_little_bias()
    {
        var scores = Purchases(SharedShops.Grocery(), new(2006, 12, 31), new(2007, 12, 30));
        Assert.InRange(scores.MeanAbsoluteError, 0, 1.39);
        Assert.InRange(scores.RootMeanSquaredError, 0, 3.02);
        Assert.InRange(scores.Bias!.Value, -0.05, 0.05);
    }

    [Fact]
    public void Online_retail_is_forecast_in_purchases_and_in_revenue()
    {
        var shop = SharedShops.OnlineRetail();
        var (at, forecast) = Forecast(shop, new(2011, 8, 31), new(2011, 12, 9));
        var (purchases, spend) = at.Until(FactDay.From(new(2011, 12, 9)));
        var scores = HoldoutScores.Of(forecast, [.. purchases.Select(p => (double)p)]);
        var gamma = GammaGamma.Fit(new(at.Spends, at.MeanSpend)).Model!;
        var revenue = HoldoutScores.Of([.. forecast.Select((p, i) => p * gamma.ExpectedSpend(at.Spends[i], at.MeanSpend[i])!.Value)], spend);
        Assert.InRange(scores.MeanAbsoluteError, 0, 0.967);
        Assert.InRange(scores.RootMeanSquaredError, 0, 1.587);
        Assert.InRange(scores.Bias!.Value, -0.2, 0.2);
        Assert.InRange(revenue.RootMeanSquaredError, 0, 4000);
    }

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

    private static HoldoutScores Purchases(SharedShops.Shop shop, DateOnly end, DateOnly until)
    {
        var (at, forecast) = Forecast(shop, end, until);
        var scores = HoldoutScores.Of(forecast, [.. at.Until(FactDay.From(until)).Purchases.Select(p => (double)p)]);
        return scores;
    }

    private static (ShopPurchases At, double[] Forecast) Forecast(SharedShops.Shop shop, DateOnly end, DateOnly until)
    {
        var forecast = Forecast(shop.Facts, FactDay.From(end), FactDay.From(until) - FactDay.From(end));
        return (forecast.At, forecast.Forecast);
    }

    private static (ShopPurchases At, StackedForecast Stack, double[] Forecast) Forecast(CustomerFacts facts, int day, int horizon)
    {
        var at = ShopPurchases.At(facts, day);
        var models = new[] { "Pareto/NBD", "MBG/CNBD-k" }.Select(name => PurchaseModels.Find(name)!.Fit(at.Histories).Model!).ToArray();
        var stack = StackedForecast.Learn(facts, day, horizon, models)!;
        return (at, stack, stack.Forecast(at, horizon));
    }
}
