using CsCheck;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Forecasts;

public sealed class LifecycleSpellsTests
{
    private static readonly ForecastRules[] Rules =
    [
        new() { Day = 0, Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43] },
        new() { Day = 0, Model = "Pareto/NBD", Parameters = [0.55, 10.6, 0.61, 11.7] },
        new() { Day = 0, Model = "MBG/CNBD-k", Parameters = [2, 0.8, 3.1, 0.6, 2.2] },
        new() { Day = 0 },
    ];

    [Fact]
    public void Stays_are_those_that_the_path_of_each_customer_tells_and_the_last_is_the_state_now() =>
        Gen.Select(TestShop.Any, Gen.Int[0, Rules.Length - 1], Gen.Int[0, 60], Gen.Int[0, 400]).Sample((shop, r, newDays, silence) =>
        {
            var facts = shop.Facts();
            var rules = Rules[r] with { Day = facts.Span.Last + silence, Lifecycle = new() { NewDays = newDays } };
            facts = facts.WithForecasts(rules);
            var (spells, path) = (facts.Lifecycle!, new LifecyclePath(facts, rules));
            for (var i = 0; i < shop.Customers; i++)
            {
                var steps = new List<LifecycleStep>();
                path.Follow(i, facts.Customers.FirstDay[i] - 1, steps);
                Assert.Equal(steps.Select(s => (s.Day, s.To)), Enumerable.Range(spells.Start[i], spells.Start[i + 1] - spells.Start[i]).Select(s => ((int)spells.Day[s], (LifecycleState)spells.State[s])));
                Assert.Equal((LifecycleState)facts.Forecasts!.State[i], spells.At(i, path.DayOf(i)));
            }
        }, iter: 100);

    [Fact]
    public void A_regular_buyer_who_becomes_likelier_to_buy_while_silent_has_those_stays_too()
    {
        var orders = Enumerable.Range(0, 5).Select(n => new TestOrder(0, 18_000 + 330 * n, 100)).ToArray();
        var rules = new ForecastRules { Day = 19_320 + 700, Model = "MBG/CNBD-k", Parameters = [4, 8, 100, 0.3, 3], Lifecycle = new() { Active = 0.85, CoolingDown = 0.8 } };
        var facts = new TestShop(1, orders).Facts().WithForecasts(rules);
        var steps = new List<LifecycleStep>();
        new LifecyclePath(facts, rules).Follow(0, 17_999, steps);
        Assert.Contains(steps, s => s.To < s.From && !s.Bought);
        Assert.Equal(steps.Select(s => (s.Day, s.To)), facts.Lifecycle!.Day.Zip(facts.Lifecycle.State, (d, s) => ((int)d, (LifecycleState)s)));
    }

    [Fact]
    public void Without_a_forecast_nobody_knows() => Assert.Null(new TestShop(1, [new TestOrder(0, 18_000, 100)], [], []).Facts().Lifecycle);
}
