using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.BetaGeometric;
using Dashboard.Analytics.Lifetime.Contracts;
using Dashboard.Analytics.Lifetime.Numerics;
using Dashboard.Analytics.Lifetime.Pareto;
using Dashboard.Analytics.Lifetime.Spend;

namespace Dashboard.Analytics.Tests.Lifetime;

/// <summary>A fit at the end of what was searched says which simpler model it is, and which of its numbers are no estimates.</summary>
public sealed class FitLimitTests
{
    [Theory]
    [InlineData("BG/NBD", "NBD", new[] { 1.2, 8 }, 4, "nobody leaves: NBD")]
    [InlineData("MBG/NBD", "NBD", new[] { 1.2, 8 }, 4, "nobody leaves: NBD")]
    [InlineData("Pareto/NBD", "NBD", new[] { 1.2, 8 }, 4, "nobody leaves: NBD")]
    [InlineData("BG/CNBD-k", "BG/CNBD-k", new[] { 3, 1, 2, 0, 1.0 }, 1, "nobody leaves: CNBD-k")]
    [InlineData("BG/BB", "BG/BB", new[] { 1.2, 0.75, 1e-9, 1 }, 1, "nobody leaves: beta-binomial")]
    public void The_model_that_is_left_where_nobody_leaves_has_its_own_name(string name, string drawn, double[] truth, int seed, string named)
    {
        var fit = PurchaseModels.Find(name)!.Fit(Draws.Shop(drawn, truth, 1_000, name == "BG/BB" ? 8 : 52, seed, sameAge: true)).Result;
        Assert.Equal((named, FitDoubt.None), (FitTexts.Name(fit.Boundary), fit.Doubt));
        Assert.Equal([false, false, true, true], fit.Parameters.TakeLast(4).Select(p => p.AtBound));
        Assert.All(fit.Parameters, p => Assert.True(!p.AtBound || p.StandardError is null));
    }

    /// <summary>Nine thousand customers at one rate stopped 4e-3 short of the Poisson limit, and with dropout 3e-5 above it by rounding alone.</summary>
    [Theory]
    [InlineData("NBD", "one purchase rate for all")]
    [InlineData("BG/NBD", "nobody leaves: NBD")]
    [InlineData("MBG/NBD", "nobody leaves: NBD")]
    [InlineData("Pareto/NBD", "nobody leaves: NBD")]
    public void Customers_at_one_rate_have_the_Poisson_limits_log_likelihood(string name, string named)
    {
        var random = new Random(3);
        var (rows, log) = (new List<PurchaseHistory>(), 0.0);
        for (var i = 0; i < 9_000; i++)
        {
            // Counts spread less than by chance, so that no difference between customers is found.
            var (x, age) = (2 + i % 5, 30.0 + i % 40);
            rows.Add(new(x, age * (0.9 + 0.1 * random.NextDouble()), age));
        }
        var rate = rows.Sum(r => (double)r.X) / rows.Sum(r => r.T);
        foreach (var row in rows) log += row.X * Math.Log(rate) - rate * row.T;
        var customers = new PurchaseSummary([.. rows.Select(r => r.X)], [.. rows.Select(r => r.Tx)], [.. rows.Select(r => r.T)]);
        var fit = PurchaseModels.Find(name)!.Fit(customers);
        Assert.Equal((named, FitDoubt.None), (FitTexts.Name(fit.Result.Boundary), fit.Result.Doubt));
        Assert.Equal(log, fit.Result.LogLikelihood, 1e-6);
        // The model at the parameters says the same, customer by customer and of the future.
        Assert.Equal(log, rows.Sum(r => fit.Model!.LogLikelihood(r)), 1e-5);
        foreach (var row in rows.Take(50))
        {
            Assert.Equal(26 * rate, fit.Model!.ExpectedPurchases(row, 0, 26), 1e-8);
            Assert.Equal(Math.Exp(-26 * rate), fit.Model.Probability(row, 0, 26), 1e-8);
            Assert.Equal(Math.Pow(26 * rate, 3) / 6 * Math.Exp(-26 * rate), fit.Model.Probability(row, 3, 26), 1e-8);
            Assert.Equal(26 * rate, fit.Model.PurchaseVariance(row, 26), 1e-6);
            Assert.Equal(Math.Log(2) / rate, fit.Model.NextPurchase(row, 0.8).Median!.Value, 1e-6);
        }
    }

