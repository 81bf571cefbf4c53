using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Pareto;

namespace Dashboard.Analytics.Tests.Lifetime.Pareto;

public sealed class ParetoNbdFitTests
{
    private static readonly ParetoNbdFamily Family = ParetoNbdFamily.Instance;

    [Theory]
    [InlineData("cdnow_sample")]
    [InlineData("cdnow_full")]
    [InlineData("grocery")]
    [InlineData("apparel")]
    [InlineData("online_retail")]
    public void The_best_known_likelihood_is_reached(string set)
    {
        var best = SharedSummaries.Best(set, "Pareto/NBD");
        var fit = Family.Fit(SharedSummaries.Of(set)).Result;
        Assert.True(fit.LogLikelihood >= best.Number("LL") - 1e-6, $"log-likelihood {fit.LogLikelihood:r}, known {best.Number("LL"):r}");
        Assert.True(fit.Converged);
        Assert.True(fit.IsTrusted);
        if (!best.GetProperty("note").GetString()!.StartsWith("interior", StringComparison.Ordinal)) return;
        Assert.Equal(FitBoundary.None, fit.Boundary);
        Assert.True(fit.GradientNorm < 1e-6, $"gradient {fit.GradientNorm:e1}");
        foreach (var parameter in fit.Parameters)
        {
            ModelVectors.Agrees(best.GetProperty("params").Number(parameter.Name), parameter.Value, 1e-6, parameter.Name);
            ModelVectors.Agrees(best.GetProperty("se").Number(parameter.Name), parameter.StandardError!.Value, 1e-4, $"standard error of {parameter.Name}");
        }
    }

    [Fact]
    public void A_shop_that_nobody_leaves_is_named_so_and_is_the_NBD()
    {
        var fit = Family.Fit(SharedSummaries.Of("online_retail"));
        var nbd = SharedSummaries.Best("online_retail", "NBD");
        Assert.Equal(FitBoundary.NobodyLeaves, fit.Result.Boundary);
        Assert.Equal(0, fit.Result["s"]);
        ModelVectors.Agrees(nbd.GetProperty("params").Number("r"), fit.Result["r"], 1e-6, "r");
        ModelVectors.Agrees(nbd.GetProperty("se").Number("r"), fit.Result.Parameters[0].StandardError!.Value, 1e-4, "standard error of r");
        Assert.Null(fit.Result.Parameters[2].StandardError);
        Assert.Equal(1, fit.Model!.ProbabilityAlive(new(2, 3, 30)));
    }

    /// <summary>Only s/β is determined; and to search many customers again and again for the rest took minutes with a million.</summary>
    [Fact]
    public void A_shop_whose_customers_leave_at_one_rate_is_named_so_trusted_and_found_soon()
    {
        var customers = Draws.Shop("Pareto/NBD", [2, 10, 1e6, 2.5e7], 60_000, 60, 5);
        var fit = Family.Fit(customers).Result;
        Assert.Equal((FitBoundary.OneDropout, FitDoubt.None), (fit.Boundary, fit.Doubt));
        Assert.Equal(0.04, fit["s"] / fit["beta"], 0.001);
        Assert.Equal(2, fit["r"], 0.06);
        Assert.InRange(fit.Iterations, 1, 300);
    }

    /// <summary>All have long left, so dropout is fast for all: where the integral falls steeply only at its end it took millions of points.</summary>
    [Fact]
    public void A_shop_that_has_been_silent_for_fifteen_years_is_fitted_too()
    {
        var active = SharedSummaries.Of("online_retail");
        var silent = new PurchaseSummary(active.X, active.Tx, [.. active.T.Select(t => t + 740)], active.Litt, active.Weight);
        var fit = Family.Fit(silent);
        Assert.Equal(FitBoundary.OneDropout, fit.Result.Boundary);
        Assert.True(fit.Result.Converged);
        Assert.All(Enumerable.Range(0, silent.Count), i => Assert.InRange(fit.Model!.ProbabilityAlive(new(silent.X[i], silent.Tx[i], silent.T[i])), 0, 1e-6));
    }

    [Fact]
    public void Unit_order_and_splitting_of_rows_change_nothing()
    {
        var weeks = SharedSummaries.Of("cdnow_sample");
        var fit = Family.Fit(weeks).Result;
        var days = Family.Fit(weeks.InUnit(7)).Result;
        Assert.Equal(fit.LogLikelihood - 2457 * Math.Log(7), days.LogLikelihood, 1e-7);
        foreach (var (one, other, factor) in fit.Parameters.Zip(days.Parameters, (double[])[1, 7, 1, 7])) ModelVectors.Agrees(one.Value * factor, other.Value, 1e-8, one.Name);

        var order = Enumerable.Range(0, weeks.Count).OrderBy(i => i * 7919 % weeks.Count).ToArray();
        var split = order.Concat(order).ToArray();
        var parts = Family.Fit(new(
            [.. split.Select(i => weeks.X[i])], [.. split.Select(i => weeks.Tx[i])], [.. split.Select(i => weeks.T[i])],
            weight: [.. split.Select((_, at) => at < order.Length ? 0.25 : 0.75)])).Result;
        Assert.Equal(fit.LogLikelihood, parts.LogLikelihood, 1e-7);
        foreach (var (one, other) in fit.Parameters.Zip(parts.Parameters)) ModelVectors.Agrees(one.Value, other.Value, 1e-8, one.Name);
    }

