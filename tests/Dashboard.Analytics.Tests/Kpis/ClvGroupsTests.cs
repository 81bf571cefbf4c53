using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Kpis;

public sealed class ClvGroupsTests
{
    private static readonly TestShop Shop = new(
        4,
        [
            new(0, 20_000, 1_000, Channel: 1), new(0, 20_090, 5_000, Channel: 2), new(1, 20_010, 2_000, Channel: 1), new(2, 20_020, 10_000, Channel: 2), new(-1, 20_000, 77, Channel: 1),
        ],
        [new(1, 20_015, 500)],
        []);

    [Fact]
    public void Lifetime_value_goes_to_the_channel_of_the_first_order() => Assert.Equal(
        [new("shop", 1, 100, null) { Code = 2 }, new("web", 2, 75, null) { Code = 1 }],
        ClvGroups.Of(Shop.Facts(), CustomerKey.Channel));

    [Fact]
    public void A_margin_is_taken_and_only_the_members_of_a_set_count()
    {
        var set = new CustomerSet(4);
        set.Add(1);
        set.Add(3);
        var row = Assert.Single(ClvGroups.Of(Shop.Facts(), CustomerKey.Channel, set, margin: 0.4));
        Assert.Equal((1, 6.0), (row.Customers, row.HistoricMean));
    }

    [Fact]
    public void Groups_beyond_the_most_valuable_share_a_row() => Assert.Equal(
        [new("shop", 1, 100, null) { Code = 2 }, new(CohortQuery.OtherGroups, 2, 75, null)],
        ClvGroups.Of(Shop.Facts(), CustomerKey.Channel, most: 1));

    [Fact]
    public void With_a_model_the_groups_predicted_values_add_up_to_the_customer_equity()
    {
        var facts = Shop.Facts().WithForecasts(new ForecastRules { Day = 20_090, Model = "NBD", Parameters = [0.5, 900], MeanSpend = 10 });
        var equity = KpiEngine.Run(facts, new() { Kpis = [KpiId.CustomerEquity] })[KpiId.CustomerEquity].Value!.Value;
        Assert.True(equity > 0);
        Assert.Equal(equity, ClvGroups.Of(facts, CustomerKey.FirstCoupon).Sum(g => g.Predicted!.Value), 1e-9);
        Assert.Equal(equity, ClvGroups.Of(facts, CustomerKey.Channel).Sum(g => g.PredictedMean!.Value * g.Customers), 1e-9);
    }
}
