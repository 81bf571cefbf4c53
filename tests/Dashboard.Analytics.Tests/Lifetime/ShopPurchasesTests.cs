using System.Globalization;
using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Lifetime;

public sealed class ShopPurchasesTests
{
    [Fact]
    public void Cdnow_sample_is_summarised_as_the_reference_does() => Check(SharedShops.CdnowSample(), new(1997, 9, 30), new(1998, 6, 30), "cdnow_sample", 2357);

    [Fact]
    public void Cdnow_full_is_summarised_as_the_reference_does() => Check(SharedShops.CdnowFull(), new(1997, 9, 30), new(1998, 6, 30), "cdnow_full", 23570);

    [Fact]
    public void Online_retail_is_summarised_as_the_reference_does() => Check(SharedShops.OnlineRetail(), new(2011, 8, 31), new(2011, 12, 9), "online_retail", 3317);

    [Fact]
    public void A_summary_at_a_day_equals_one_of_a_shop_that_ended_there() =>
        Gen.Select(TestShop.Any, Gen.Int[0, 1000]).Sample((shop, later) =>
        {
            var facts = shop.Facts();
            var day = facts.Span.First + later;
            var ended = (shop with { Orders = [.. shop.Orders.Where(o => o.Day <= day)] }).Facts();
            var (at, alone) = (ShopPurchases.At(facts, day), ShopPurchases.At(ended, day));
            Assert.Equal(alone.Customer, at.Customer);
            Assert.Equal(alone.Histories.X, at.Histories.X);
            Assert.Equal(alone.Histories.Tx, at.Histories.Tx);
            Assert.Equal(alone.Histories.T, at.Histories.T);
            Assert.Equal(alone.Histories.Litt, at.Histories.Litt);
            Assert.Equal(alone.Spends, at.Spends);
            Assert.Equal(alone.MeanSpend, at.MeanSpend);
            Assert.All(Enumerable.Range(0, at.Count), i => Assert.True(at.Histories[i].IsPossible));
        });

    [Fact]
    public void Orders_of_one_day_are_one_purchase_and_those_without_an_amount_are_no_spend()
    {
        var facts = new TestShop(2, new TestOrder(1, 100, 500), new(1, 107, 0), new(1, 121, 300), new(1, 121, 200), new(1, 128, 900), new(1, 128, -900)).Facts();
        var shop = ShopPurchases.At(facts, 135);
        Assert.Equal([1], shop.Customer);
        Assert.Equal(new PurchaseHistory(3, 4, 5, Math.Log(2)), shop.Histories[0]);
        Assert.Equal((1, 5.0), (shop.Spends[0], shop.MeanSpend[0]));
    }

    [Fact]
    public void What_comes_after_the_day_is_counted_up_to_the_last_day_asked()
    {
        var facts = new TestShop(2, new TestOrder(0, 100, 500), new(0, 101, 100), new(0, 110, 300), new(0, 110, 200), new(0, 120, 900), new(1, 105, 100)).Facts();
        var (purchases, spend) = ShopPurchases.At(facts, 100).Until(110);
        Assert.Equal([2], purchases);
        Assert.Equal([6.0], spend);
    }

    private static void Check(SharedShops.Shop shop, DateOnly day, DateOnly end, string set, int customers)
    {
        var expected = SharedShops.Rows($"{set}/expected/calibration_summary_weeks.csv.gz").ToDictionary(r => r["customer_id"]);
        var at = ShopPurchases.At(shop.Facts, FactDay.From(day));
        var (purchases, spend) = at.Until(FactDay.From(end));
        Assert.Equal(customers, at.Count);
        Assert.Equal(expected.Count, at.Count);
        for (var i = 0; i < at.Count; i++)
        {
            var row = expected[shop.Customers[at.Customer[i]]];
            Assert.Equal(Number(row["x"]), at.Histories.X[i]);
            Assert.Equal(Number(row["t_x"]), at.Histories.Tx[i], 1e-9);
            Assert.Equal(Number(row["T"]), at.Histories.T[i], 1e-9);
            Assert.Equal(Number(row["litt"]), at.Histories.Litt![i], 1e-9);
            // The reference averages over purchases without an amount too, and these amounts are cut to thousandths.
            Assert.Equal(Number(row["m_x"]) * at.Histories.X[i], at.MeanSpend[i] * at.Spends[i], 0.3);
            Assert.Equal(Number(row["x_star"]), purchases[i]);
            Assert.Equal(Number(row["spend_star"]), spend[i], 0.3);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
