using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Repeats;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Repeats;

public sealed class RepeatWorthTests
{
    private static readonly TestShop Shop = new(
        5,
        [new(0, 20_000, 1_000), new(0, 20_000, 1_000), new(1, 20_010, 3_000), new(2, 20_000, 2_000), new(2, 20_050, 4_000), new(3, 20_000, 5_000), new(3, 20_001, 5_000), new(3, 20_002, 5_000), new(3, 20_003, 5_000)],
        [new(1, 20_020, 1_000)],
        []);

    [Fact]
    public void Customers_stand_by_their_purchases_and_bring_what_was_not_given_back()
    {
        var worth = RepeatWorth.Of(Shop.Facts());
        Assert.Equal([(2, 40.0), (1, 60.0), (1, 200.0), (2, 260.0)], new[] { worth.Once, worth.Twice, worth.Often, worth.Repeat }.Select(w => (w.Customers, w.Historic)));
        Assert.Equal((6.5, null), (worth.HistoricMultiple, worth.TotalMultiple));
        Assert.Equal(6.5, KpiEngine.Run(Shop.Facts(), new() { Kpis = [KpiId.RepeatBuyerMultiple] })[KpiId.RepeatBuyerMultiple].Value);
        Assert.Equal((16.0, 6.5), (RepeatWorth.Of(Shop.Facts(), margin: 0.4).Once.Historic, RepeatWorth.Of(Shop.Facts(), margin: 0.4).HistoricMultiple!.Value));
    }

    [Fact]
    public void Where_a_forecast_serves_the_predicted_value_is_told_and_adds_up()
    {
        var facts = Shop.Facts().WithForecasts(new ForecastRules { Day = 20_050, Model = "NBD", Parameters = [0.5, 900], MeanSpend = 10 });
        var worth = RepeatWorth.Of(facts);
        Assert.Equal(facts.Forecasts!.Value.Sum() / 100.0, worth.Once.Predicted!.Value + worth.Repeat.Predicted!.Value, 1e-9);
        Assert.Equal(worth.Repeat.TotalMean!.Value / worth.Once.TotalMean!.Value, worth.TotalMultiple!.Value, 1e-12);
    }

    [Fact]
    public void Without_one_of_both_kinds_there_is_no_multiple()
    {
        var facts = Shop.Facts();
        Assert.Null(RepeatWorth.Of(facts, SegmentScan.Run(facts, RepeatRules.Once, cancellation: TestContext.Current.CancellationToken)).HistoricMultiple);
        Assert.Null(RepeatWorth.Of(facts, SegmentScan.Run(facts, RepeatRules.Bought(2, null), cancellation: TestContext.Current.CancellationToken)).HistoricMultiple);
        Assert.Null(RepeatWorth.Of(CustomerFacts.Empty).Once.HistoricMean);
    }

    /// <summary>Expected sums come from a Python script over the same files that shares nothing with the product; in thousandths.</summary>
    [Fact]
    public void Reference_shops_are_worth_what_an_independent_computation_says()
    {
        var cdnow = RepeatWorth.Of(SharedShops.CdnowFull().Facts);
        Assert.Equal([(12054, 367602290L), (4040, 270129630L), (7476, 1862583710L)], new[] { cdnow.Once, cdnow.Twice, cdnow.Often }.Select(w => (w.Customers, (long)Math.Round(w.Historic * 1000))));
        var online = RepeatWorth.Of(SharedShops.OnlineRetail().Facts);
        Assert.Equal([(1548, 704741621L), (874, 869915491L), (1916, 7336750792L)], new[] { online.Once, online.Twice, online.Often }.Select(w => (w.Customers, (long)Math.Round(w.Historic * 1000))));
    }
}
