using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Learning;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Lifetime.Learning;

public sealed class CustomerFeaturesTests
{
    [Fact]
    public void Features_say_what_the_orders_say()
    {
        var facts = new TestShop(
            2, new TestOrder(1, 100, 1000, Discount: 500, Items: 2, Channel: 1), new(1, 107, 2000, Items: 1, Channel: 2), new(1, 107, 500, Items: 3, Channel: 2), new(1, 128, 1500, Channel: 1), new(1, 500, 9)).Facts();
        var features = CustomerFeatures.Of(ShopPurchases.At(facts, 142), 30);
        Assert.Equal(1, features.Count);
        Assert.Equal((2f, 4f, 6f, 2f), (Value("repeat purchases"), Value("weeks from first to last purchase"), Value("weeks since first purchase"), Value("weeks since last purchase")));
        Assert.Equal((2f, 1f, 3f, 3f, 1f), (Value("mean gap"), Value("deviation of gaps"), Value("last gap"), Value("longest gap"), Value("silence against mean gap")));
        Assert.Equal((1f, 3f, 3f), (Value("purchases in 4 weeks"), Value("purchases in 8 weeks"), Value("purchases in 52 weeks")));
        Assert.Equal((0f, -1f), (Value("trend of 13 weeks"), Value("purchases a year ago")));
        Assert.Equal(Math.Log(1 + 50 / 3.0), Value("mean spend"), 1e-6);
        Assert.Equal((Math.Log(11), Math.Log(16)), (Value("first spend"), Value("last spend")), (a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) < 1e-6);
        Assert.Equal(500 / 5500.0, Value("discount share"), 1e-6);
        Assert.Equal((1.75f, 1f, 1f), (Value("items per order"), Value("first channel"), Value("last channel")));

        float Value(string name) => features[0][CustomerFeatures.Names.ToList().IndexOf(name)];
    }

    [Fact]
    public void The_category_is_that_of_an_orders_dearest_line()
    {
        var rows = new FactRowLists();
        rows.Orders.Add(new(0, 100, 900, 0, 2, 0, 0, 0) { Number = 1 });
        rows.Orders.Add(new(0, 110, 500, 0, 1, 0, 0, 0) { Number = 2 });
        rows.Orders.Add(new(1, 105, 500, 0, 1, 0, 0, 0) { Number = 3 });
        rows.Lines.Add(1, new(0, 1_000, 200));
        rows.Lines.Add(1, new(1, 1_000, 700));
        rows.Lines.Add(2, new(0, 1_000, 500));
        var products = new ProductColumns([7, 8], ["A", "B"], ["", ""], [0, 0], [3, 5], [0, 0]);
        var features = CustomerFeatures.Of(ShopPurchases.At(FactsBuilder.Build(CustomerFacts.Empty.Stamp, CustomerFacts.Empty.Codes, [1, 2], [0, 0], [rows], products), 120), 30);
        Assert.Equal((5f, 3f), (features[0][^2], features[0][^1]));
        Assert.Equal((0f, 0f), (features[1][^2], features[1][^1]));
    }

    [Fact]
    public void A_year_ago_means_the_same_days_of_last_year()
    {
        var facts = new TestShop(1, new TestOrder(0, 1000, 1), new(0, 1011, 1), new(0, 1040, 1), new(0, 1300, 1)).Facts();
        Assert.Equal(1, Of(1374, 29));
        Assert.Equal(2, Of(1374, 30));
        Assert.Equal(-1, Of(1363, 30));

        float Of(int day, int horizon) => CustomerFeatures.Of(ShopPurchases.At(facts, day), horizon)[0][CustomerFeatures.Names.ToList().IndexOf("purchases a year ago")];
    }

    [Fact]
    public void Nothing_after_the_day_is_seen() => Gen.Select(TestShop.Any, Gen.Int[0, 900]).Sample((shop, later) =>
    {
        var facts = shop.Facts();
        var day = facts.Span.First + later;
        var ended = (shop with { Orders = [.. shop.Orders.Where(o => o.Day <= day)] }).Facts();
        var (at, alone) = (CustomerFeatures.Of(ShopPurchases.At(facts, day), 30), CustomerFeatures.Of(ShopPurchases.At(ended, day), 30));
        Assert.Equal(alone.Count, at.Count);
        for (var i = 0; i < at.Count; i++)
        {
            Assert.Equal(alone[i].ToArray(), at[i].ToArray());
            Assert.DoesNotContain(at[i].ToArray(), v => !float.IsFinite(v));
        }
    });
}
