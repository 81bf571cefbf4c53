using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Forecasts;

public sealed class ForecasterTests
{
    private static readonly ForecastRules Rules = new()
    {
        Day = TestShop.Date("2024-06-01"),
        Model = "BG/NBD",
        Parameters = [0.24, 4.4, 0.79, 2.43],
        Spend = [6.25, 3.74, 15.44],
        MeanSpend = 35,
        Kept = 0.9,
    };

    [Fact]
    public void Forecasts_are_the_models_own()
    {
        var facts = new TestShop(1, new TestOrder(0, 19_700, 3000), new(0, 19_770, 2000), new(0, 19_840, 4000)).Facts();
        var rules = Rules with { Day = 19_900 };
        var (model, history) = (PurchaseModels.Find("BG/NBD")!.Create(rules.Parameters)!, new PurchaseHistory(2, 20, 200 / 7.0, 2 * Math.Log(10)));
        var forecast = new Forecaster(facts, rules).Of(0);
        Assert.Equal(model.ProbabilityAlive(history), forecast.Alive, 1e-12);
        Assert.Equal(model.ExpectedPurchases(history, 0, 365 / 7.0), forecast.Purchases, 1e-12);
        Assert.Equal(1 - model.Probability(history, 0, 365 / 7.0), forecast.BuysAgain, 1e-9);
        var spend = 6.25 * (15.44 + 2 * 30) / (6.25 * 2 + 3.74 - 1);
        Assert.Equal(model.DiscountedPurchases(history, Math.Log(1.1) / 365 * 7, 365 / 7.0) * spend * 0.9, forecast.Value, 1e-4 * forecast.Value);
        var next = model.NextPurchase(history, 0.8);
        Assert.Equal(new ExpectedPurchase((int)Math.Ceiling(19_900 + next.Median!.Value * 7), (int)Math.Ceiling(19_900 + next.Low!.Value * 7), (int)Math.Ceiling(19_900 + next.High!.Value * 7)),
            new Forecaster(facts, rules).NextPurchase(0));
    }

    [Fact]
    public void Value_at_risk_is_what_a_customer_alive_for_certain_would_bring_more()
    {
        var facts = new TestShop(2, new TestOrder(0, 19_700, 3000), new(0, 19_770, 2000), new(0, 19_840, 4000), new(1, 19_840, 4000)).Facts();
        var forecaster = new Forecaster(facts, Rules with { Day = 19_900 });
        var forecast = forecaster.Of(0);
        Assert.InRange(forecast.Alive, 0.1, 0.99);
        Assert.Equal(forecast.Value / forecast.Alive, forecast.Value + forecast.Risk, 1e-9);
        Assert.Equal(0, forecaster.Of(1).Risk, 1e-9);   // BG/NBD is certain that a one-time buyer lives
    }

    [Fact]
    public void Nothing_is_at_risk_without_a_model_or_a_purchase_and_where_nobody_could_be_alive()
    {
        var days = Enumerable.Range(0, 900).Select(i => new TestOrder(0, 16_000 + i, 3000)).ToArray();
        var facts = new TestShop(2, days).Facts();
        Assert.Equal(0, new Forecaster(facts, Rules with { Day = 19_900 }).Of(0).Risk);
        Assert.Equal(0, new Forecaster(facts, Rules with { Day = 19_900 }).Of(1).Risk);
        Assert.Equal(0, new Forecaster(facts, new() { Day = 19_900, MeanSpend = 30 }).Of(0).Risk);
    }

