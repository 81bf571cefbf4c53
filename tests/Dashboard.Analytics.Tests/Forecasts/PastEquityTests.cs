using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Forecasts;

public sealed class PastEquityTests
{
    private static readonly ForecastRules Rules = new() { Day = 19_900, Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], Spend = [6.25, 3.74, 15.44], MeanSpend = 35, Kept = 0.9 };

    private static readonly PurchaseBlend Seasonal = new() { Models = [new("MBG/NBD", [0.5, 6.2, 0.9, 3.1])], Months = [1, 0.9, 0.8, 0.9, 1, 1, 0.8, 0.8, 1, 1.1, 1.3, 1.4], Activity = 0.9 };

    // 19,700 is 9 December 2023, 19,900 is 26 June 2024.
    private static readonly TestOrder[] Orders =
    [
        new(0, 19_500, 3000), new(0, 19_560, 2500), new(0, 19_620, 4000), new(0, 19_880, 2000),
        new(1, 19_690, 3000), new(1, 19_750, 2000), new(1, 19_750, 1000), new(1, 19_840, 4000),
        new(2, 19_860, 5000),
    ];

    private static readonly Dictionary<string, ForecastRules> Forecast = new()
    {
        ["BG/NBD"] = Rules,
        ["MBG/CNBD-k"] = Rules with { Model = "MBG/CNBD-k", Parameters = [2, 0.6, 3, 0.8, 2.5] },
        ["Pareto/NBD"] = Rules with { Model = "Pareto/NBD", Parameters = [0.55, 10.6, 0.6, 11.7] },
        ["a season on another model"] = Rules with { Blend = Seasonal with { Days = 365 } },
        ["a season learned for other days"] = Rules with { Blend = Seasonal with { Days = 180 } },
        ["two years"] = Rules with { HorizonDays = 730 },
    };

    public static TheoryData<string> Forecasts => [.. Forecast.Keys];

    [Theory]
    [MemberData(nameof(Forecasts))]
    public void Each_day_is_worth_what_a_snapshot_of_that_day_would_have_forecast(string forecast)
    {
        var rules = Forecast[forecast];
        var facts = new TestShop(3, Orders).Facts().WithForecasts(rules);
        var days = PastEquity.DaysOf(facts, rules);
        Assert.Equal(["2023-05-31", "2023-06-30"], days.Take(2).Select(d => FactDay.ToDate(d).ToString("yyyy-MM-dd", null)));
        Assert.Equal(rules.Day, days[^1]);
        Assert.Equal(14, days.Count);
        var past = Of(facts, rules, days)!;
        Assert.Equal(facts.Forecasts!.Value.Sum(), past[^1].Closing);
        foreach (var day in past)
        {
            var then = new TestShop(3, [.. Orders.Where(o => o.Day <= day.Day)]).Facts().WithForecasts(rules with { Day = day.Day });
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
    public void It_is_left_out_without_a_model_and_goes_back_as_far_as_a_night_has_time_for()
    {
        var facts = new TestShop(3, Orders).Facts();
        Assert.Null(Of(facts.WithForecasts(Rules with { Model = null }), Rules with { Model = null }, [Rules.Day]));
        Assert.Equal(PastEquity.MostMonths, PastEquity.MonthsOf(1_000_000, Rules));
        Assert.Equal((true, false), (PastEquity.IsAtOnce(1_600, Rules, 25), PastEquity.IsAtOnce(1_601, Rules, 25)));
        var learned = Rules with { Blend = new() { Models = [new("BG/NBD", Rules.Parameters)], Learner = "x" } };
        Assert.Equal([24, 5, 0], new[] { 24_000, 100_000, 1_000_000 }.Select(n => PastEquity.MonthsOf(n, learned)));
        Assert.Equal((true, false), (PastEquity.IsAtOnce(96, learned, 25), PastEquity.IsAtOnce(97, learned, 25)));
        Assert.Equal([5, 19, 24], new[] { Rules with { Model = "MBG/CNBD-k" }, Rules with { Model = "Pareto/NBD" }, Rules }.Select(r => PastEquity.MonthsOf(1_000_000, r)));
    }

    [Fact]
    public void Beside_other_work_it_is_the_same_says_how_far_it_is_and_can_be_given_up()
    {
        var facts = new TestShop(3, Orders).Facts().WithForecasts(Rules);
        var (days, progress) = (PastEquity.DaysOf(facts, Rules, 6), new Heard());
        Assert.Equal(7, days.Count);
        Assert.Equal(Of(facts, Rules, days), PastEquity.Of(facts, Rules, days, null, progress, 1, TestContext.Current.CancellationToken));
        Assert.Equal(Enumerable.Range(1, 7).Select(d => d / 7.0), progress.Shares);
        using var given = new CancellationTokenSource();
        progress.Then = given.Cancel;
        Assert.ThrowsAny<OperationCanceledException>(() => PastEquity.Of(facts, Rules, days, null, progress, 1, given.Token));
        Assert.Equal(8, progress.Shares.Count);   // one day more
    }

    [Fact]
    public void How_long_it_takes_grows_with_customers_days_and_what_the_forecast_costs()
    {
        Assert.Equal(3.75, PastEquity.SecondsFor(1_000_000, Rules, 25), 1e-9);
        Assert.Equal(0.0225, PastEquity.SecondsFor(1_000, Rules, 25), 1e-9);
        Assert.Equal(37.5, PastEquity.SecondsFor(1_000_000, Rules with { Model = "MBG/CNBD-k" }, 25), 1e-9);
    }

    private sealed class Heard : IProgress<double>
    {
        public List<double> Shares { get; } = [];

        public Action? Then { get; set; }

        public void Report(double value)
        {
            Shares.Add(value);
            Then?.Invoke();
        }
    }

    private static IReadOnlyList<PastEquityDay>? Of(CustomerFacts facts, ForecastRules rules, IReadOnlyList<int> days, CustomerSet? members = null) =>
        PastEquity.Of(facts, rules, days, members, TestContext.Current.CancellationToken);
}
