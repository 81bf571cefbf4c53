using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Forecasts;

public sealed class ValueCurveTests
{
    private static readonly Lazy<SharedShops.Shop> Cdnow = new(SharedShops.CdnowFull);

    // Estimates of BG/NBD and Gamma-Gamma near those of the data.
    private static ForecastRules Rules(int horizon, double discount) =>
        new() { Day = Cdnow.Value.Facts.Span.Last, Model = "BG/NBD", Parameters = [0.25, 4.4, 0.79, 2.4], Spend = [6.25, 3.74, 15.44], HorizonDays = horizon, DiscountRate = discount };

    [Theory]
    [InlineData(30, 0.1)]
    [InlineData(90, 0)]
    [InlineData(200, 0.5)]
    [InlineData(365, 0.25)]
    [InlineData(730, 0.1)]
    [InlineData(1_095, 0)]
    [InlineData(1_095, 0.3)]
    public void Another_horizon_and_rate_give_what_forecasts_made_anew_by_them_add_up_to(int horizon, double discount)
    {
        var curve = ValueCurve.Of(Cdnow.Value.Facts.WithForecasts(Rules(365, 0.1)), null)!;
        var anew = Cdnow.Value.Facts.WithForecasts(Rules(horizon, discount)).Forecasts!.Value.Sum() / 1000.0;
        Assert.InRange(curve.Value(horizon, discount) / anew, 0.99, 1.01);
    }

    [Fact]
    public void At_the_horizon_and_rate_in_service_it_is_the_customer_equity_also_of_a_segment()
    {
        var facts = Cdnow.Value.Facts.WithForecasts(Rules(365, 0.1));
        var some = new CustomerSet(facts.CustomerCount);
        for (var i = 0; i < facts.CustomerCount; i += 7) some.Add(i);
        foreach (var members in new[] { null, some })
        {
            var sum = Enumerable.Range(0, facts.CustomerCount).Where(i => members is null || members[i]).Sum(i => facts.Forecasts!.Value[i]) / 1000.0;
            var curve = ValueCurve.Of(facts, members)!;
            Assert.Equal(sum, curve.Now, 1e-6);
            Assert.Equal(sum, curve.Value(365, 0.1), sum * 1e-9);
        }
    }

    [Fact]
    public void More_time_never_lowers_it_and_a_higher_rate_never_raises_it()
    {
        var curve = ValueCurve.Of(Cdnow.Value.Facts.WithForecasts(Rules(365, 0.1)), null)!;
        for (var days = 10; days < ValueCurve.MostDays; days += 35)
        {
            Assert.True(curve.Value(days, 0.1) <= curve.Value(days + 1, 0.1));
            Assert.True(curve.Value(days, 0.2) <= curve.Value(days, 0.1));
        }
    }

    [Fact]
    public void The_season_decides_where_on_the_way_the_value_falls()
    {
        var day = TestShop.Date("2024-06-30");
        var shop = new TestShop(1, [new(0, day - 200, 1_000), new(0, day, 1_000)], [], []);
        ForecastRules With(double[]? months) => new() { Day = day, Model = "NBD", Parameters = [2, 20], MeanSpend = 10, HorizonDays = 365, DiscountRate = 0, Blend = months is null ? null : new() { Models = [new("NBD", [2, 20])], Months = months } };
        var flat = ValueCurve.Of(shop.Facts().WithForecasts(With(null)), null)!;
        // Nothing comes in the first half of a year, all in the second.
        var late = ValueCurve.Of(shop.Facts().WithForecasts(With([0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2])), null)!;
        Assert.Equal(flat.Value(365, 0) / 2, flat.Value(182, 0), flat.Now * 0.01);
        Assert.InRange(late.Value(182, 0) / late.Value(365, 0), 0.95, 1);
    }

    [Fact]
    public void Without_a_model_or_anybody_there_is_no_curve()
    {
        Assert.Null(ValueCurve.Of(CustomerFacts.Empty, null));
        Assert.Null(ValueCurve.Of(Cdnow.Value.Facts, null));
        Assert.Null(ValueCurve.Of(Cdnow.Value.Facts.WithForecasts(Rules(365, 0.1) with { Model = null }), null));
    }
}