    [Theory]
    [InlineData(CandidateKind.Season)]
    [InlineData(CandidateKind.Stack)]
    public void The_next_purchase_comes_the_later_the_fewer_are_expected_and_its_chance_agrees_with_them(CandidateKind kind)
    {
        var (known, rules) = Grocery(kind);
        var (forecaster, alone) = (new Forecaster(known.Shop.Facts, rules), new Forecaster(known.Shop.Facts, rules with { Blend = null }));
        var (model, later, sooner, at) = (rules.CreateModel()!, 0, 0, 0);
        foreach (var i in known.Shop.Customer.Take(300))
        {
            var (served, ofModel) = (forecaster.Of(i).Purchases, alone.Of(i).Purchases);
            var (next, usual) = (forecaster.NextPurchase(i), alone.NextPurchase(i));
            Assert.True(next.Earliest <= next.Day || next.Day is null);
            Assert.True(next.Day <= next.Latest || next.Latest is null);
            var ofYear = served / ofModel * model.ExpectedPurchases(known.Shop.Histories[at++], 0, 365 / 7.0);
            Assert.InRange(forecaster.BuysWithinYear(i)!.Value, 0, Math.Min(1, Math.Min(ofYear, alone.Of(i).Alive * Math.Max(1, served / ofModel))) + 1e-9);
            Assert.Equal(served < ofModel, forecaster.BuysWithinYear(i) < alone.BuysWithinYear(i));
            if (served < ofModel * 0.9 && next.Day > usual.Day) later++;
            if (served > ofModel * 1.1 && next.Day < usual.Day) sooner++;
            if (served < ofModel) Assert.True(next.Day is null || next.Day >= usual.Day);
        }
        Assert.True(later + sooner > 10, $"{later} later, {sooner} sooner");
        Assert.Equal(1 - model.ProbabilityOfNone(known.Shop.Histories[0], 365 / 7.0), alone.BuysWithinYear(known.Shop.Customer[0])!.Value, 1e-9);
    }

    [Theory]
    [InlineData(0.3, 365)]
    [InlineData(1.5, 365)]
    [InlineData(1.5, 90)]
    [InlineData(8, 365)]
    [InlineData(8, 90)]
    public void More_purchases_than_the_model_expects_come_from_being_alive_first_and_then_from_the_rate(double times, int horizon)
    {
        var facts = new TestShop(1, new TestOrder(0, 19_700, 3000), new(0, 19_770, 2000), new(0, 19_840, 4000)).Facts();
        var rules = Rules with { Day = 20_100, HorizonDays = horizon, Blend = new() { Models = [new("BG/NBD", Rules.Parameters)], Months = [.. Enumerable.Repeat(times, 12)] } };
        var (forecaster, model, history) = (new Forecaster(facts, rules), rules.CreateModel()!, new PurchaseHistory(2, 20, 400 / 7.0, 2 * Math.Log(10)));
        var alive = model.ProbabilityAlive(history);
        Assert.InRange(alive, 0.15, 0.6);
        Assert.Equal(times, forecaster.Of(0).Purchases / model.ExpectedPurchases(history, 0, horizon / 7.0), 1e-9);

        var life = times <= 1 ? 1 : Math.Min(times, 1 / alive);
        double Chance(double days) => alive * life * (1 - Math.Pow(1 - (1 - model.ProbabilityOfNone(history, days / 7)) / alive, times / life));
        var year = forecaster.BuysWithinYear(0)!.Value;
        Assert.Equal(Chance(365), year, 1e-9);
        Assert.InRange(year, 0, Math.Min(alive * life, times * model.ExpectedPurchases(history, 0, 365 / 7.0)));

        var (next, ever) = (forecaster.NextPurchase(0), alive * life * (1 - Math.Pow(1 - model.NextPurchase(history, 0.8).Ever / alive, times / life)));
        foreach (var (day, share) in new[] { (next.Earliest, 0.1), (next.Day, 0.5) })
            Assert.InRange(share * ever, Chance(day!.Value - 1 - rules.Day), Chance(day.Value - rules.Day));
    }

    [Fact]
    public void Who_is_gone_by_the_model_but_expected_to_buy_has_a_chance_and_no_day()
    {
        var facts = new TestShop(1, [.. Enumerable.Range(0, 900).Select(i => new TestOrder(0, 16_000 + i, 3000))]).Facts();
        var forecaster = new Forecaster(facts, Rules with { Day = 19_900, Blend = new() { Models = [new("NBD", [0.4, 12])], Months = [.. Enumerable.Repeat(0.005, 12)] } });
        var expected = forecaster.Of(0).Purchases;
        Assert.InRange(expected, 0.1, 0.9);
        Assert.Equal(1 - Math.Exp(-expected), forecaster.BuysWithinYear(0)!.Value, 1e-9);
        Assert.Equal(default, forecaster.NextPurchase(0));
    }

