using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.BetaGeometric;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Lifetime.BetaGeometric;

public sealed class BgNbdCovariateTests
{
    [Fact]
    public void The_likelihood_of_CLVTools_is_reached_with_its_covariates()
    {
        var rows = SharedShops.Rows("apparel/static_covariates.csv").ToList();
        var z = new Covariates(["gender", "channel"], [[.. rows.Select(r => SharedSummaries.Number(r["gender"]))], [.. rows.Select(r => SharedSummaries.Number(r["channel"]))]]);
        var fit = BgCnbdFamily.BgNbd.Fit(SharedSummaries.Of("apparel"), z, z);
        Assert.True(fit.Result.LogLikelihood >= -5839.86348466905 - 1e-6, $"log-likelihood {fit.Result.LogLikelihood:r}");
        Assert.True(fit.Result.Converged);
        Assert.True(fit.For([1, 1], [0, 0])!.ExpectedPurchases(52) > fit.For([0, 0], [0, 0])!.ExpectedPurchases(52));
    }

    [Fact]
    public void Coefficients_that_drew_the_customers_are_found_again()
    {
        var random = new Random(8);
        double[] truth = [1.5, 8, 0.8, 2, 0.7, -0.9];
        const int customers = 8_000;
        var (z, w, drawn) = (new double[customers], new double[customers], new List<SimulatedCustomer>());
        for (var i = 0; i < customers; i++)
        {
            (z[i], w[i]) = (random.Next(2), random.Next(3));
            var dropout = Math.Exp(truth[5] * w[i]);
            var model = BgCnbdFamily.MbgNbd.Create([truth[0], truth[1] * Math.Exp(-truth[4] * z[i]), truth[2] * dropout, truth[3] * dropout])!;
            drawn.Add(BgCnbdFamily.MbgNbd.Simulate(model, 52, 0, random));
        }
        var fit = BgCnbdFamily.MbgNbd.Fit(Draws.Summary(drawn), new(["z"], [z]), new(["w"], [w])).Result;
        Assert.Equal(FitDoubt.None, fit.Doubt);
        foreach (var (parameter, expected) in fit.Parameters.Zip(truth))
            Assert.True(Math.Abs(parameter.Value - expected) < 3.5 * parameter.StandardError, $"{parameter.Name}: {parameter.Value} ± {parameter.StandardError}, drawn with {expected}");
    }

    [Fact]
    public void Covariates_in_other_units_change_only_their_coefficients()
    {
        var customers = Draws.Shop("MBG/NBD", [1.2, 6, 0.5, 1.5], 500, 52, seed: 4);
        double[] z = [.. Enumerable.Range(0, 500).Select(i => (double)(i % 3))];
        var plain = BgCnbdFamily.MbgNbd.Fit(customers, new(["z"], [z]), Covariates.None).Result;
        var scaled = BgCnbdFamily.MbgNbd.Fit(customers, new(["z"], [[.. z.Select(v => v * 1000)]]), Covariates.None).Result;
        Assert.Equal(plain.LogLikelihood, scaled.LogLikelihood, 1e-8);
        Assert.Equal(plain["trans.z"], scaled["trans.z"] * 1000, 1e-8);
        Assert.Equal(plain["r"], scaled["r"], 1e-8);
    }
}
