using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Rfm;

public sealed class RfmTests
{
    [Fact]
    public void Every_score_belongs_to_the_group_of_the_definitions()
    {
        for (var score = 0; score < 125; score++)
        {
            var (r, f) = (score / 25 + 1, score / 5 % 5 + 1);
            var expected = (r, f) switch
            {
                ( <= 2, <= 2) => "Hibernating",
                ( <= 2, <= 4) => "At risk",
                ( <= 2, 5) => "Can't lose",
                (3, <= 2) => "About to sleep",
                (3, 3) => "Need attention",
                (5, >= 4) => "Champions",
                ( >= 3, >= 4) => "Loyal",
                (4, 1) => "Promising",
                (5, 1) => "New",
                _ => "Potential loyalist",
            };
            Assert.Equal(expected, RfmGroups.Name(RfmGroups.Of(r, f)));
        }
        Assert.Equal(RfmGroups.All.Order(), Enum.GetValues<RfmGroup>().Where(g => g != RfmGroup.None));
    }

    [Fact]
    public void Scores_are_fifths_of_the_customers_as_of_any_day() => Gen.Select(TestShop.Any, Gen.Int[-10, 950], Gen.Bool, Pick.From(RfmRule.Quintiles, RfmRule.MidRank)).Sample(
        (shop, days, whole, rule) =>
        {
            var asOf = whole || shop.Orders.Count == 0 ? (int?)null : shop.Orders.Min(o => o.Day) + days;
            var last = shop.Orders.Select(o => o.Day).DefaultIfEmpty().Max();
            var scores = RfmScores.Compute(shop.Facts(), asOf is { } day ? FactDay.ToDate(day) : null, rule);
            var orders = shop.Orders.Where(o => o.Customer >= 0 && o.Day <= (asOf ?? last)).ToLookup(o => o.Customer);
            var values = orders.ToDictionary(g => g.Key, g => (
                Last: (long)g.Max(o => o.Day), Purchases: (long)g.Select(o => o.Day).Distinct().Count(),
                Money: g.Sum(o => o.Net) - shop.Refunds.Where(r => r.Customer == g.Key && (asOf is null || asOf >= last || r.Day <= asOf)).Sum(r => r.Amount)));
            Assert.Equal(values.Count, scores.Customers);
            var (lasts, counts, money) = (values.Values.Select(v => v.Last).ToList(), values.Values.Select(v => v.Purchases).ToList(), values.Values.Select(v => v.Money).ToList());
            for (var i = 0; i < shop.Customers; i++)
            {
                var expected = values.TryGetValue(i, out var v)
                    ? (rule == RfmRule.MidRank ? MidRank(v.Last, lasts) : 6 - Fifth(-v.Last, [.. lasts.Select(x => -x)]), Score(rule, v.Purchases, counts), Score(rule, v.Money, money))
                    : (0, 0, 0);
                Assert.Equal(expected, (scores.Recency[i], scores.Frequency[i], scores.Money[i]));
            }
            Assert.Equal(values.Values.Sum(v => v.Money), RfmGroups.All.Sum(g => scores.Of(g).RevenueMinor));
            Assert.Equal(values.Count, RfmGroups.All.Sum(g => scores.Of(g).Customers));
        },
        iter: 1000);

    [Fact]
    public void The_limits_of_a_shop_decide_in_place_of_fifths_and_leave_the_rest() => Gen.Select(TestShop.Any, Gen.Int[1, 300].Array[4], Gen.Int[1, 12].Array[4], Gen.Int[-20, 400]).Sample((shop, days, purchases, back) =>
    {
        Array.Sort(days);
        Array.Sort(purchases);
        var (plain, last) = (shop.Facts(), shop.Orders.Select(o => o.Day).DefaultIfEmpty(back).Max());
        var limits = RfmLimits.From(string.Join(", ", days), string.Join(',', purchases), "", 100)!;
        var asOf = FactDay.ToDate(Math.Max(0, last - back));
        var (scores, fifths) = (RfmScores.Compute(plain.With(plain.Stamp with { Rfm = limits.ToText() }, null), asOf), RfmScores.Compute(plain, asOf));
        var orders = shop.Orders.Where(o => o.Customer >= 0 && o.Day <= scores.AsOfDay).ToLookup(o => o.Customer);
        for (var i = 0; i < shop.Customers; i++)
        {
            var (ago, count) = (scores.AsOfDay - orders[i].Select(o => o.Day).DefaultIfEmpty().Max(), orders[i].Select(o => o.Day).Distinct().Count());
            Assert.Equal(count == 0 ? 0 : 5 - days.Count(d => ago > d), scores.Recency[i]);
            Assert.Equal(count == 0 ? 0 : 1 + purchases.Count(p => count >= p), scores.Frequency[i]);
            Assert.Equal(fifths.Money[i], scores.Money[i]);
        }
    }, iter: 500);

