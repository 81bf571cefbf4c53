using CsCheck;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Spend;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Lifetime.Spend;

public sealed class GammaGammaTests
{
    [Fact]
    public void Every_exact_case_is_met()
    {
        foreach (var v in ModelVectors.Of("Gamma-Gamma"))
        {
            var p = v.GetProperty("params");
            var model = GammaGamma.Create(p.Number("p"), p.Number("q"), p.Number("gamma"))!;
            var (x, m) = ((int)v.Number("x"), v.Number("mean_spend"));
            ModelVectors.Agrees(v.Number("expected_mean_spend"), model.ExpectedSpend(x, m)!.Value, 1e-9, v.ToString());
            if (x > 0) ModelVectors.Agrees(v.Number("log_likelihood"), model.LogLikelihood(x, m), 1e-9, v.ToString());
        }
    }

    [Theory]
    [InlineData("cdnow_sample")]
    [InlineData("cdnow_full")]
    [InlineData("apparel")]
    [InlineData("online_retail")]
    public void The_best_known_likelihood_is_reached(string set)
    {
        var best = SharedSummaries.Best(set, GammaGamma.ModelName);
        var fit = GammaGamma.Fit(SharedSummaries.Spends(set)).Result;
        Assert.True(fit.LogLikelihood >= best.Number("LL") - 1e-6, $"log-likelihood {fit.LogLikelihood:r}, known {best.Number("LL"):r}");
        Assert.True(fit.IsTrusted);
        Assert.True(fit.GradientNorm < 1e-6, $"gradient {fit.GradientNorm:e1}");
        Assert.Equal(best.Number("customers_used"), fit.Customers);
        foreach (var parameter in fit.Parameters)
        {
            ModelVectors.Agrees(best.GetProperty("params").Number(parameter.Name), parameter.Value, 1e-6, parameter.Name);
            ModelVectors.Agrees(best.GetProperty("se").Number(parameter.Name == "gamma" ? "g" : parameter.Name), parameter.StandardError!.Value, 1e-4, $"standard error of {parameter.Name}");
        }
    }