    /// <summary>At one rate and with some who leave, the limit is a mixture of Poisson customers.</summary>
    [Theory]
    [InlineData("BG/NBD", false)]
    [InlineData("MBG/NBD", true)]
    public void One_rate_among_customers_who_leave_is_the_limit_too(string name, bool dropsAtZero)
    {
        var family = (BgCnbdFamily)PurchaseModels.Find(name)!;
        var truth = family.Create([1e12, 4e12, 0.8, 2.5])!;
        // In about half of all draws chance leaves no difference between rates to be found.
        var (customers, fit) = Enumerable.Range(1, 12).Select(seed =>
        {
            var random = new Random(seed);
            var drawn = Draws.Summary([.. Enumerable.Range(0, 4_000).Select(i => family.Simulate(truth, 30 + i % 40, 0, random))]);
            return (drawn, family.Fit(drawn).Result);
        }).First(draw => draw.Result.Boundary == FitBoundary.OneRate);
        Assert.True(fit.Converged);
        var (rate, a, b, limit) = (fit["r"] / fit["alpha"], fit["a"], fit["b"], 0.0);
        for (var i = 0; i < customers.Count; i++)
        {
            var (x, d) = (customers.X[i], dropsAtZero ? 1 : 0);
            var left = x + d > 0 ? a / (b + x - 1 + d) * Math.Exp(rate * (customers.T[i] - customers.Tx[i])) : 0;
            limit += x * Math.Log(rate) - rate * customers.T[i] + Gammas.LogRatio(b, x + d) - Gammas.LogRatio(a + b, x + d) + Math.Log(1 + left);
        }
        Assert.Equal(limit, fit.LogLikelihood, 1e-6);
    }

    [Fact]
    public void Who_all_renew_leave_no_simpler_model_but_that()
    {
        var fit = Sbg.Fit([new(5, false, 100), new(9, false, 50)]).Result;
        Assert.Equal("nobody leaves: everybody renews", FitTexts.Name(fit.Boundary));
        Assert.All(fit.Parameters, p => Assert.True(p.AtBound));
    }

    /// <summary>By (ln s, ln β), β in mean ages: a rate of e^-16 is nobody's, one of 1 is all customers' with a great shape, and e^-14 in a gamma of shape 0.1 some leave at once.</summary>
    [Theory]
    [InlineData(-2, 14, FitBoundary.NobodyLeaves)]
    [InlineData(-13.5, -13.5, FitBoundary.NobodyLeaves)]
    [InlineData(-14, 0, FitBoundary.NobodyLeaves)]
    [InlineData(12, 14, FitBoundary.OneDropout)]
    [InlineData(9.3, 9.3, FitBoundary.OneDropout)]
    [InlineData(-2.3, -14, FitBoundary.SomeLeaveAtOnce)]
    [InlineData(0.5, -14, FitBoundary.AllLeaveAtOnce)]
    [InlineData(0, 2, FitBoundary.None)]
    public void A_rate_of_leaving_is_named_by_how_many_leave(double s, double beta, FitBoundary boundary) => Assert.Equal(boundary, FitLimits.OfRate(s, beta));

    /// <summary>By (ln a, ln b) and chances per customer.</summary>
    [Theory]
    [InlineData(-14, 0, 2, FitBoundary.NobodyLeaves)]
    [InlineData(0, 14, 2, FitBoundary.NobodyLeaves)]
    [InlineData(0, 14, 10_000, FitBoundary.OneDropout)]
    [InlineData(-14, -10, 2, FitBoundary.SomeLeaveAtOnce)]
    [InlineData(-14, -7, 2, FitBoundary.SomeLeaveAtOnce)]
    [InlineData(-13, -12, 2, FitBoundary.SomeLeaveAtOnce)]
    [InlineData(10, 12, 2, FitBoundary.OneDropout)]
    [InlineData(1, -14, 2, FitBoundary.AllLeaveAtOnce)]
    [InlineData(0, 1, 2, FitBoundary.None)]
    public void A_chance_of_leaving_is_named_by_how_many_leave(double a, double b, double chances, FitBoundary boundary) => Assert.Equal(boundary, FitLimits.OfChance(a, b, chances));

    /// <summary>The search ran to its end, and for that the NBD was served, which is 2.3 units worse.</summary>
    [Fact]
    public void An_end_that_is_better_than_the_NBD_is_kept()
    {
        var random = new Random(1);
        var family = ParetoNbdFamily.Instance;
        var model = family.Create([0.8, 6, 1, 20_000])!;
        var customers = Draws.Summary([.. Enumerable.Range(0, 2_000).Select(_ => family.Simulate(model, 52 * (0.5 + 0.5 * random.NextDouble()), 0, random))]);
        var fit = BgCnbdFamily.BgNbd.Fit(customers).Result;
        Assert.Equal(FitBoundary.SomeLeaveAtOnce, fit.Boundary);
        Assert.True(fit.LogLikelihood > PurchaseModels.Find("NBD")!.Fit(customers).Result.LogLikelihood + 2);
        Assert.Equal([false, false, true, false], fit.Parameters.Select(p => p.AtBound));
    }