    [Fact]
    public void What_serves_besides_the_model_raises_no_value_at_risk()
    {
        var (known, rules) = Grocery(CandidateKind.Stack);
        var (forecaster, alone, raised) = (new Forecaster(known.Shop.Facts, rules), new Forecaster(known.Shop.Facts, rules with { Blend = null }), 0);
        foreach (var i in known.Shop.Customer)
        {
            var (forecast, model) = (forecaster.Of(i), alone.Of(i));
            Assert.Equal(Math.Min(forecast.Value, model.Value) * (1 - model.Alive) / model.Alive, forecast.Risk, 1e-9 * Math.Max(1, model.Value));
            raised += forecast.Value > model.Value ? 1 : 0;
        }
        Assert.InRange(raised, 1, known.Shop.Customer.Length - 1);
    }

    [Theory]
    [InlineData(CandidateKind.Season)]
    [InlineData(CandidateKind.Learner)]
    [InlineData(CandidateKind.Stack)]
    public void What_serves_expects_what_it_expected_in_the_hold_outs(CandidateKind kind)
    {
        var (known, rules) = Grocery(kind);
        var expected = new BlendRecipe(kind, Models, kind == CandidateKind.Season).Forecast(known)!;
        var (forecaster, columns) = (new Forecaster(known.Shop.Facts, rules), Forecaster.Run(known.Shop.Facts, rules));
        var alone = new Forecaster(known.Shop.Facts, rules with { Blend = null });
        for (var i = 0; i < expected.Length; i++)
        {
            var (one, model) = (forecaster.Of(known.Shop.Customer[i]), alone.Of(known.Shop.Customer[i]));
            Assert.Equal(expected[i], one.Purchases, 1e-9 * Math.Max(1, expected[i]));
            Assert.Equal(Math.Round(one.Purchases, 3), columns.Of(known.Shop.Customer[i], 1000).Purchases, 1e-12);
            Assert.Equal((model.State, model.Alive, model.BuysAgain), (one.State, one.Alive, one.BuysAgain));
            Assert.Equal(model.Value * one.Purchases / model.Purchases, one.Value, 1e-9 * Math.Max(1, one.Value));
            Assert.True(one.Low <= one.High && one.ValueLow <= one.Value, $"{one}");
        }
    }

    /// <summary>Over a week the learner corrected an expectation of at least 0.003, made for a whole year.</summary>
    [Theory]
    [InlineData(CandidateKind.Season)]
    [InlineData(CandidateKind.Learner)]
    [InlineData(CandidateKind.Stack)]
    public void More_days_are_never_less_and_the_days_learned_for_are_what_serves(CandidateKind kind)
    {
        var (known, rules) = Grocery(kind);
        var served = new Forecaster(known.Shop.Facts, rules);
        int[] days = [1, 7, 30, 31, 90, 182, 331, 363, 364, 365, 400, 728, 730, 1_000, 1_100, 3_650], customers = [.. known.Shop.Customer.Where((_, i) => i % 4 == 0)];
        var totals = days.Select(n =>
        {
            var forecaster = new Forecaster(known.Shop.Facts, rules with { HorizonDays = n });
            return customers.Select(i => (forecaster.Of(i).Purchases, forecaster.Of(i).Value)).ToArray();
        }).ToArray();
        for (var n = 1; n < days.Length; n++)
        {
            for (var i = 0; i < customers.Length; i++)
            {
                var ((one, oneValue), (more, moreValue)) = (totals[n - 1][i], totals[n][i]);
                Assert.True(more >= one * (1 - 1e-9), $"customer {customers[i]}: {one} in {days[n - 1]} days, {more} in {days[n]}");
                Assert.True(moreValue >= oneValue * (1 - 0.002), $"customer {customers[i]}: worth {oneValue} in {days[n - 1]} days, {moreValue} in {days[n]}");
            }
        }
        for (var i = 0; i < customers.Length; i++) Assert.Equal(served.Of(customers[i]).Purchases, totals[Array.IndexOf(days, 364)][i].Purchases);
        // A week is about a fifty-second of a year, and nobody has more than a few fiftieths of it in a week.
        var (week, year) = (totals[1].Sum(f => f.Purchases), totals[8].Sum(f => f.Purchases));
        Assert.InRange(week / year, 0.01, 0.05);
        Assert.All(customers.Select((_, i) => (Week: totals[1][i].Purchases, Year: totals[8][i].Purchases)), f => Assert.True(f.Week <= 0.2 * f.Year, $"{f}"));
    }