    [Fact]
    public void The_paper_s_first_ten_customers_are_expected_to_spend_what_it_prints()   // Fader, Hardie note 025, table 2
    {
        var rows = SharedShops.Rows("cdnow_sample/published_summary_39w_with_spend.csv").Take(10).ToList();
        var fit = GammaGamma.Fit(SharedSummaries.Spends("cdnow_sample"));
        double[] printed = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17];
        foreach (var (row, mean) in rows.Zip(printed))
            Assert.Equal(mean, fit.Model!.ExpectedSpend((int)SharedSummaries.Number(row["x"]), SharedSummaries.Number(row["zbar"]))!.Value, 0.01);
    }

    [Theory]
    [InlineData("cdnow_sample")]
    [InlineData("cdnow_full")]
    [InlineData("apparel")]
    [InlineData("online_retail")]
    public void Expected_spends_at_the_reference_parameters_are_met(string set)
    {
        var p = SharedSummaries.Best(set, GammaGamma.ModelName).GetProperty("params");
        var model = GammaGamma.Create(p.Number("p"), p.Number("q"), p.Number("gamma"))!;
        foreach (var row in SharedShops.Rows($"{set}/expected/sample_50_customers.csv"))
        {
            var (x, m) = (SharedSummaries.Number(row["x"]), SharedSummaries.Number(row["m_x"]));
            ModelVectors.Agrees(SharedSummaries.Number(row["gg_expected_mean_spend"]), model.ExpectedSpend(m > 0 ? (int)x : 0, m)!.Value, 1e-8, row["customer_id"]);
        }
    }

    [Fact]
    public void Unit_order_and_splitting_of_rows_change_nothing()
    {
        var spends = SharedSummaries.Spends("cdnow_sample");
        var fit = GammaGamma.Fit(spends).Result;
        var order = Enumerable.Range(0, spends.Count).OrderBy(i => i * 7919 % spends.Count).ToArray();
        var split = order.Concat(order).ToArray();
        var cents = GammaGamma.Fit(new([.. split.Select(i => spends.X[i])], [.. split.Select(i => 100 * spends.MeanSpend[i])], [.. split.Select((_, at) => at < order.Length ? 0.3 : 0.7)])).Result;
        Assert.Equal(fit.LogLikelihood - fit.Customers * Math.Log(100), cents.LogLikelihood, 1e-7);
        foreach (var (one, other, factor) in fit.Parameters.Zip(cents.Parameters, (double[])[1, 1, 100])) ModelVectors.Agrees(one.Value * factor, other.Value, 1e-8, one.Name);
    }

    [Fact]
    public void Shops_that_cannot_be_fitted_are_refused_with_the_reason()
    {
        Assert.Equal(FitDoubt.NoCustomers, GammaGamma.Fit(new([], [])).Result.Doubt);
        Assert.Equal(FitDoubt.NoRepeatPurchases, GammaGamma.Fit(new([0, 0], [0, 0])).Result.Doubt);
        Assert.Equal(FitDoubt.ImpossibleSpend, GammaGamma.Fit(new([1, 2], [5, -3])).Result.Doubt);
        Assert.Equal(FitDoubt.ImpossibleSpend, GammaGamma.Fit(new([1, 2], [5, double.NaN])).Result.Doubt);
        Assert.Equal(FitDoubt.NoSpread, GammaGamma.Fit(new([1, 2, 3, 1], [9.99, 9.99, 9.99, 9.99])).Result.Doubt);
        var five = GammaGamma.Fit(new([1, 2, 1, 4, 1], [10, 20, 15, 30, 12]));
        Assert.Equal(FitDoubt.TooFewCustomers, five.Result.Doubt);
        Assert.InRange(five.Model!.ExpectedSpend(2, 20)!.Value, 10, 30);
    }

    [Fact]
    public void Spend_that_differs_only_between_customers_is_named_so()
    {
        var random = new Random(3);
        var means = Enumerable.Range(0, 400).Select(_ => Math.Round(20 * Math.Exp(random.NextDouble()), 2)).ToArray();
        // Every amount of a customer is his mean, so more purchases say nothing new: p has no finite optimum.
        var fit = GammaGamma.Fit(new([.. means.Select((_, i) => 1 + i % 9 * 1000)], means));
        Assert.Equal(FitBoundary.OwnSpend, fit.Result.Boundary);
        Assert.Equal([true, false, false], fit.Result.Parameters.Select(p => p.AtBound));
        Assert.Equal(means[5], fit.Model!.ExpectedSpend(5001, means[5])!.Value, 0.01);
    }

    [Fact]
    public void A_mean_that_is_infinite_is_not_given()
    {
        var model = GammaGamma.Create(2, 0.8, 30)!;
        Assert.Null(model.PopulationMean);
        Assert.Null(model.ExpectedSpend(0, 0));
        Assert.InRange(model.ExpectedSpend(1, 50)!.Value, 50, 100);
        var random = new Random(1);
        var x = Enumerable.Range(0, 3000).Select(i => 1 + i % 5).ToArray();
        var fit = GammaGamma.Fit(new(x, [.. x.Select(n => model.Simulate(n, random).MeanSpend)]));
        Assert.Equal(FitDoubt.InfiniteMean, fit.Result.Doubt);
    }

    [Fact]
    public void Every_answer_is_a_number_for_any_spend_and_parameters() =>
        Gen.Select(Gen.Double[-9, 9].Select(Math.Exp), Gen.Double[-9, 9].Select(Math.Exp), Gen.Double[-9, 9].Select(Math.Exp), Gen.Int[1, 10_000], Gen.Double[-5, 15].Select(Math.Exp)).Sample(
            (p, q, gamma, x, m) =>
            {
                var model = GammaGamma.Create(p, q, gamma)!;
                Assert.True(double.IsFinite(model.LogLikelihood(x, m)));
                Assert.True(model.ExpectedSpend(x, m) is null or > 0 and < double.MaxValue);
                var (low, high) = model.SpendInterval(x, m, 0.8);
                Assert.True(low > 0 && low <= high);
            });

    [Fact]
    public void Intervals_of_parameters_and_of_customers_hold_the_truth_as_often_as_they_say()
    {
        double[] truth = [3, 4, 40];
        var model = GammaGamma.Create(3, 4, 40)!;
        var (held, customersHeld, shops, random) = (new int[3], 0, 1000, new Random(9));
        var x = Enumerable.Range(0, 400).Select(i => 1 + i % 6).ToArray();
        for (var i = 0; i < shops; i++)
        {
            var drawn = x.Select(n => model.Simulate(n, random)).ToArray();
            var fit = GammaGamma.Fit(new(x, [.. drawn.Select(d => d.MeanSpend)]));
            for (var p = 0; p < 3; p++)
            {
                if (Math.Abs(Math.Log(fit.Result.Parameters[p].Value / truth[p])) <= NormalDistribution.UpperQuantile(0.1) * Math.Sqrt(fit.Result.LogCovariance[p * 4])) held[p]++;
            }
            var (low, high) = fit.Model!.SpendInterval(x[3], drawn[3].MeanSpend, 0.8);
            if (low <= drawn[3].Zeta && drawn[3].Zeta <= high) customersHeld++;
        }
        Assert.All(held.Append(customersHeld), h => Assert.InRange(h / (double)shops, 0.77, 0.83));
    }

    [Theory]
    [InlineData("cdnow_sample", 0.11388791939126473)]
    [InlineData("cdnow_full", 0.0801535876591032)]
    [InlineData("apparel", 0.05725319242570714)]
    [InlineData("online_retail", 0.1010468587100682)]
    public void How_far_spend_depends_on_frequency_is_reported(string set, double correlation)
    {
        var independence = GammaGamma.Fit(SharedSummaries.Spends(set)).Independence;
        Assert.Equal(correlation, independence.Correlation!.Value, 1e-9);
        Assert.InRange(independence.LogCorrelation!.Value, independence.Low!.Value, independence.High!.Value);
        Assert.True(independence.Verdict is SpendDependence.None or SpendDependence.Weak);
    }

    [Fact]
    public void Spend_that_does_not_follow_frequency_is_not_accused()
    {
        var (model, random) = (GammaGamma.Create(0.8, 5, 100)!, new Random(4));
        var x = Enumerable.Range(0, 20_000).Select(i => 1 + i % 3 * i % 11).ToArray();
        var fit = GammaGamma.Fit(new(x, [.. x.Select(n => model.Simulate(n, random).MeanSpend)]));
        Assert.InRange(fit.Independence.LogCorrelation!.Value, -0.02, 0.02);
    }

    [Fact]
    public void Spend_that_follows_frequency_is_found_out()
    {
        var random = new Random(8);
        var x = Enumerable.Range(0, 500).Select(_ => random.Next(1, 20)).ToArray();
        Assert.Equal(SpendDependence.Strong, SpendIndependence.Check(new(x, [.. x.Select(n => n * (1 + random.NextDouble()))]), 3).Verdict);
        Assert.Equal(SpendDependence.Unknown, SpendIndependence.Check(new([2, 2, 2, 2, 2, 2], [1, 2, 3, 4, 5, 6]), 3).Verdict);
        Assert.Equal(SpendDependence.Unknown, SpendIndependence.Check(new([], []), 3).Verdict);
    }
}