    [Fact]
    public void Money_limits_are_in_major_units_and_survive_as_text()
    {
        var limits = RfmLimits.From(null, null, "50, 100, 250, 1000000000", 100)!;
        Assert.Equal([5_000, 10_000, 25_000, 100_000_000_000], limits.Money!);
        Assert.Equal(limits.Money, RfmLimits.Parse(limits.ToText())!.Money);
        Assert.Equal((null, null), (RfmLimits.Parse(limits.ToText())!.RecencyDays, RfmLimits.Parse(limits.ToText())!.Purchases));
        Assert.Null(RfmLimits.From(" ", "", null, 100));
    }

    [Fact]
    public void Money_is_scored_exactly_among_many_customers() => Gen.Select(Gen.Int[1, 3000], Gen.Long[1, 4_000_000]).Sample(
        (n, most) =>
        {
            var random = new Random(n);
            var shop = new TestShop(n, [.. Enumerable.Range(0, n).Select(i => new TestOrder(i, 19_000, random.NextInt64(-most / 10, most)))]);
            var facts = shop.Facts();
            var sorted = facts.Customers.Revenue.Order().ToArray();
            var scores = RfmScores.Compute(facts);
            for (var i = 0; i < n; i++)
            {
                var below = Array.BinarySearch(sorted, facts.Customers.Revenue[i]);
                while (below > 0 && sorted[below - 1] == sorted[below]) below--;
                Assert.Equal(1 + 5 * below / n, scores.Money[i]);
            }
        },
        iter: 60);

    [Fact]
    public void Absolute_limits_override_the_quintiles()
    {
        var today = TestShop.Date("2024-06-30");
        var shop = new TestShop(
            3, new TestOrder(0, today, 500), new TestOrder(1, today - 30, 20_000), new TestOrder(1, today - 60, 1), new TestOrder(2, today - 400, 99));
        var scores = RfmScores.Compute(shop.Facts(), limits: new([30, 90, 180, 365], [2, 4, 8, 16], [100, 1000, 10_000, 100_000]));
        Assert.Equal([5, 5, 1], scores.Recency);
        Assert.Equal([1, 2, 1], scores.Frequency);
        Assert.Equal([2, 4, 1], scores.Money);
        Assert.Throws<ArgumentException>(() => RfmScores.Compute(shop.Facts(), limits: new(Purchases: [4, 2, 8, 16])));
        Assert.Throws<ArgumentException>(() => RfmScores.Compute(shop.Facts(), limits: new(Purchases: [4])));
    }

    [Fact]
    public void Prospects_and_empty_snapshots_have_no_scores()
    {
        Assert.Equal(0, RfmScores.Compute(new TestShop(0).Facts()).Customers);
        var scores = RfmScores.Compute(new TestShop(2, new TestOrder(1, 19_000, 5)).Facts());
        Assert.Equal((0, RfmGroup.None, 1), (scores.Recency[0], scores.Group(0), scores.Customers));
        Assert.Equal((5, 1, RfmGroup.New), (scores.Recency[1], scores.Frequency[1], scores.Group(1)));
        Assert.Equal(0, RfmScores.Compute(new TestShop(2, new TestOrder(1, 19_000, 5)).Facts(), new DateOnly(1990, 1, 1)).Customers);
        Assert.Equal(0, RfmScores.Compute(new TestShop(0).Facts(), rule: RfmRule.RPackage).Customers);
    }

    private static int Score(RfmRule rule, long value, IReadOnlyCollection<long> values) =>
        rule == RfmRule.MidRank ? MidRank(value, values) : Fifth(value, values);

    private static int Fifth(long value, IReadOnlyCollection<long> values) => 1 + 5 * values.Count(v => v < value) / values.Count;

    private static int MidRank(long value, IEnumerable<long> values)
    {
        var all = values.ToList();
        return (int)Math.Ceiling(5 * (all.Count(v => v < value) + (all.Count(v => v == value) + 1) / 2m - 0.5m) / all.Count);
    }
}
