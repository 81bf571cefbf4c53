using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;
using Dashboard.Analytics.Lifetime.Numerics;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Forecasts;

public sealed class ForecastChoiceTests(ITestOutputHelper output)
{
    [Fact]
    public void Cdnow_is_served_by_a_model_that_beats_every_rule_of_thumb() => Check(SharedShops.CdnowSample().Facts);

    [Fact]
    public void Online_retail_is_served_by_a_model_that_beats_every_rule_of_thumb() => Check(SharedShops.OnlineRetail().Facts);

    [Fact]
    public void Nobody_is_forecast_in_an_empty_shop()
    {
        var choice = ForecastChoice.Run(CustomerFacts.Empty, 365, null, TestContext.Current.CancellationToken);
        Assert.Equal((ChoiceReason.NoCustomers, null, 0), (choice.Reason, choice.Served, choice.Candidates.Count));
    }

    [Fact]
    public void A_history_of_a_few_weeks_is_too_short_for_a_hold_out()
    {
        var choice = ForecastChoice.Run(new TestShop(3, new TestOrder(0, 100, 500), new(0, 120, 500), new(1, 101, 500), new(2, 111, 100), new(2, 130, 200)).Facts(), 365, null, TestContext.Current.CancellationToken);
        Assert.Equal((ChoiceReason.HistoryTooShort, null), (choice.Reason, choice.Served));
        Assert.Null(choice.Rules.Model);
    }

    [Fact]
    public void Where_nobody_buys_twice_no_model_fits()
    {
        var choice = ForecastChoice.Run(new TestShop(200, [.. Enumerable.Range(0, 200).Select(i => new TestOrder(i, 100 + 3 * i, 500))]).Facts(), 365, null, TestContext.Current.CancellationToken);
        Assert.Equal((ChoiceReason.NothingFits, null), (choice.Reason, choice.Served));
        Assert.All(choice.Candidates.Where(c => c.Kind == CandidateKind.Purchases), c => Assert.Equal(FitDoubt.NoRepeatPurchases, c.Fit!.Doubt));
        Assert.Equal(5, choice.Rules.MeanSpend, 1e-12);
    }

    /// <summary>The NBD promises nearly twice as many purchases as come there: its squared error is above that of forecasting the mean, or nothing, to everybody.</summary>
    [Fact]
    public void A_model_that_one_rule_of_thumb_beats_in_squared_error_is_not_accepted()
    {
        var choice = ForecastChoice.Run(ReferenceHoldout.Calibration(SharedShops.CdnowSample().Facts, ReferenceHoldout.All[0].Split.Day), ReferenceHoldout.All[0].Split.Horizon, null, TestContext.Current.CancellationToken);
        var nbd = choice.Candidates.Single(c => c.Name == "NBD");
        Assert.True(nbd.Fit!.IsTrusted);
        Assert.True(nbd.Scores!.RootMeanSquaredError > choice.Candidates.Single(c => c.Name == "zero").Scores!.RootMeanSquaredError);
        Assert.All(choice.Candidates.Where(c => c.Kind == CandidateKind.Baseline), c => Assert.True(nbd.Error < c.Error));
        Assert.False(nbd.IsAccepted);
        Assert.True(choice.Served!.IsAccepted && choice.Model!.IsAccepted);
    }

    /// <summary>Two years in which everybody buys less and less, down to a fifth: whatever goes by the past promises far too much.</summary>
    [Theory]
    [InlineData(300, 0)]
    [InlineData(250, 600)]
    public void A_forecast_whose_totals_are_far_off_does_not_serve_however_well_it_beats_the_rules(double halfLife, int joining)
    {
        var choice = Choose(ShopThatChanges(halfLife, joining));
        Assert.Equal((ChoiceReason.NothingHoldsTotals, null, null), (choice.Reason, choice.Served, choice.Model));
        Assert.Null(choice.Rules.Model);
        var rules = choice.Candidates.Where(c => c.Kind == CandidateKind.Baseline).ToList();
        Assert.Contains(choice.Candidates, c => c.Scores is { Bias: > 0.5 } && rules.TrueForAll(r => c.Scores.Errors.Beats(r.Scores!.Errors)));
        Assert.DoesNotContain(choice.Candidates, c => c.IsAccepted && c.Kind != CandidateKind.Spend);
    }

    [Fact]
    public void A_forecast_that_promises_far_too_little_does_not_serve()
    {
        var choice = Choose(ShopThatChanges(-300, 600, rate: 0.005));
        Assert.Contains(choice.Candidates, c => c.Scores is { Bias: < -0.4 });
        Assert.Equal((ChoiceReason.NothingHoldsTotals, null), (choice.Reason, choice.Served));
    }

    /// <summary>Sales fall slowly: the models are a third too high, and with the trend of activity their totals hold.</summary>
    [Fact]
    public void Where_only_a_combination_is_accepted_the_model_behind_it_is_known_not_to_be()
    {
        var choice = Choose(ShopThatChanges(800, 0));
        Assert.Equal(CandidateKind.Season, choice.Served!.Kind);
        Assert.DoesNotContain(choice.Candidates, c => c.Kind == CandidateKind.Purchases && c.IsAccepted);
        Assert.False(choice.Model!.IsAccepted);
        Assert.Equal((choice.Model.Name, false), (choice.Rules.Model, choice.Rules.IsModelAccepted));
        Assert.False(ForecastRules.Parse(choice.Rules.ToText())!.IsModelAccepted);
    }