    [Fact]
    public void Static_covariates_reach_what_CLVTools_reaches()
    {
        var (customers, z) = (SharedSummaries.Of("apparel"), StaticCovariates());
        var fit = Family.Fit(customers, z, z);
        Assert.True(fit.Result.LogLikelihood >= -5821.06270909339 - 1e-6, $"log-likelihood {fit.Result.LogLikelihood:r}");
        // CLVTools 0.12.1 stops a little early; its figures hold to some three digits.
        foreach (var (name, known, error) in new[]
        {
            ("r", 1.8378, 0.3455), ("alpha", 92.912, 16.967), ("s", 0.59200, 0.26090), ("beta", 49.623, 36.251),
            ("trans.gender", 0.28587, 0.10415), ("trans.channel", 0.62412, 0.10496), ("life.gender", -0.64299, 0.29553), ("life.channel", 0.79068, 0.30586),
        })
        {
            var parameter = fit.Result.Parameters.Single(p => p.Name == name);
            ModelVectors.Agrees(known, parameter.Value, 5e-3, name);
            ModelVectors.Agrees(error, parameter.StandardError!.Value, 1e-2, $"standard error of {name}");
        }
        // Customer 10: gender and channel 0.
        Assert.Equal(Family.Create([fit.Result["r"], fit.Result["alpha"], fit.Result["s"], fit.Result["beta"]])!.ExpectedPurchases(52), fit.For([0, 0], [0, 0])!.ExpectedPurchases(52));
        Assert.True(fit.For([1, 1], [0, 0])!.ExpectedPurchases(52) > fit.For([0, 0], [0, 0])!.ExpectedPurchases(52));
    }

    [Fact]
    public void A_covariate_that_is_the_same_for_everybody_is_refused()
    {
        var customers = SharedSummaries.Of("apparel");
        var same = new Covariates(["one"], [[.. Enumerable.Repeat(1.0, customers.Count)]]);
        Assert.Equal(FitDoubt.NoSpread, Family.Fit(customers, same, Covariates.None).Result.Doubt);
    }

    [Fact]
    public void Derivatives_are_those_of_the_likelihood()
    {
        var (customers, z) = (SharedSummaries.Of("apparel"), StaticCovariates());
        var likelihood = new ParetoNbdLikelihood(GroupedPurchases.Of(customers, merge: false), z.Scaled(), z.Scaled());
        foreach (var theta in (double[][])[[0.3, -0.8, -0.5, -1, 0.2, 0.6, -0.6, 0.8], [-2, 1, 1.5, -2, 0, 0.1, 0, 0.2], [-0.5, -4, -3, 2, 1, -1, 1, -1]])
        {
            var (n, gradient, hessian) = (theta.Length, new double[theta.Length], new double[theta.Length * theta.Length]);
            likelihood.Evaluate(theta, gradient, hessian);
            for (var i = 0; i < n; i++)
            {
                var (value, slopes) = Differences(i);
                Assert.Equal(value, gradient[i], 1e-5 * (1 + Math.Abs(gradient[i])));
                for (var j = 0; j < n; j++) Assert.Equal(slopes[j], hessian[i * n + j], 1e-5 * (1 + Math.Abs(hessian[i * n + j])));
            }

            (double Value, double[] Slopes) Differences(int i)
            {
                const double Step = 1e-4;
                var (up, down, above, below) = ((double[])theta.Clone(), (double[])theta.Clone(), new double[n], new double[n]);
                (up[i], down[i]) = (theta[i] + Step, theta[i] - Step);
                var difference = likelihood.Evaluate(up, above, []) - likelihood.Evaluate(down, below, []);
                return (difference / (2 * Step), [.. above.Zip(below, (a, b) => (a - b) / (2 * Step))]);
            }
        }
    }

    private static Covariates StaticCovariates()
    {
        var rows = Shops.SharedShops.Rows("apparel/static_covariates.csv").ToDictionary(r => r["customer_id"]);
        var customers = Shops.SharedShops.Rows("apparel/expected/calibration_summary_weeks.csv.gz").Select(r => rows[r["customer_id"]]).ToList();
        return new(["gender", "channel"], [[.. customers.Select(r => SharedSummaries.Number(r["gender"]))], [.. customers.Select(r => SharedSummaries.Number(r["channel"]))]]);
    }
}
