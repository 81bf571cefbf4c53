using CsCheck;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Pareto;

namespace Dashboard.Analytics.Tests.Lifetime.Pareto;

public sealed class ParetoNbdTests
{
    private static readonly ParetoNbdFamily Family = ParetoNbdFamily.Instance;

    private static readonly Gen<double> Parameter = Gen.Double[-9, 9].Select(Math.Exp);

    private static readonly Gen<ParetoNbd> Models = Gen.Select(Parameter, Parameter, Gen.OneOf(Parameter, Gen.Const(0.0), Gen.Const(1.0), Gen.Double[0.999999, 1.000001]), Parameter)
        .Select((r, alpha, s, beta) => ParetoNbd.Create(r, alpha, s, beta)!);

    private static readonly Gen<PurchaseHistory> Histories = Gen.Select(Gen.OneOf(Gen.Int[0, 3], Gen.Int[0, 10_000]), Gen.OneOf(Gen.Double[0, 1], Gen.Const(1.0)), Gen.Double[0.001, 1000])
        .Select((x, share, age) => new PurchaseHistory(x, x == 0 ? 0 : share * age, age));

    [Fact]
    public void Every_answer_is_a_number_for_any_history_and_parameters() => Gen.Select(Models, Histories, Gen.Double[0.001, 2000]).Sample((model, customer, t) =>
    {
        Assert.True(double.IsFinite(model.LogLikelihood(customer)));
        var alive = model.ProbabilityAlive(customer);
        Assert.InRange(alive, 0, 1);
        Assert.InRange(model.LogProbabilityAlive(customer), double.MinValue, 0);
        var expected = model.ExpectedPurchases(customer, 0, t);
        Assert.InRange(expected, 0, double.MaxValue);
        Assert.Equal(expected, model.ExpectedPurchases(customer, 0, t / 3) + model.ExpectedPurchases(customer, t / 3, t), 1e-9 * expected + 1e-300);
        Assert.InRange(model.PurchaseVariance(customer, t), 0, double.MaxValue);
        Assert.InRange(model.ExpectedPurchases(t), 0, double.MaxValue);
        Assert.InRange(model.Probability(customer, 0, t), 0, 1 + 1e-9);
        Assert.InRange(model.Probability(customer, 7, t), 0, 1);
        Assert.InRange(model.Probability(3, t), 0, 1);
        var discounted = model.DiscountedPurchases(customer, 0.01);
        Assert.InRange(discounted, 0, double.MaxValue);
        Assert.InRange(model.DiscountedPurchases(customer, 0.01, t), 0, Math.Min(discounted, expected) * (1 + 1e-9) + 1e-300);
        var next = model.NextPurchase(customer, 0.8);
        Assert.InRange(next.Ever, 0, alive * (1 + 1e-9) + 1e-300);
        Assert.True(next.Low is null || next.Median is null || next.Low <= next.Median);
        Assert.True(next.Median is null || next.High is null || next.Median <= next.High);
    }, iter: 3000);

    [Fact]
    public void Silence_never_raises_the_chance_of_being_alive() => Gen.Select(Models, Histories, Gen.Double[0, 50]).Sample((model, customer, silence) =>
        Assert.True(model.LogProbabilityAlive(customer with { T = customer.T + silence }) <= model.LogProbabilityAlive(customer) + 1e-9));

    [Theory]
    [InlineData(0.553, 10.578, 0.606, 11.669, 39)]
    [InlineData(3, 2, 1, 10, 20)]
    [InlineData(0.8, 5, 0, 1, 30)]
    [InlineData(2, 1, 4, 100, 30)]
    public void Probabilities_of_counts_add_up_to_one_and_to_the_expectation(double r, double alpha, double s, double beta, double t)
    {
        var model = ParetoNbd.Create(r, alpha, s, beta)!;
        var counts = Enumerable.Range(0, 3000).Select(n => model.Probability(n, t)).ToList();
        Assert.Equal(1, counts.Sum(), 1e-10);
        Assert.Equal(model.ExpectedPurchases(t), counts.Select((p, n) => n * p).Sum(), 1e-8);
        var customer = new PurchaseHistory(4, 9, 12);
        counts = [.. Enumerable.Range(0, 3000).Select(n => model.Probability(customer, n, t))];
        Assert.Equal(1, counts.Sum(), 1e-10);
        var mean = counts.Select((p, n) => n * p).Sum();
        Assert.Equal(model.ExpectedPurchases(customer, 0, t), mean, 1e-8);
        Assert.Equal(counts.Select((p, n) => (double)n * n * p).Sum() - mean * mean, model.PurchaseVariance(customer, t), 1e-6);
    }

    [Fact]
    public void The_next_purchase_comes_within_its_interval_as_often_as_it_says()
    {
        var model = ParetoNbd.Create(0.9, 6, 0.7, 12)!;
        var next = model.NextPurchase(new(5, 20, 22), 0.8);
        // A purchase within t happens unless there is none.
        double Within(double t) => 1 - model.Probability(new PurchaseHistory(5, 20, 22), 0, t);
        Assert.Equal(0.1, Within(next.Low!.Value) / next.Ever, 1e-9);
        Assert.Equal(0.5, Within(next.Median!.Value) / next.Ever, 1e-9);
        Assert.Equal(0.9, Within(next.High!.Value) / next.Ever, 1e-9);
    }