    [Fact]
    public void What_cannot_be_read_leaves_the_model_to_serve_alone()
    {
        var (known, rules) = Grocery(CandidateKind.Stack);
        var (facts, blend) = (known.Shop.Facts, rules.Blend!);
        Assert.False(new Forecaster(facts, rules).LacksBlend);
        var alone = new Forecaster(facts, rules with { Blend = null });
        Assert.False(alone.LacksBlend);
        foreach (var damaged in new[] { blend with { Learner = "damaged" }, blend with { Models = [] }, blend with { Months = [1, 2] }, blend with { Models = [new("unknown", [1])] }, blend with { Weight = double.PositiveInfinity } })
        {
            var forecaster = new Forecaster(facts, rules with { Blend = damaged });
            Assert.True(forecaster.LacksBlend);
            for (var i = 0; i < 50; i++) Assert.Equal(alone.Of(i), forecaster.Of(i));
        }
    }

    [Fact]
    public void Rules_with_a_learner_come_back_from_their_text()
    {
        var rules = Grocery(CandidateKind.Stack).Rules;
        var back = ForecastRules.Parse(rules.ToText())!;
        Assert.Equal(rules.ToText(), back.ToText());
        Assert.Equal(rules.Blend!.Learner, back.Blend!.Learner);
    }

    private static readonly string[] Models = ["Pareto/NBD", "MBG/CNBD-k"];

    private static (KnownShop Known, ForecastRules Rules) Grocery(CandidateKind kind)
    {
        var shop = ShopPurchases.At(ReferenceHoldout.Calibration(SharedShops.Grocery().Facts, TestShop.Date("2006-12-31")), TestShop.Date("2006-12-31"));
        var known = new KnownShop(shop, 364, Models.Select(name => PurchaseModels.Find(name)!.Fit(shop.Histories).Model!));
        var blend = new BlendRecipe(kind, Models, kind == CandidateKind.Season).Make(known);
        return (known, new() { Day = shop.Day, HorizonDays = 364, Model = Models[0], Parameters = [.. known[Models[0]]!.Parameters], Blend = blend, MeanSpend = 20 });
    }

    [Theory]
    [InlineData("BG/NBD", new[] { 0.6, 8, 0.8, 2.5 })]
    [InlineData("MBG/NBD", new[] { 0.8, 6, 0.9, 4 })]
    [InlineData("NBD", new[] { 0.4, 12 })]
    [InlineData("MBG/CNBD-k", new[] { 2, 1.2, 4, 0.6, 3 })]
    public void Intervals_of_simulated_customers_hold_at_least_what_they_say(string name, double[] parameters)
    {
        var family = PurchaseModels.Find(name)!;
        var (model, random) = (family.Create(parameters)!, new Random(1));
        var (held, loose, n) = (0, 0, 4000);
        for (var i = 0; i < n; i++)
        {
            var customer = family.Simulate(model, 40, 52, random);
            var history = customer.History;
            var none = Math.Exp(model.LogLikelihood(history with { T = history.T + 52 }) - model.LogLikelihood(history));
            var expected = model.ExpectedPurchases(history, 0, 52);
            var (low, high) = new Ranges(none, expected, (model.PurchaseVariance(history, 52) - expected) / (expected * expected), stay: 1).Purchases();
            if (customer.Holdout >= low && customer.Holdout <= high) held++;
            // The narrowest whole-number range at either end tells how much of the surplus lies in counts being whole.
            if (customer.Holdout > low && customer.Holdout < high) loose++;
        }
        Assert.InRange(held / (double)n, 0.78, 1);
        Assert.True(loose / (double)n < 0.8, $"{loose} of {n} lie within, ends excluded");
    }

