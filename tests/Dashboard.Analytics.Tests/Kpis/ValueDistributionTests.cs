using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Kpis;

public sealed class ValueDistributionTests
{
    // Customers with revenues of -1, 0.50, 3, 5, 7, 12, 12 and 400, and one who never bought.
    private static readonly CustomerFacts Facts = new TestShop(
        9, [.. new long[] { -100, 50, 300, 500, 700, 1_200, 1_200, 40_000 }.Select((net, i) => new TestOrder(i, 20_000 + i, net))]).Facts();

    [Fact]
    public void Customers_are_counted_in_steps_of_1_2_5_with_what_they_are_worth()
    {
        var bins = ValueDistribution.Historic(Facts).Bins;
        Assert.Equal([null, 0.5, 1, 2, 5, 10, 20, 50, 100, 200], bins.Select(b => b.From));
        Assert.Equal([0, 1, 2, 5, 10, 20, 50, 100, 200, null], bins.Select(b => b.To));
        Assert.Equal((1, -1.0), (bins[0].Customers, bins[0].Value));
        Assert.Equal([(0.5, 1), (2, 1), (5, 2), (10, 2), (200, 1)], bins.Where(b => b.From is not null && b.Customers > 0).Select(b => (b.From!.Value, b.Customers)));
        Assert.Equal(24, bins.Single(b => b.From == 10).Value);
        Assert.Equal(8, bins.Sum(b => b.Customers));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.35)]
    public void The_bounds_of_a_bin_hold_exactly_its_customers_before_any_margin(double? margin)
    {
        var bins = ValueDistribution.Historic(Facts, margin: margin).Bins;
        foreach (var bin in bins)
        {
            var held = Enumerable.Range(0, 8).Count(i => (bin.AtLeast is null || Facts.Customers.Revenue[i] / 100m >= bin.AtLeast) && (bin.AtMost is null || Facts.Customers.Revenue[i] / 100m <= bin.AtMost));
            Assert.Equal(bin.Customers, held);
            if (bin.From is { } from && bin.Customers > 0) Assert.True(bin.Value / bin.Customers >= from - 1e-9 && (bin.To is null || bin.Value / bin.Customers < bin.To));
        }
        Assert.Equal(438.5 * (margin ?? 1), bins.Sum(b => b.Value), 1e-9);
    }

    [Fact]
    public void The_best_hold_their_share_and_those_worth_the_same_as_the_last_are_counted_with_them()
    {
        var tops = ValueDistribution.Historic(Facts).Tops;
        Assert.Equal([(1, 400m, 1), (5, 400m, 1), (10, 400m, 1), (20, 12m, 3)], tops.Select(t => (t.Percent, t.AtLeast, t.Customers)));
        Assert.Equal(400 / 438.5, tops[0].Share!.Value, 1e-12);
        Assert.Equal(412 / 438.5, tops[3].Share!.Value, 1e-12);
    }

    [Fact]
    public void Predicted_value_is_spread_like_the_forecasts_and_only_members_count()
    {
        Assert.Null(ValueDistribution.Predicted(Facts));
        var served = Facts.WithForecasts(new ForecastRules { Day = 20_090, Model = "NBD", Parameters = [0.5, 9], MeanSpend = 10 });
        var some = new CustomerSet(9);
        some.Add(2);
        some.Add(8);
        var bins = ValueDistribution.Predicted(served, some)!.Bins;
        Assert.Equal((1, served.Forecasts!.Value[2] / 100.0), (bins.Sum(b => b.Customers), bins.Sum(b => b.Value)));
    }

    [Fact]
    public void Nobody_has_no_bins_and_no_best() => Assert.Equal((0, 0), (ValueDistribution.Historic(CustomerFacts.Empty).Bins.Count, ValueDistribution.Historic(CustomerFacts.Empty).Tops.Count));

    [Fact]
    public void The_steps_of_cdnow_hold_as_many_customers_as_its_orders_added_up_by_hand()
    {
        var sums = SharedShops.Rows("cdnow_sample/transactions.csv").GroupBy(r => r["customer_id"])
            .Select(g => g.Sum(r => decimal.Parse(r["amount"], System.Globalization.CultureInfo.InvariantCulture))).ToList();
        var spread = ValueDistribution.Historic(SharedShops.CdnowSample().Facts);
        Assert.InRange(spread.Bins.Count, 8, 16);
        Assert.All(spread.Bins, b => Assert.Equal(sums.Count(s => (b.From is null ? s <= 0 : s > 0 && s >= (decimal)b.From) && (b.To is null || (b.From is null ? s <= 0 : s < (decimal)b.To))), b.Customers));
        var best = sums.OrderDescending().Take((sums.Count + 9) / 10).ToList();
        Assert.Equal((double)(best.Sum() / sums.Sum()), spread.Tops[2].Share!.Value, 1e-9);
        Assert.Equal(best[^1], spread.Tops[2].AtLeast);
    }
}