    [Fact]
    public void The_same_shop_without_the_fall_is_served()
    {
        var choice = Choose(ShopThatChanges(double.PositiveInfinity, 600, rate: 0.02));
        Assert.Equal(ChoiceReason.BestAccepted, choice.Reason);
        Assert.InRange(choice.Served!.Scores!.Bias!.Value, -0.1, 0.1);
        Assert.True(choice.Model!.IsAccepted && choice.Rules.IsModelAccepted);
    }

    private static ForecastChoice Choose(TestShop shop) => ForecastChoice.Run(shop.Facts(), 365, null, TestContext.Current.CancellationToken);

    /// <summary>Customers who come over some days and then buy at rates of their own, gamma(1.2) of mean <paramref name="rate"/> a day, all halved every so many days.</summary>
    private static TestShop ShopThatChanges(double halfLife, int joining, double rate = 0.08)
    {
        const int customers = 1_000, start = 19_000, end = 19_730;
        var (random, orders) = (new Random(1), new List<TestOrder>());
        for (var i = 0; i < customers; i++)
        {
            var (first, own) = (start + random.Next(joining + 1), random.Gamma(1.2) / 1.2 * rate);
            orders.Add(new(i, first, 2000 + random.Next(3000)));
            for (var day = first + 1; day < end; day++)
                if (random.NextDouble() < own * Math.Pow(0.5, (day - start) / halfLife)) orders.Add(new(i, day, 2000 + random.Next(3000)));
        }
        return new(customers, [.. orders]);
    }

    private void Check(CustomerFacts facts)
    {
        var choice = ForecastChoice.Run(facts, 365, null, TestContext.Current.CancellationToken);
        foreach (var c in choice.Candidates)
            output.WriteLine($"{c.Name,-50} {c.IsAccepted,-6} {c.Fit?.LogLikelihood,12:0.000} {c.Fit?.Doubt} {c.Fit?.Boundary} mae {c.Scores?.MeanAbsoluteError:0.0000} rmse {c.Scores?.RootMeanSquaredError:0.0000} bias {c.Scores?.Bias:0.000} err {c.Error:0.00000}");
        Assert.Equal(ChoiceReason.BestAccepted, choice.Reason);
        Assert.True(choice.Served!.IsAccepted);
        Assert.Equal(2, choice.Holdouts);
        Assert.Equal(PurchaseModels.All.Select(m => m.Name), choice.Candidates.Where(c => c.Kind == CandidateKind.Purchases).Select(c => c.Name));
        Assert.Equal(Baselines.All.Select(b => b.Name), choice.Candidates.Where(c => c.Kind == CandidateKind.Baseline).Select(c => c.Name));
        Assert.Equal(2, choice.Candidates.Count(c => c.Kind == CandidateKind.Season));
        Assert.InRange(choice.Candidates.Count(c => c.Kind is CandidateKind.Stack), 1, 2);
        Assert.InRange(choice.Candidates.Count(c => c.Kind is CandidateKind.Learner), 1, 2);
        Assert.All(choice.Candidates.Where(c => c.IsAccepted && c.Kind != CandidateKind.Spend), c => Assert.True(c.Fit is not { IsTrusted: false } && c.Scores!.Errors.HoldsTotals));
        IsBest(choice.Served, choice.Candidates.Where(c => c.IsAccepted && c.Kind is not (CandidateKind.Spend or CandidateKind.Learner)));
        if (choice.Served.IsBlend) IsBest(choice.Model!, choice.Candidates.Where(c => c.IsAccepted && c.Kind == CandidateKind.Purchases));
        else Assert.Same(choice.Served, choice.Model);
        Assert.Equal(choice.Model!.Name, choice.Rules.Model);
        Assert.NotEqual(CandidateKind.Learner, choice.Served.Kind);
        Assert.Equal(choice.Served.IsBlend, choice.Rules.Blend is not null);
        Assert.All(choice.Candidates.Where(c => c.Kind == CandidateKind.Baseline), c => Assert.True(choice.Served.Scores!.Errors.Beats(c.Scores!.Errors)));
        Assert.Equal(choice.Model!.Fit!.Parameters.Select(p => p.Value), choice.Rules.Parameters);
        Assert.Equal(choice.Candidates[^1].Fit!.Parameters.Select(p => p.Value), choice.Rules.Spend!);
        Assert.Equal(choice.Rules.ToText(), ForecastRules.Parse(choice.Rules.ToText())!.ToText());
    }

    private static void IsBest(Candidate chosen, IEnumerable<Candidate> accepted)
    {
        var rivals = accepted.ToList();
        var enough = 1.01 * rivals.Min(c => c.Error);
        Assert.True(chosen.Error <= enough);
        Assert.All(rivals.Where(c => c.Error <= enough), c => Assert.True(c.Scores!.Errors.Calibration >= chosen.Scores!.Errors.Calibration - 1e-6));
    }
}
