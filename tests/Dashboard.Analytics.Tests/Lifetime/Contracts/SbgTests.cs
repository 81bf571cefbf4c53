using System.Text.Json;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Contracts;
using Dashboard.Analytics.Lifetime.Survival;
using Dashboard.Analytics.Tests.Shops;
using Dashboard.Tests;

namespace Dashboard.Analytics.Tests.Lifetime.Contracts;

public sealed class SbgTests
{
    [Theory]
    [InlineData("regular", 5)]
    [InlineData("regular", 7)]
    [InlineData("regular", 12)]
    [InlineData("high_end", 5)]
    [InlineData("high_end", 7)]
    [InlineData("high_end", 12)]
    public void The_contracts_of_the_paper_are_fitted_as_printed(string segment, int years)   // Fader, Hardie 2007: 7 years .704/1.182 and .668/3.806
    {
        var known = Known($"{segment}_{years}y");
        var fit = Sbg.Fit(Tenures(segment, years));
        Assert.True(fit.Result.LogLikelihood >= known.Number("LL") - 1e-6, $"log-likelihood {fit.Result.LogLikelihood:r}");
        Assert.True(fit.Result.IsTrusted);
        ModelVectors.Agrees(known.Number("alpha"), fit.Result["alpha"], 1e-5, "alpha");
        ModelVectors.Agrees(known.Number("beta"), fit.Result["beta"], 1e-5, "beta");
    }

    [Theory]
    [InlineData("regular_7y")]
    [InlineData("high_end_5y")]
    public void Survival_retention_and_discounted_lifetime_are_met(string name)
    {
        var known = Known(name);
        var model = Sbg.Create(known.Number("alpha"), known.Number("beta"))!;
        var (survival, retention, lifetime) = (Numbers("survival_1_to_12"), Numbers("retention_rate_1_to_12"), Numbers("derl_d10pct_at_tenure_0_to_4"));
        for (var t = 1; t <= 12; t++)
        {
            ModelVectors.Agrees(survival[t - 1], model.Survival(t), 1e-12, $"S({t})");
            ModelVectors.Agrees(retention[t - 1], model.Retention(t), 1e-12, $"r({t})");
            Assert.Equal(model.Survival(t - 1) - model.Survival(t), model.LeavesAt(t), 1e-12);
        }
        for (var tenure = 0; tenure < 5; tenure++) ModelVectors.Agrees(lifetime[tenure], model.DiscountedLifetime(tenure, 0.1), 1e-9, $"DERL({tenure})");

        double[] Numbers(string list) => [.. known.GetProperty(list).EnumerateArray().Select(e => e.GetDouble())];
    }

    [Fact]
    public void Customers_seen_for_different_times_give_the_parameters_back()
    {
        var (model, random) = (Sbg.Create(0.9, 3)!, new Random(3));
        var (held, shops) = (new int[2], 600);
        for (var i = 0; i < shops; i++)
        {
            var fit = Sbg.Fit([.. Enumerable.Range(0, 1500).Select(j => model.Simulate(4 + j % 12, random))]).Result;
            foreach (var (p, truth) in new[] { (0, 0.9), (1, 3.0) })
            {
                if (Math.Abs(Math.Log(fit.Parameters[p].Value / truth)) <= NormalDistribution.UpperQuantile(0.1) * Math.Sqrt(fit.LogCovariance[p * 3])) held[p]++;
            }
        }
        Assert.All(held, h => Assert.InRange(h / (double)shops, 0.77, 0.83));
    }

    [Fact]
    public void Limits_are_named()
    {
        Assert.Equal(FitBoundary.NobodyCancels, Sbg.Fit([new(5, false, 100), new(9, false, 50)]).Result.Boundary);
        // Everybody has the chance 0.2.
        Assert.Equal(FitBoundary.OneDropout, Sbg.Fit([.. Enumerable.Range(1, 8).Select(t => new Tenure(t, true, 1000 * 0.2 * Math.Pow(0.8, t - 1))), new(8, false, 1000 * Math.Pow(0.8, 8))]).Result.Boundary);
        Assert.Equal(FitBoundary.SomeLeaveAtOnce, Sbg.Fit([new(1, true, 300), new(8, false, 700)]).Result.Boundary);
    }

    [Fact]
    public void What_is_not_a_contract_is_refused()
    {
        Assert.Equal(FitDoubt.NoCustomers, Sbg.Fit([]).Result.Doubt);
        Assert.Equal(FitDoubt.NotDiscrete, Sbg.Fit([new(1.5, true)]).Result.Doubt);
        Assert.Equal(FitDoubt.NotDiscrete, Sbg.Fit([new(0, true)]).Result.Doubt);
        Assert.Null(Sbg.Create(0, 1));
        Assert.Null(Sbg.Create(0.7, 1.2)!.ExpectedRenewals(0));
        Assert.Equal(4, Sbg.Create(2, 4)!.ExpectedRenewals(0));
    }

    private static Tenure[] Tenures(string segment, int years)
    {
        var survivors = SharedShops.Rows("sbg_retention/survivors.csv").Take(years + 1).Select(r => SharedSummaries.Number(r[segment])).ToArray();
        return [.. Enumerable.Range(1, years).Select(t => new Tenure(t, true, survivors[t - 1] - survivors[t])), new(years, false, survivors[years])];
    }

    private static JsonElement Known(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Path("sbg_retention/expected/sbg.json")));
        return document.RootElement.GetProperty("results").GetProperty(name).Clone();
    }
}
