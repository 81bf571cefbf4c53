using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Forecasts;

public sealed class PastEquityTests
{
    private static readonly ForecastRules Rules = new() { Day = 19_900, Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], Spend = [6.25, 3.74, 15.44], MeanSpend = 35, Kept = 0.9 };

    // 19,700 is 9 December 2023, 19,900 is 26 June 2024.
    private static readonly TestOrder[] Orders =
    [
        new(0, 19_500, 3000), new(0, 19_560, 2500), new(0, 19_620, 4000), new(0, 19_880, 2000),
        new(1, 19_690, 3000), new(1, 19_750, 2000), new(1, 19_750, 1000), new(1, 19_840, 4000),
        new(2, 19_860, 5000),
    ];

    [Fact]
    public void Each_day_is_worth_what_a_snapshot_of_that_day_would_have_forecast()
    {
        var facts = new TestShop(3, Orders).Facts().WithForecasts(Rules);
        var days = PastEquity.DaysOf(facts, Rules);
        Assert.Equal(["2023-05-31", "2023-06-30"], days.Take(2).Select(d => FactDay.ToDate(d).ToString("yyyy-MM-dd", null)));
        Assert.Equal(Rules.Day, days[^1]);
        Assert.Equal(14, days.Count);
        var past = Of(facts, Rules, days)!;
        Assert.Equal(facts.Forecasts!.Value.Sum(), past[^1].Closing);
        foreach (var day in past)
        {
            var then = new TestShop(3, [.. Orders.Where(o => o.Day <= day.Day)]).Facts().WithForecasts(Rules with { Day = day.Day });
            Assert.Equal(then.Forecasts!.Value.Sum(), day.Closing);
            Assert.Equal(then.Forecasts.Value.Count(v => v > 0), day.Customers);
        }
        foreach (var (before, day) in past.Zip(past.Skip(1)))
        {
            Assert.Equal(day.Closing, before.Closing + day.Acquired + day.Growth + day.Decay + day.Reactivated);
            Assert.True(day.Acquired >= 0 && day.Growth >= 0 && day.Decay <= 0);
        }
    }

    [Fact]
    public void Who_was_lost_and_bought_again_is_reactivated()
    {
        // Bought often, was silent for two thirds of a year and came back.
        TestOrder[] orders = [.. Enumerable.Range(0, 12).Select(n => new TestOrder(0, 19_400 + 8 * n, 3000)), new(0, 19_890, 3000), new(1, 19_400, 100)];
        var facts = new TestShop(2, orders).Facts().WithForecasts(Rules);
        var past = Of(facts, Rules, PastEquity.DaysOf(facts, Rules))!;
        Assert.Equal(LifecycleState.Lost, facts.Lifecycle!.At(0, past[^2].Day));
        Assert.True(past[^1].Reactivated > 0);
        Assert.Equal((0, 0), (past[^1].Acquired, past[^1].Growth));
        Assert.All(past.SkipLast(1), d => Assert.Equal(0, d.Reactivated));
    }

    [Fact]
    public void Parts_of_the_customers_add_up_to_all() => TestShop.Any.Sample(shop =>
    {
        var facts = shop.Facts();
        var rules = Rules with { Day = facts.Span.Last };
        facts = facts.WithForecasts(rules);
        var (some, days) = (new CustomerSet(facts.CustomerCount), PastEquity.DaysOf(facts, rules));
        for (var i = 0; i < facts.CustomerCount; i += 2) some.Add(i);
        var (one, rest, all) = (Of(facts, rules, days, some)!, Of(facts, rules, days, some.Complement())!, Of(facts, rules, days)!);
        Assert.Equal(all, one.Zip(rest, (a, b) => new PastEquityDay(a.Day, a.Closing + b.Closing, a.Acquired + b.Acquired, a.Growth + b.Growth, a.Decay + b.Decay, a.Reactivated + b.Reactivated, a.Customers + b.Customers)));
    }, iter: 50);

    [Fact]
    public void It_is_left_out_without_a_model_and_where_a_learner_would_take_all_night()
    {
        var facts = new TestShop(3, Orders).Facts();
        Assert.Null(Of(facts.WithForecasts(Rules with { Model = null }), Rules with { Model = null }, [Rules.Day]));
        Assert.True(PastEquity.IsBearable(1_000_000, Rules, 25));
        Assert.Equal((true, false), (PastEquity.IsBearable(1_600, Rules, 25, waited: true), PastEquity.IsBearable(1_601, Rules, 25, waited: true)));
        var learned = Rules with { Blend = new() { Models = [new("BG/NBD", Rules.Parameters)], Learner = "x" } };
        Assert.Equal((true, false), (PastEquity.IsBearable(120_000, learned, 25), PastEquity.IsBearable(120_001, learned, 25)));
    }

    private static IReadOnlyList<PastEquityDay>? Of(CustomerFacts facts, ForecastRules rules, IReadOnlyList<int> days, CustomerSet? members = null) =>
        PastEquity.Of(facts, rules, days, members, TestContext.Current.CancellationToken);
}
