using CsCheck;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Forecasts;

public sealed class LostSpellsTests
{
    private static readonly ForecastRules[] Rules =
    [
        new() { Day = 0, Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43] },
        new() { Day = 0, Model = "Pareto/NBD", Parameters = [0.55, 10.6, 0.61, 11.7] },
        new() { Day = 0, Model = "MBG/CNBD-k", Parameters = [2, 0.8, 3.1, 0.6, 2.2] },
        new() { Day = 0 },
    ];

    [Fact]
    public void Customers_are_lost_on_the_first_day_in_the_lost_state_and_come_back_by_a_purchase() =>
        Gen.Select(TestShop.Any, Gen.Int[0, Rules.Length - 1], Gen.Int[0, 400], Gen.Int[100, 300]).Sample((shop, r, newDays, lostDays) =>
        {
            var rules = Rules[r] with { Lifecycle = new() { NewDays = newDays, LostDays = lostDays, HighlyAtRiskDays = 90, AtRiskDays = 80, CoolingDownDays = 40, HighlyAtRisk = 0.3 } };
            var facts = shop.Facts().WithForecasts(rules);
            var spells = facts.LostSpells!;
            for (var i = 0; i < shop.Customers; i++)
            {
                var found = Enumerable.Range(spells.Start[i], spells.Start[i + 1] - spells.Start[i]).Select(s => ((int)spells.After[s], (int)spells.Lost[s], (int)spells.Back[s]));
                Assert.Equal(DayByDay(shop, i, rules, facts.Span.Last), found);
            }
        }, iter: 40);

    [Fact]
    public void Lost_and_reactivated_customers_of_a_period_follow_the_state()
    {
        // Lost after 240 days, back after 300, lost again by the model within the year and a half that follows.
        var facts = new TestShop(2, new TestOrder(0, 19_000, 100, Channel: 1), new(0, 19_300, 100, Channel: 2), new(1, 19_299, 100), new(1, 19_900, 100, Channel: 2)).Facts()
            .WithForecasts(Rules[0] with { Day = 19_900 });
        Assert.Equal([0, 2, 3], facts.LostSpells!.Start);
        Assert.Equal([19_241, facts.LostSpells.Lost[1], 19_540], facts.LostSpells.Lost.Select(d => (int)d));
        Assert.Equal([19_300, 0, 19_900], facts.LostSpells.Back.Select(d => (int)d));
        Assert.Equal((2, 2, 2), Count(new()));
        Assert.Equal((1, 0, 1), Count(new() { Channel = "web" }));
        Assert.Equal((1, 2, 2), Count(new() { Channel = "shop" }));
        var second = new CustomerSet(2);
        second.Add(1);
        Assert.Equal((1, 1, 1), Count(new() { Customers = second }));

        (double?, double?, double?) Count(KpiQuery query)
        {
            var report = KpiEngine.Run(facts, query);
            return (report[KpiId.CustomersLost].Value, report[KpiId.ReactivatedCustomers].Value, report[KpiId.NewCustomers].Value);
        }
    }

    [Fact]
    public void A_purchase_after_so_long_that_another_stays_unlikely_leaves_the_customer_lost()
    {
        var facts = new TestShop(1, new TestOrder(0, 19_718, 100), new(0, 20_603, 100)).Facts().WithForecasts(Rules[2] with { Day = 20_603, Lifecycle = new() { HighlyAtRisk = 0.3 } });
        Assert.Equal(LifecycleState.Lost, new Forecaster(facts, Rules[2] with { Day = 20_603, Lifecycle = new() { HighlyAtRisk = 0.3 } }).Of(0).State);
        Assert.Equal([20_603, 0], [facts.LostSpells!.Back[0], facts.LostSpells.Back[1]]);
        Assert.Equal(20_603, facts.LostSpells.Lost[1]);
    }

    [Fact]
    public void Without_a_forecast_the_days_since_the_last_purchase_decide()
    {
        var facts = new TestShop(1, new TestOrder(0, 19_000, 100), new(0, 19_500, 100)).Facts();
        Assert.Null(facts.LostSpells);
        Assert.Equal(1, KpiEngine.Run(facts, new() { LostAfterDays = 300 })[KpiId.CustomersLost].Value);
        Assert.Equal(0, KpiEngine.Run(facts, new() { LostAfterDays = 500 })[KpiId.CustomersLost].Value);
    }

    /// <summary>As the nightly job would have written it down, with the same rules every day.</summary>
    private static IEnumerable<(int After, int Lost, int Back)> DayByDay(TestShop shop, int customer, ForecastRules rules, int last)
    {
        var days = shop.Orders.Where(o => o.Customer == customer).Select(o => o.Day).Distinct().Order().ToList();
        (int After, int Lost)? spell = null;
        for (var day = days.FirstOrDefault(last + 1); day <= last; day++)
        {
            var known = new TestShop(1, [.. days.Where(d => d <= day).Select(d => new TestOrder(0, d, 100))]).Facts();
            var isLost = new Forecaster(known, rules with { Day = day }).Of(0).State == LifecycleState.Lost;
            if (spell is { } ends && days.Contains(day))
            {
                yield return (ends.After, ends.Lost, day);
                spell = null;
            }
            if (isLost && spell is null) spell = (days.Last(d => d <= day), day);
        }
        if (spell is { } lasts) yield return (lasts.After, lasts.Lost, 0);
    }
}
