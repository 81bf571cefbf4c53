using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Repeats;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Repeats;

public sealed class RepeatHazardTests
{
    private static readonly int Today = TestShop.Date("2024-06-30");

    [Fact]
    public void The_hazard_is_second_purchases_over_those_who_could_have_made_one()
    {
        // Forty customers seen for 60 days, of whom ten come back on day 3 and ten on day 10; forty more seen for 5 days only.
        TestOrder[] orders =
        [
            .. Enumerable.Range(0, 80).Select(i => new TestOrder(i, Today - (i < 40 ? 60 : 5), 100)),
            .. Enumerable.Range(0, 10).Select(i => new TestOrder(i, Today - 57, 100)),
            .. Enumerable.Range(10, 10).Select(i => new TestOrder(i, Today - 50, 100)),
            new(-1, Today, 100),
        ];
        var hazard = RepeatHazard.Of(new TestShop(80, orders).Facts());
        Assert.Equal((80, 20), (hazard.Customers, hazard.Repeaters));
        Assert.Equal((10, 30), (hazard.Days.Count, hazard.Days[^1].AtRisk));   // from day 11 on there are 20 left
        Assert.Equal([(1, 80, 0, 0), (3, 80, 10, 0), (5, 70, 0, 40), (6, 30, 0, 0), (10, 30, 10, 0)], new[] { 0, 2, 4, 5, 9 }.Select(d => hazard.Days[d]).Select(d => (d.From, d.AtRisk, d.Events, d.Here)));
        Assert.Equal(10 / 80.0, hazard.Days[2].Rate);
        Assert.Equal([(1, 7, 80, 10, 40), (8, 10, 30, 10, 0), (11, null, 20, 0, 20)], hazard.Weeks.Select(w => (w.From, w.To, w.AtRisk, w.Events, w.Here)));
        Assert.Equal(3 * 80 + 2 * 70 + 2 * 30, hazard.Weeks[0].CustomerDays);
        Assert.Equal(20 * 50, hazard.Weeks[^1].CustomerDays);
        Assert.Equal(1 - 10 / 80.0, hazard.Curve.At(3)!.Value, 1e-12);
        Assert.Equal((1 - 10 / 80.0) * (1 - 10 / 30.0), hazard.Curve.At(10)!.Value, 1e-12);
        Assert.Equal((4, 10, 10), (hazard.Best!.From, hazard.Best.To, hazard.Best.Events));
    }

    [Fact]
    public void One_chance_a_day_makes_more_over_three_days() => Assert.Equal(1 - 0.99 * 0.99 * 0.99, HazardSpan.Within(0.01, 3), 1e-12);

    [Fact]
    public void Few_customers_have_no_best_moment_and_none_no_days()
    {
        TestOrder[] two = [new(0, Today - 20, 100), new(0, Today, 100), new(1, Today, 100)];
        var few = RepeatHazard.Of(new TestShop(2, two).Facts());
        Assert.Equal((2, 1, 0), (few.Customers, few.Repeaters, few.Days.Count));
        Assert.Null(few.Best);
        Assert.False(few.StandsOut);
        Assert.Equal((1, null), (Assert.Single(few.Weeks).From, few.Weeks[0].To));
        Assert.Empty(RepeatHazard.Of(CustomerFacts.Empty).Weeks);
    }

    [Fact]
    public void Where_every_day_is_alike_no_week_stands_out()
    {
        // One of a hundred left comes back every day; all are seen long enough.
        var orders = new List<TestOrder>();
        var (left, next) = (4000, 0);
        for (var i = 0; i < 4000; i++) orders.Add(new(i, Today - 400, 100));
        for (var day = 1; day <= 200; day++)
        {
            var back = (int)Math.Round(left * 0.01);
            for (var i = 0; i < back; i++) orders.Add(new(next++, Today - 400 + day, 100));
            left -= back;
        }
        var hazard = RepeatHazard.Of(new TestShop(4000, [.. orders]).Facts());
        Assert.NotNull(hazard.Best);
        Assert.False(hazard.StandsOut);
    }

    [Fact]
    public void In_every_shop_the_rule_finds_who_is_in_a_stretch_today() => TestShop.Any.Sample(shop =>
    {
        var facts = shop.Facts();
        var hazard = RepeatHazard.Of(facts);
        Assert.Equal(hazard.Customers - hazard.Repeaters, SegmentScan.Run(facts, RepeatRules.Once).Count);
        foreach (var span in hazard.Weeks) Assert.Equal(span.Here, SegmentScan.Run(facts, RepeatRules.OnceAgo(span.From, span.To)).Count);
    });

    /// <summary>Expected figures come from a Python script over the same files that shares nothing with the product.</summary>
    [Fact]
    public void Online_retail_is_as_an_independent_computation_says()
    {
        var hazard = RepeatHazard.Of(SharedShops.OnlineRetail().Facts);
        Assert.Equal((4338, 2790), (hazard.Customers, hazard.Repeaters));
        Assert.Equal([(4337, 34, 4), (4133, 58, 7), (3334, 26, 13), (1721, 6, 1)], new[] { 1, 7, 30, 100 }.Select(d => hazard.Days[d - 1]).Select(d => (d.AtRisk, d.Events, d.Here)));
        Assert.Equal([(4337, 29649L, 232, 37), (4068, 27722L, 207, 41), (996, 6839L, 16, 24)], new[] { 0, 1, 25 }.Select(w => hazard.Weeks[w]).Select(w => (w.AtRisk, w.CustomerDays, w.Events, w.Here)));
        Assert.Equal((39, 45, 3034, 20528L, 185, 47), (hazard.Best!.From, hazard.Best.To, hazard.Best.AtRisk, hazard.Best.CustomerDays, hazard.Best.Events, hazard.Best.Here));
        Assert.Equal(0.0078080339719934395, hazard.Best.Interval!.Value.Low, 1e-9);
        Assert.Equal((386451L, 2469), (hazard.Mean!.CustomerDays, hazard.Mean.Events));
        Assert.Equal(0.5400882785539197, hazard.Curve.At(90)!.Value, 1e-12);
        Assert.True(hazard.StandsOut);
    }

    [Fact]
    public void Cdnow_is_as_an_independent_computation_says()
    {
        var hazard = RepeatHazard.Of(SharedShops.CdnowFull().Facts);
        Assert.Equal([(23570, 247), (22393, 207), (19538, 83), (16457, 19)], new[] { 1, 7, 30, 100 }.Select(d => hazard.Days[d - 1]).Select(d => (d.AtRisk, d.Events)));
        Assert.Equal((1, 7, 160711L, 1384), (hazard.Best!.From, hazard.Best.To, hazard.Best.CustomerDays, hazard.Best.Events));
        Assert.Equal(0.7078065337293169, hazard.Curve.At(90)!.Value, 1e-12);
    }
}