    [Fact]
    public void Undiscounted_purchases_are_a_number_where_customers_leave_fast_enough()
    {
        var customer = new PurchaseHistory(3, 10, 12);
        Assert.Equal(ParetoNbd.Create(1, 10, 2, 10)!.ExpectedPurchases(customer, 0, 1e12), ParetoNbd.Create(1, 10, 2, 10)!.DiscountedPurchases(customer, 0), 1e-9);
        Assert.Equal(double.PositiveInfinity, ParetoNbd.Create(1, 10, 0.9, 10)!.DiscountedPurchases(customer, 0));
    }

    [Theory]
    [InlineData(0, 1, 1, 1)]
    [InlineData(1, -1, 1, 1)]
    [InlineData(1, 1, double.NaN, 1)]
    [InlineData(1, 1, 1, double.PositiveInfinity)]
    public void Impossible_parameters_make_no_model(double r, double alpha, double s, double beta) => Assert.Null(Family.Create([r, alpha, s, beta]));

    [Fact]
    public void Shops_that_cannot_be_fitted_are_refused_with_the_reason()
    {
        Assert.Equal(FitDoubt.NoCustomers, Family.Fit(new([], [], [])).Result.Doubt);
        Assert.Equal(FitDoubt.NoRepeatPurchases, Family.Fit(new([0, 0, 0], [0, 0, 0], [3, 4, 5])).Result.Doubt);
        Assert.Equal(FitDoubt.ImpossibleHistory, Family.Fit(new([1, 2], [2, double.NaN], [3, 4])).Result.Doubt);
        var five = Family.Fit(new([0, 1, 0, 2, 1], [0, 2, 0, 5, 1], [6, 7, 8, 9, 10]));
        Assert.Equal(FitDoubt.TooFewCustomers, five.Result.Doubt);
        Assert.InRange(five.Model!.ExpectedPurchases(new PurchaseHistory(1, 2, 7), 0, 10), 0, 100);
    }

    [Fact]
    public void Any_small_shop_is_fitted_or_refused() => Histories.Array[1, 12].Sample(shop =>
    {
        var fit = Family.Fit(new([.. shop.Select(h => h.X)], [.. shop.Select(h => h.Tx)], [.. shop.Select(h => h.T)]));
        if (fit.Model is null) return fit.Result.Doubt != FitDoubt.None;
        return fit.Result.Parameters.All(p => double.IsFinite(p.Value)) && double.IsFinite(fit.Result.LogLikelihood)
            && shop.All(h => double.IsFinite(fit.Model.ExpectedPurchases(h, 0, 10)));
    }, iter: 60);

    [Theory]
    [InlineData(0.9, 8, 0, 1, FitBoundary.NobodyLeaves)]
    [InlineData(1, 10, 0.02, 1e-9, FitBoundary.SomeLeaveAtOnce)]
    [InlineData(0.6, 5, 0.7, 9, FitBoundary.None)]
    public void The_limit_a_shop_was_drawn_from_is_named(double r, double alpha, double s, double beta, FitBoundary boundary)
    {
        var (fit, _) = Simulated(ParetoNbd.Create(r, alpha, s, beta)!, 4000, new Random(11));
        // Dropout that is not there can be found by chance, then it hardly matters.
        if (boundary == FitBoundary.NobodyLeaves) Assert.True(fit.Result.Boundary == boundary || fit.Model!.ProbabilityAlive(new(1, 5, 20)) > 0.97);
        else Assert.Equal(boundary, fit.Result.Boundary);
    }

    [Fact]
    public void Simulated_customers_behave_as_the_model_expects()
    {
        var model = ParetoNbd.Create(0.8, 7, 0.9, 15)!;
        var random = new Random(5);
        var drawn = Enumerable.Range(0, 200_000).Select(_ => Family.Simulate(model, 20, 20, random)).ToList();
        Assert.Equal(model.ExpectedPurchases(20), drawn.Average(d => d.History.X), 0.03);
        Assert.Equal(model.ExpectedPurchases(40), drawn.Average(d => d.History.X + d.Holdout), 0.05);
        Assert.Equal(drawn.Average(d => model.ProbabilityAlive(d.History)), drawn.Average(d => d.IsAlive ? 1.0 : 0), 0.003);
        Assert.Equal(drawn.Average(d => model.ExpectedPurchases(d.History, 0, 20)), drawn.Average(d => d.Holdout), 0.03);
    }

    private static (PurchaseFit Fit, List<SimulatedCustomer> Shop) Simulated(IPurchaseModel model, int customers, Random random)
    {
        var shop = Enumerable.Range(0, customers).Select(i => Family.Simulate(model, 10 + i % 40, 10, random)).ToList();
        return (Family.Fit(new([.. shop.Select(c => c.History.X)], [.. shop.Select(c => c.History.Tx)], [.. shop.Select(c => c.History.T)])), shop);
    }
}
