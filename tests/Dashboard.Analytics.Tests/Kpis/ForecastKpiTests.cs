using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Kpis;

public sealed class ForecastKpiTests
{
    private static readonly KpiId[] Ahead = [KpiId.PredictedClvMean, KpiId.TotalClvMean, KpiId.CustomerEquity, KpiId.ValuableAtRisk];

    private static readonly ForecastRules Rules = new() { Day = 20_000, Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], MeanSpend = 35 };

    [Fact]
    public void Predicted_total_and_equity_add_up_over_customers_with_a_purchase()
    {
        var facts = Shop().WithForecasts(Rules);
        var report = KpiEngine.Run(facts, new() { Margin = 0.5 });
        var predicted = facts.Forecasts!.Value.Sum() / 100.0 * 0.5;
        Assert.Equal(predicted, report[KpiId.CustomerEquity].Value!.Value, 1e-9);
        Assert.Equal(predicted / 6, report[KpiId.PredictedClvMean].Value!.Value, 1e-9);
        Assert.Equal(report[KpiId.HistoricClvMean].Value!.Value + predicted / 6, report[KpiId.TotalClvMean].Value!.Value, 1e-9);
        Assert.Equal(6, report[KpiId.PredictedClvMean].N);
    }

    [Fact]
    public void Of_the_best_fifth_those_in_danger_are_counted()
    {
        var report = KpiEngine.Run(Shop().WithForecasts(Rules), new());
        // Two of six customers: one bought yesterday, the other once, long ago.
        Assert.Equal((0.5, 2), (report[KpiId.ValuableAtRisk].Value, report[KpiId.ValuableAtRisk].N));
    }

    [Fact]
    public void A_set_of_customers_has_its_own_equity()
    {
        var facts = Shop().WithForecasts(Rules);
        var set = new CustomerSet(facts.CustomerCount);
        set.Add(0);
        Assert.Equal(facts.Forecasts!.Value[0] / 100.0, KpiEngine.Run(facts, new() { Customers = set })[KpiId.CustomerEquity].Value!.Value, 1e-9);
    }

    [Fact]
    public void Earlier_ranges_filters_and_shops_without_a_forecast_have_none()
    {
        var facts = Shop().WithForecasts(Rules);
        foreach (var report in new[]
        {
            KpiEngine.Run(Shop(), new()), KpiEngine.Run(facts, new() { To = Analytics.Facts.FactDay.ToDate(19_990) }), KpiEngine.Run(facts, new() { Channel = "" }),
        })
            Assert.All(Ahead, id => Assert.Equal((null, NoValueReason.NoForecast), (report[id].Value, report[id].Reason)));
        var rhythm = KpiEngine.Run(Shop().WithForecasts(Rules with { Model = null }), new());
        Assert.Null(rhythm[KpiId.CustomerEquity].Value);
        Assert.Equal(0.5, rhythm[KpiId.ValuableAtRisk].Value);
    }

    private static Analytics.Facts.CustomerFacts Shop() => new TestShop(7,
        new TestOrder(0, 19_700, 9000), new(0, 19_800, 9000), new(0, 19_900, 9000), new(0, 19_999, 9000), new(1, 19_000, 20_000),
        new(2, 19_500, 100), new(3, 19_600, 100), new(4, 19_900, 100), new(5, 20_000, 100)).Facts();
}
