using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.BetaGeometric;
using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Tests.Lifetime.BetaGeometric;

/// <summary>Fits of the reference data sets against the best that is known.</summary>
public sealed class BgCnbdFitTests
{
    public static TheoryData<string, string> Fits()
    {
        var data = new TheoryData<string, string>();
        foreach (var set in (string[])["cdnow_sample", "cdnow_full", "grocery", "apparel", "online_retail"])
        {
            foreach (var model in (string[])["NBD", "BG/NBD", "MBG/NBD"]) data.Add(set, model);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Fits))]
    public void The_best_known_likelihood_is_reached(string set, string model)
    {
        var best = SharedSummaries.Best(set, model);
        var fit = PurchaseModels.Find(model)!.Fit(SharedSummaries.Of(set)).Result;
        Assert.True(fit.LogLikelihood >= best.Number("LL") - 1e-6, $"log-likelihood {fit.LogLikelihood:r}, known {best.Number("LL"):r}");
        Assert.True(fit.Converged);
        if (!best.GetProperty("note").GetString()!.StartsWith("interior", StringComparison.Ordinal)) return;
        Assert.Equal((FitBoundary.None, FitDoubt.None), (fit.Boundary, fit.Doubt));
        Assert.True(fit.GradientNorm < 1e-6, $"gradient {fit.GradientNorm:e1}");
        foreach (var parameter in fit.Parameters)
        {
            ModelVectors.Agrees(best.GetProperty("params").Number(parameter.Name), parameter.Value, 1e-6, parameter.Name);
            ModelVectors.Agrees(best.GetProperty("se").Number(parameter.Name), parameter.StandardError!.Value, 1e-4, $"standard error of {parameter.Name}");
        }
    }

    [Theory]
    [InlineData("grocery", "BG/CNBD-k", 2, -15054.1729045)]
    [InlineData("grocery", "MBG/CNBD-k", 2, -14978.2107316)]
    [InlineData("online_retail", "BG/CNBD-k", 2, -21204.8031268)]
    [InlineData("online_retail", "MBG/CNBD-k", 2, -21217.3103234)]
    [InlineData("cdnow_sample", "BG/CNBD-k", 1, -9582.429206673929)]
    [InlineData("cdnow_sample", "MBG/CNBD-k", 1, -9582.13571555375)]
    public void Regularity_is_found_where_BTYDplus_finds_it(string set, string model, int k, double known)
    {
        var fit = PurchaseModels.Find(model)!.Fit(SharedSummaries.Of(set)).Result;
        Assert.Equal(k, fit["k"]);
        Assert.True(fit.LogLikelihood >= known - 1e-6, $"log-likelihood {fit.LogLikelihood:r}, known {known:r}");
        Assert.True(fit.IsTrusted);
    }

    /// <summary>In a sample of these shops nobody seems to leave, or the best mode is missing; searches that begin there end below the best fit.</summary>
    [Theory]
    [InlineData("BG/NBD", new[] { 2.15, 44.3, 0.0939, 11.6 }, 19)]
    [InlineData("BG/NBD", new[] { 2.15, 44.3, 0.0939, 11.6 }, 47)]
    [InlineData("BG/NBD", new[] { 2, 40, 0.05, 10 }, 38)]
    [InlineData("MBG/NBD", new[] { 0.124, 8.58, 0.253, 11.8 }, 1)]
    public void The_best_of_all_starts_is_reached_also_where_a_first_look_misleads(string name, double[] truth, int seed)
    {
        var customers = Draws.Shop(name, truth, 8_000, 52, seed);
        var groups = GroupedPurchases.Of(customers);
        var stays = BgCnbdFit.WithoutDropout(groups, 1)!;
        var likelihood = new BgCnbdLogs(new(groups, 1, dropsAtZero: name == "MBG/NBD"), leaves: true);
        var best = new Maximiser(likelihood, FitLimits.Lower(4), FitLimits.Upper(4)).Best(BgCnbdFit.Starts(stays))!;
        var known = Math.Max(best.Value, stays.Value) - groups.Purchases * Math.Log(groups.Scale);
        var fit = PurchaseModels.Find(name)!.Fit(customers).Result;
        Assert.True(fit.LogLikelihood >= known - 1e-6, $"log-likelihood {fit.LogLikelihood:r}, known {known:r}");
    }

    [Theory]
    [InlineData("BG/NBD")]
    [InlineData("MBG/NBD")]
    [InlineData("Pareto/NBD")]
    public void A_shop_that_nobody_leaves_is_named_so_and_has_one_NBD_whatever_the_family(string model)
    {
        var customers = SharedSummaries.Of("online_retail");
        var fit = PurchaseModels.Find(model)!.Fit(customers);
        var nbd = PurchaseModels.Find("NBD")!.Fit(customers);
        Assert.Equal((FitBoundary.NobodyLeaves, FitDoubt.None), (fit.Result.Boundary, fit.Result.Doubt));
        Assert.Equal(nbd.Result.Parameters, fit.Result.Parameters.Take(2));
        Assert.Equal(0, fit.Result.Parameters[2].Value);
        Assert.Null(fit.Result.Parameters[2].StandardError);
        Assert.Equal(nbd.Result.LogLikelihood, fit.Result.LogLikelihood, 1e-9);
        for (var i = 0; i < customers.Count; i += 50)
        {
            Assert.Equal(1, fit.Model!.ProbabilityAlive(customers[i]));
            ModelVectors.Agrees(nbd.Model!.ExpectedPurchases(customers[i], 0, 30), fit.Model.ExpectedPurchases(customers[i], 0, 30), 1e-12, "expected purchases");
            ModelVectors.Agrees(nbd.Model.Probability(customers[i], 2, 30), fit.Model.Probability(customers[i], 2, 30), 1e-11, "P(2 purchases)");
        }
    }

    [Fact]
    public void A_bound_that_no_simpler_model_explains_is_a_doubt()
    {
        var maximum = new Maximum([1, -FitLimits.Edge], -5, [0, -1], [-4, 0, 0, -4], [false, true], 9, true);
        var fit = FitResult.From("NBD", ["r", "alpha"], maximum);
        Assert.Equal(FitDoubt.AtBound, fit.Judge(1_000));
        Assert.Equal(FitDoubt.None, (fit with { Boundary = FitBoundary.OneRate }).Judge(1_000));
    }
}
