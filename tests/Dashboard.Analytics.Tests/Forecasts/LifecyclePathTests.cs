using CsCheck;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Forecasts;

public sealed class LifecyclePathTests
{
    private static readonly ForecastRules[] Rules =
    [
        new() { Day = 0, Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43] },
        new() { Day = 0, Model = "Pareto/NBD", Parameters = [0.55, 10.6, 0.61, 11.7] },
        new() { Day = 0, Model = "MBG/CNBD-k", Parameters = [2, 0.8, 3.1, 0.6, 2.2] },
        new() { Day = 0 },
    ];

    [Fact]
    public void A_path_tells_what_a_look_on_every_single_day_would_have_seen() =>
        Gen.Select(TestShop.Any, Gen.Int[0, Rules.Length - 1], Gen.Int[0, 60], Gen.Int[-20, 500]).Sample((shop, r, newDays, after) =>
        {
            var facts = shop.Facts();
            var rules = Rules[r] with { Day = facts.Span.Last, Lifecycle = new() { NewDays = newDays } };
            var path = new LifecyclePath(facts, rules);
            for (var i = 0; i < shop.Customers; i++)
            {
                var (steps, from) = (new List<LifecycleStep>(), facts.Span.First + after);
                path.Follow(i, from, steps);
                Assert.Equal(DayByDay(shop, i, rules, from), steps);
                if (facts.CustomerCount > 0) Assert.Equal(new Forecaster(facts, rules).Of(i).State, path.At(i, path.DayOf(i)));
            }
        }, iter: 60);

    [Fact]
    public void Regular_buyers_can_become_likelier_to_buy_while_they_are_silent()
    {
        // A purchase about every ten months: right after one, the next may well be more than a year away.
        var orders = Enumerable.Range(0, 5).Select(n => new TestOrder(0, 18_000 + 330 * n, 100)).ToArray();
        var facts = new TestShop(1, orders).Facts();
        var rules = new ForecastRules { Day = 19_320 + 700, Model = "MBG/CNBD-k", Parameters = [4, 8, 100, 0.3, 3], Lifecycle = new() { Active = 0.85, CoolingDown = 0.8 } };
        var path = new LifecyclePath(facts, rules);
        var steps = new List<LifecycleStep>();
        path.Follow(0, 19_320, steps);
        Assert.Contains(steps, s => s.To < s.From && !s.Bought);
        Assert.Equal(DayByDay(new(1, orders), 0, rules, 19_320), steps);
    }

    [Fact]
    public void Purchases_are_counted_by_their_days()
    {
        var facts = new TestShop(1, new TestOrder(0, 100, 1), new(0, 100, 1), new(0, 130, 1), new(0, 170, 1)).Facts();
        var path = new LifecyclePath(facts, Rules[3] with { Day = 180 });
        Assert.Equal([(0, 0), (1, 100), (1, 100), (2, 130), (3, 170)], new[] { 99, 100, 129, 130, 200 }.Select(day => path.Until(0, day)));
        Assert.Equal([100, 130, 170], new[] { 1, 2, 3 }.Select(n => path.DayOfPurchase(0, n)));
    }

    private static List<LifecycleStep> DayByDay(TestShop shop, int customer, ForecastRules rules, int after)
    {
        var days = shop.Orders.Where(o => o.Customer == customer).Select(o => o.Day).Distinct().Order().ToList();
        var last = Math.Max(rules.Day, days.LastOrDefault());
        var (steps, state) = (new List<LifecycleStep>(), (LifecycleState?)null);
        for (var day = Math.Min(after, last); day <= last; day++)
        {
            var known = new TestShop(1, [.. days.Where(d => d <= day).Select(d => new TestOrder(0, d, 100))]).Facts();
            var seen = new Forecaster(known, rules with { Day = day }).Of(0).State;
            if (state is { } before && before != seen) steps.Add(new(day, before, seen, days.Contains(day)));
            state = seen;
        }
        return steps;
    }
}
