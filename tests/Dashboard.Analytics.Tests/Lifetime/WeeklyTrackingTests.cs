using System.Globalization;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Lifetime;

public sealed class WeeklyTrackingTests
{
    [Fact]
    public void Cdnow_sample_is_tracked_as_the_reference_does() => Check("cdnow_sample", SharedShops.CdnowSample(), new(1997, 9, 30), new(1998, 6, 30), 78);

    [Fact]
    public void Grocery_is_tracked_as_the_reference_does() => Check("grocery", SharedShops.Grocery(), new(2006, 12, 31), new(2007, 12, 30), 105);

    [Fact]
    public void Online_retail_is_tracked_as_the_reference_does() => Check("online_retail", SharedShops.OnlineRetail(), new(2011, 8, 31), new(2011, 12, 9), 54);

    [Fact]
    public void Purchases_of_a_week_are_counted_once_a_day_and_only_for_the_customers_followed()
    {
        var facts = new TestShop(3, new TestOrder(0, 100, 5), new(0, 100, 5), new(0, 106, 5), new(0, 107, 5), new(0, 107, 9), new(1, 103, 5), new(1, 120, 5), new(2, 115, 5), new(2, 116, 5)).Facts();
        var weeks = WeeklyTracking.Of(ShopPurchases.At(facts, 110), 116, t => t);
        Assert.Equal([1, 1, 0], weeks.Select(w => w.Actual));
        Assert.Equal([1, 2, 2], weeks.Select(w => w.CumulativeActual));
        Assert.Equal([107, 114, 121], weeks.Select(w => w.End));
        Assert.Equal(2, weeks[1].Expected, 1e-12);
        Assert.Equal(9 / 7.0, weeks[0].CumulativeExpected, 1e-12);
        Assert.Empty(WeeklyTracking.Of(ShopPurchases.At(facts, 99), 116, t => t));
    }

    private static void Check(string set, SharedShops.Shop shop, DateOnly calibrationEnd, DateOnly end, int weeks)
    {
        var at = ShopPurchases.At(shop.Facts, FactDay.From(calibrationEnd));
        var models = new[] { ("bgnbd_cum_repeat", "BG/NBD"), ("pnbd_cum_repeat", "Pareto/NBD") };
        foreach (var (column, name) in models)
        {
            var parameters = SharedSummaries.Best(set, name).GetProperty("params").EnumerateObject().Select(p => p.Value.GetDouble()).ToArray();
            var model = PurchaseModels.Find(name)!.Create(parameters)!;
            var tracked = WeeklyTracking.Of(at, FactDay.From(end), model.ExpectedPurchases);
            Assert.Equal(weeks, tracked.Count);
            foreach (var (row, week) in SharedShops.Rows($"{set}/expected/tracking_weekly.csv").Zip(tracked))
            {
                Assert.Equal((row["week"], row["end_day_exclusive"]), ($"{week.Week}", FactDay.ToDate(week.End).ToString("O", CultureInfo.InvariantCulture)));
                Assert.Equal(row["actual_cum_repeat"], $"{week.CumulativeActual}");
                Assert.Equal(SharedSummaries.Number(row[column]), week.CumulativeExpected, 1e-6 * week.CumulativeExpected);
            }
        }
    }
}
