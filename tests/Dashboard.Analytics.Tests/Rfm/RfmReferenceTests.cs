using System.Globalization;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Rfm;

public sealed class RfmReferenceTests
{
    [Fact]
    public void Cdnow_sample_scores_as_the_reference_does() =>
        Check(SharedShops.CdnowSample(), new(1998, 7, 1), "cdnow_sample/expected/rfm_asof_1998-07-01_customer_days.csv");

    [Fact]
    public void Cdnow_full_scores_as_the_reference_does() =>
        Check(SharedShops.CdnowFull(), new(1998, 7, 1), "cdnow_full/expected/rfm_asof_1998-07-01_customer_days.csv.gz");

    [Fact]
    public void Online_retail_scores_as_the_reference_does() =>
        Check(SharedShops.OnlineRetail(), new(2011, 12, 10), "online_retail/expected/rfm_asof_2011-12-10_customer_days.csv");

    [Fact]
    public void The_rule_of_the_R_package_gives_its_scores()
    {
        var shop = SharedShops.RfmOrders();
        var scores = RfmScores.Compute(shop.Facts, new DateOnly(2006, 12, 31), RfmRule.RPackage);
        var expected = SharedShops.Rows("rfm_orders/expected/rfm_r_package_2006-12-31.csv").ToDictionary(r => r["customer_id"]);
        Assert.Equal(995, expected.Count);
        Assert.Equal(expected.Count, scores.Customers);
        for (var i = 0; i < shop.Customers.Length; i++)
        {
            var row = expected[shop.Customers[i]];
            Assert.Equal((row["recency_score"], row["frequency_score"], row["monetary_score"]), (Text(scores.Recency[i]), Text(scores.Frequency[i]), Text(scores.Money[i])));
        }
    }

    [Fact]
    public void The_thresholds_of_the_R_package_are_its_own()
    {
        var shop = SharedShops.RfmOrders();
        var scores = RfmScores.Compute(shop.Facts, new DateOnly(2006, 12, 31), RfmRule.RPackage);
        var expected = SharedShops.Rows("rfm_orders/expected/rfm_r_package_thresholds.csv").Skip(1).ToList();
        Assert.Equal(expected.Select(r => Math.Ceiling(decimal.Parse(r["frequency_lower"], CultureInfo.InvariantCulture))), scores.Thresholds.Purchases.Select(t => (decimal)t));
        Assert.Equal(expected.Select(r => decimal.Parse(r["monetary_lower"], CultureInfo.InvariantCulture)), scores.Thresholds.Money.Select(t => t / 1000m));
    }

    private static void Check(SharedShops.Shop shop, DateOnly asOf, string file)
    {
        var scores = RfmScores.Compute(shop.Facts, asOf, RfmRule.MidRank);
        var expected = SharedShops.Rows(file).ToDictionary(r => r["customer_id"]);
        Assert.Equal(expected.Count, scores.Customers);
        for (var i = 0; i < shop.Customers.Length; i++)
        {
            var row = expected[shop.Customers[i]];
            Assert.Equal((shop.Customers[i], row["frequency"]), (shop.Customers[i], Text(shop.Facts.Customers.Purchases[i])));
            Assert.Equal(
                (shop.Customers[i], row["r_rank5"], row["f_rank5"], row["m_rank5"]), (shop.Customers[i], Text(scores.Recency[i]), Text(scores.Frequency[i]), Text(scores.Money[i])));
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
