using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Tests.Lifetime.BetaGeometric;

/// <summary>Answers of the models against the papers, against each other, and against simulated customers.</summary>
public sealed class BgCnbdAnswerTests
{
    public static TheoryData<string, double[]> Models() => new()
    {
        { "NBD", [0.72, 9.4] },
        { "BG/NBD", [0.243, 4.414, 0.793, 2.426] },
        { "BG/NBD", [1.7, 12, 1, 0.4] },
        { "MBG/NBD", [0.525, 6.183, 0.891, 1.614] },
        { "BG/CNBD-k", [2, 0.36, 1.13, 0.52, 2.79] },
        { "MBG/CNBD-k", [3, 1.33, 2.8, 0.42, 0.79] },
    };

    [Fact]
    public void The_papers_figures_are_met()
    {
        var model = Model("BG/NBD", [0.243, 4.414, 0.793, 2.426]);
        Assert.Equal(1.22602817, model.ExpectedPurchases(new PurchaseHistory(2, 30.43, 38.86), 0, 39), 1e-8);
        // The sheet goes on from the unrounded fit.
        var fitted = Model("BG/NBD", [0.24259452, 4.41360202, 0.79292202, 2.42590678]);
        double[] times = [0.1429, 1, 3, 31.8571, 32];
        Assert.Equal([0.0078, 0.0532, 0.1506, 1.0405, 1.0437], times.Select(t => Math.Round(fitted.ExpectedPurchases(t), 4)));
        Assert.Equal(0.0019995214, model.Probability(11, 30), 1e-10);
        Assert.Equal(0.0007023638, model.Probability(15, 30), 1e-10);
        Assert.Equal(1.07869e-7, model.Probability(10, 2), 1e-12);
        Assert.Equal(0.5737864, model.Probability(0, 39), 1e-7);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Probabilities_of_counts_add_up_to_one_and_to_the_expectation(string name, double[] parameters)
    {
        var model = Model(name, parameters);
        foreach (var customer in (PurchaseHistory[])[new(0, 0, 0), new(0, 0, 30), new(3, 20, 26), new(12, 30, 30)])
        {
            var (sum, mean) = (0.0, 0.0);
            for (var n = 0; n < 2_000; n++)
            {
                var p = model.Probability(customer, n, 26);
                Assert.InRange(p, 0, 1);
                sum += p;
                mean += n * p;
            }
            Assert.Equal(1, sum, 1e-11);
            Assert.Equal(model.ExpectedPurchases(customer, 0, 26), mean, 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void An_expectation_splits_into_windows(string name, double[] parameters)
    {
        var model = Model(name, parameters);
        var customer = new PurchaseHistory(3, 20, 26);
        Assert.Equal(model.ExpectedPurchases(customer, 0, 52), model.ExpectedPurchases(customer, 0, 10) + model.ExpectedPurchases(customer, 10, 52), 1e-12);
        Assert.Equal(0, model.ExpectedPurchases(customer, 10, 10));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Discounted_purchases_are_the_integral_of_expected_ones(string name, double[] parameters)
    {
        var model = Model(name, parameters);
        var customer = new PurchaseHistory(4, 22, 26);
        const double rate = 0.05;
        // E(u) grows slowly, so that nothing is left after e^(-45).
        var integral = 0.0;
        for (var i = 0; i < 90; i++)
            integral += Quadrature.GaussLegendre(v => Math.Exp(-v) * model.ExpectedPurchases(customer, 0, v / rate), i * 0.5, (i + 1) * 0.5);
        var forever = model.DiscountedPurchases(customer, rate);
        ModelVectors.Agrees(integral, forever, 1e-9, "DERT");
        ModelVectors.Agrees(forever, model.DiscountedPurchases(customer, rate, 45 / rate), 1e-9, "DET");
        Assert.Equal(model.ExpectedPurchases(customer, 0, 20), model.DiscountedPurchases(customer, 0, 20), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_next_purchase_comes_by_its_quantiles(string name, double[] parameters)
    {
        var model = Model(name, parameters);
        var customer = new PurchaseHistory(5, 24, 26);
        var next = model.NextPurchase(customer, 0.8);
        Assert.Equal(model.ProbabilityAlive(customer), next.Ever);
        foreach (var (time, share) in new[] { (next.Low, 0.1), (next.Median, 0.5), (next.High, 0.9) })
            Assert.Equal(1 - next.Ever * share, model.Probability(customer, 0, time!.Value), 1e-10);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Simulated_customers_do_as_the_formulas_say(string name, double[] parameters)
    {
        const int customers = 10_000;
        var model = Model(name, parameters);
        var drawn = Draws.Customers(name, parameters, customers, 26, 26, new(11));
        var (alive, expected, variance) = (0.0, 0.0, 0.0);
        foreach (var customer in drawn)
        {
            var p = model.ProbabilityAlive(customer.History);
            alive += p;
            variance += p * (1 - p);
            expected += model.ExpectedPurchases(customer.History, 0, 26);
        }
        // Four standard errors; the counts' own spread stands in for that of their expectation.
        Assert.Equal(drawn.Count(c => c.IsAlive), alive, 4 * Math.Sqrt(variance) + 1);
        var later = drawn.Select(c => (double)c.Holdout).ToArray();
        var spread = Math.Sqrt(later.Sum(n => (n - later.Average()) * (n - later.Average())));
        Assert.Equal(later.Sum(), expected, 4 * spread);
    }

    [Fact]
    public void Regular_buyers_who_fall_silent_are_given_up_sooner()
    {
        var (plain, regular) = (Model("MBG/NBD", [1.2569, 6.039, 0.3683, 0.7158]), Model("MBG/CNBD-k", [2, 1.329, 2.8126, 0.4247, 0.79]));
        for (var x = 1; x <= 5; x++)
            Assert.True(regular.ProbabilityAlive(new PurchaseHistory(x, 12, 52)) < plain.ProbabilityAlive(new PurchaseHistory(x, 12, 52)));
    }

    private static IPurchaseModel Model(string name, double[] parameters) => PurchaseModels.Find(name)!.Create(parameters)!;
}