    /// <summary>Purchases like clockwork, each worth the same: value varies by nothing, or by next to nothing.</summary>
    [Theory]
    [InlineData(-0.2, 0)]
    [InlineData(-0.125, 0)]
    [InlineData(-0.125, 1e-12)]
    [InlineData(-0.125, 1e-7)]
    [InlineData(0, 1e-4)]
    public void A_value_that_hardly_varies_has_a_range_about_it(double excess, double spread)
    {
        var ranges = new Ranges(none: 1e-9, expected: 8, excess, stay: 400);
        var (low, high) = ranges.Value(80, spread, doubt: 0);
        Assert.InRange(low, 0, 80);
        Assert.InRange(high, 80, 200);
        if (excess <= -0.125 && spread < 1e-9) Assert.Equal((80, 80), (Math.Round(low, 3), Math.Round(high, 3)));
    }

    [Fact]
    public void Every_forecast_is_possible_and_in_order() =>
        TestShop.Any.Sample(shop =>
        {
            var facts = shop.Facts();
            foreach (var rules in new[] { Rules, Rules with { Spend = null, HorizonDays = 90 }, Rules with { Model = null }, Rules with { Model = "NBD", Parameters = [0.4, 12] } })
            {
                var columns = Forecaster.Run(facts, rules);
                for (var i = 0; i < facts.CustomerCount; i++)
                {
                    var f = columns.Of(i, facts.Stamp.MinorPerMajor);
                    Assert.Equal(facts.Customers.Purchases[i] == 0, f.State == LifecycleState.Prospect);
                    Assert.InRange(f.Alive, 0, 1);
                    Assert.InRange(f.BuysAgain, 0, 1);
                    Assert.True(f.Low <= f.High && f.ValueLow <= f.Value && f.Value >= 0 && f.Purchases >= 0, $"{f}");
                    if (rules.Model is null) Assert.Equal(default, f with { State = LifecycleState.Prospect });
                }
            }
        });

    [Fact]
    public void One_time_buyers_age_by_days_and_repeat_buyers_by_probability()
    {
        var rules = new LifecycleRules();
        Assert.Equal(
            [LifecycleState.Active, LifecycleState.CoolingDown, LifecycleState.CoolingDown, LifecycleState.AtRisk, LifecycleState.HighlyAtRisk, LifecycleState.HighlyAtRisk, LifecycleState.Lost],
            new[] { 59, 60, 120, 121, 181, 240, 241 }.Select(rules.OfOneTimeBuyer));
        Assert.Equal(
            [LifecycleState.Active, LifecycleState.CoolingDown, LifecycleState.CoolingDown, LifecycleState.AtRisk, LifecycleState.HighlyAtRisk, LifecycleState.Lost],
            new[] { 0.61, 0.6, 0.5, 0.35, 0.2, 0.19 }.Select(rules.OfRepeatBuyer));
    }

    [Fact]
    public void Without_a_model_the_own_gaps_decide()
    {
        LifecycleState State(int days) => LifecycleRules.OfOwnRhythm([10, 40, 20, 30, 50], days);
        Assert.Equal([LifecycleState.Active, LifecycleState.AtRisk, LifecycleState.AtRisk, LifecycleState.Lost], new[] { 40, 41, 50, 51 }.Select(State));
    }

    [Fact]
    public void A_first_purchase_of_the_last_thirty_days_makes_a_new_customer()
    {
        var facts = new TestShop(3, new TestOrder(0, 100, 1), new(1, 101, 1), new(1, 120, 1)).Facts();
        var states = Forecaster.Run(facts, Rules with { Day = 131 }).State.Select(s => (LifecycleState)s);
        Assert.Equal([LifecycleState.Active, LifecycleState.New, LifecycleState.Prospect], states);
    }
}
