using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Kpis;

public sealed class ClvSpreadTests
{
    // Day 20,000 is 2024-10-04.
    private static readonly TestShop Shop = new(
        4,
        [new(0, 20_000, 1_000), new(0, 20_090, 5_000), new(1, 20_010, 2_000), new(2, 20_060, 10_000), new(-1, 20_000, 77)],
        [new(1, 20_015, 500)],
        []);

    [Fact]
    public void All_that_customers_brought_counts_in_the_month_in_which_they_came() => Assert.Equal(
        [new(new(2024, 10, 1), new(2024, 10, 31), 2, 75, null), new(new(2024, 12, 1), new(2024, 12, 31), 1, 100, null)],
        ClvSpread.Of(Shop.Facts()).Periods);

    [Fact]
    public void A_margin_is_taken_and_only_the_members_of_a_set_count()
    {
        var set = new CustomerSet(4);
        set.Add(1);
        set.Add(3);
        var spread = ClvSpread.Of(Shop.Facts(), set, margin: 0.4);
        Assert.Equal([new(new(2024, 10, 1), new(2024, 10, 31), 1, 6, null)], spread.Periods);
        Assert.All(spread.Shares, share => Assert.Equal((1, null), (share.Customers, share.Predicted)));
    }

    [Fact]
    public void More_than_four_years_are_shown_as_quarters()
    {
        var spread = ClvSpread.Of(new TestShop(1, [new(0, 20_000, 1_000), new(0, 21_600, 1_000)], [], []).Facts());
        Assert.Equal((CohortBucket.Quarter, new DateOnly(2024, 12, 31)), (spread.Bucket, Assert.Single(spread.Periods).To));
    }

    [Fact]
    public void With_a_model_the_periods_add_up_to_the_customer_equity_and_the_best_hold_what_is_theirs()
    {
        var facts = Shop.Facts().WithForecasts(new ForecastRules { Day = 20_090, Model = "NBD", Parameters = [0.5, 900], MeanSpend = 10 });
        var equity = KpiEngine.Run(facts, new() { Kpis = [KpiId.CustomerEquity] })[KpiId.CustomerEquity].Value!.Value;
        var spread = ClvSpread.Of(facts);
        Assert.Equal(equity, spread.Periods.Sum(p => p.Predicted!.Value), 1e-9);
        Assert.Equal([1, 5, 10, 20], spread.Shares.Select(s => s.Percent));
        Assert.All(spread.Shares, share => Assert.Equal(facts.Forecasts!.Value.Max() / (double)facts.Forecasts.Value.Sum(), share.Predicted!.Value, 1e-12));
    }

    [Fact]
    public void Nobody_has_no_periods_and_no_shares()
    {
        var spread = ClvSpread.Of(CustomerFacts.Empty);
        Assert.Empty(spread.Periods);
        Assert.Empty(spread.Shares);
    }
}