    [Fact]
    public void The_greatest_regularity_tried_may_not_be_the_best_and_is_doubted()
    {
        var fit = PurchaseModels.Find("MBG/CNBD-k")!.Fit(Draws.Shop("BG/CNBD-k", [12, 0.8, 0.4, 0.5, 3], 1_000, 52, 1)).Result;
        Assert.Equal((BgCnbdFamily.MostK, FitDoubt.AtBound), ((int)fit["k"], fit.Doubt));
        Assert.Equal([true, false, false, false, false], fit.Parameters.Select(p => p.AtBound));
    }

    [Theory]
    [InlineData("BG/NBD")]
    [InlineData("MBG/NBD")]
    [InlineData("Pareto/NBD")]
    public void Where_nobody_leaves_covariates_of_leaving_mean_nothing(string name)
    {
        var random = new Random(4);
        double[] z = [.. Enumerable.Range(0, 1_000).Select(i => (double)(i % 2))];
        var nbd = PurchaseModels.Find("NBD")!;
        var customers = Draws.Summary([.. z.Select(v => nbd.Simulate(nbd.Create([1.2, 8 * Math.Exp(-0.5 * v)])!, 52, 0, random))]);
        var fit = name == "Pareto/NBD" ? ParetoNbdFamily.Instance.Fit(customers, new(["z"], [z]), new(["z"], [z]))
            : ((BgCnbdFamily)PurchaseModels.Find(name)!).Fit(customers, new(["z"], [z]), new(["z"], [z]));
        var result = fit.Result;
        Assert.Equal((FitBoundary.NobodyLeaves, FitDoubt.None), (result.Boundary, result.Doubt));
        Assert.Equal(["a or s", "b or beta", "life.z"], result.Parameters.Where(p => p.AtBound).Select(p => p.Name switch { "a" or "s" => "a or s", "b" or "beta" => "b or beta", _ => p.Name }));
        Assert.Equal(0.5, result["trans.z"], 3 * result.Parameters[4].StandardError!.Value);
        // All families have the same one NBD.
        var other = BgCnbdFamily.BgNbd.Fit(customers, new(["z"], [z]), new(["z"], [z])).Result;
        Assert.Equal(other.LogLikelihood, result.LogLikelihood, 1e-7);
        Assert.Equal(other["trans.z"], result["trans.z"], 1e-6);
        Assert.Equal(1, fit.For([1], [1])!.ProbabilityAlive(new(1, 5, 40)));
        Assert.True(fit.Predict(customers, new(["z"], [z]), new(["z"], [z]), 26, 0.8) is { Total.Low: > 0 });
    }

    /// <summary>Whom covariates make leave at once, or let stay, are not what the others are.</summary>
    [Fact]
    public void A_limit_of_some_customers_only_is_none_of_the_fit()
    {
        double[][] z = [[0, 1, 0]];
        Assert.Equal(FitBoundary.NobodyLeaves, FitLimits.OfAll([], [], effect => FitLimits.OfRate(2, 14 - effect)));
        Assert.Equal(FitBoundary.NobodyLeaves, FitLimits.OfAll(z, [-3], effect => FitLimits.OfRate(2, 14 - effect)));
        Assert.Equal(FitBoundary.None, FitLimits.OfAll(z, [8], effect => FitLimits.OfRate(2, 14 - effect)));
    }

    [Fact]
    public void Spends_that_run_to_an_end_are_named_by_what_does_not_differ()
    {
        var random = new Random(4);
        int[] x = [.. Enumerable.Range(0, 400).Select(i => 1 + i % 7)];
        Named(FitBoundary.OneSpend, [true, true, false], [.. x.Select(_ => 20 + 1e-3 * random.Normal())]);
        // ν is the same for all, then the amounts of each customer are.
        Named(FitBoundary.OneMeanSpend, [false, true, false], [.. x.Select(n => random.Gamma(3 * n) / (0.1 * n))]);

        void Named(FitBoundary boundary, bool[] atBound, double[] means)
        {
            var fit = GammaGamma.Fit(new(x, means)).Result;
            Assert.Equal((boundary, FitDoubt.None), (fit.Boundary, fit.Doubt));
            Assert.Equal(atBound, fit.Parameters.Select(p => p.AtBound));
        }
    }
}
