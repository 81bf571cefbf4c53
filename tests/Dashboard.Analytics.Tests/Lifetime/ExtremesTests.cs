using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Contracts;
using Dashboard.Analytics.Lifetime.Spend;
using Dashboard.Analytics.Lifetime.Survival;
using Dashboard.Analytics.Lifetime.Uncertainty;

namespace Dashboard.Analytics.Tests.Lifetime;

/// <summary>Every model on data and parameters at the edge: a right value or a refusal that says why, never NaN, never an exception.</summary>
public sealed class ExtremesTests
{
    /// <summary>A parameter set of ordinary size per model.</summary>
    private static readonly Dictionary<string, double[]> Ordinary = new()
    {
        ["NBD"] = [0.7, 9],
        ["BG/NBD"] = [0.25, 4.4, 0.8, 2.4],
        ["MBG/NBD"] = [0.5, 6.2, 0.9, 1.6],
        ["BG/CNBD-k"] = [2, 0.4, 1.1, 0.5, 2.8],
        ["MBG/CNBD-k"] = [3, 1.3, 2.8, 0.4, 0.8],
        ["Pareto/NBD"] = [0.55, 10.6, 0.6, 11.7],
        ["BG/BB"] = [1.2, 0.75, 0.66, 2.8],
    };

    /// <summary>Whole periods, so that all models can be asked.</summary>
    private static readonly Dictionary<string, PurchaseSummary> Shops = new()
    {
        ["nobody"] = new([], [], [], []),
        ["one customer"] = Of((3, 9, 12, 1)),
        ["two customers"] = Of((0, 0, 12, 1), (2, 12, 12, 1)),
        ["five customers"] = Of((0, 0, 30, 1), (1, 4, 28, 1), (3, 20, 26, 1), (0, 0, 25, 1), (2, 11, 30, 1)),
        ["all bought once"] = Of((0, 0, 10, 40), (0, 0, 3, 40)),
        ["all bought today for the first time"] = Of((0, 0, 0, 50)),
        ["nearly all bought once"] = Of((0, 0, 26, 500), (1, 2, 26, 3)),
        ["all alike"] = Of((4, 20, 26, 60)),
        ["all bought at the end"] = Of((4, 26, 26, 30), (2, 9, 9, 30), (1, 5, 5, 30)),
        ["all bought at once and never again"] = Of((1, 1, 500, 80), (2, 2, 500, 30)),
        ["one buys always"] = Of((0, 0, 12_000, 60), (1, 3, 12_000, 30), (10_000, 12_000, 12_000, 1)),
        ["two kinds of customers"] = Of((0, 0, 40, 50), (40, 40, 40, 50)),
        ["some are new"] = Of((0, 0, 0, 20), (0, 0, 1, 20), (1, 1, 1, 20), (3, 8, 10, 20), (2, 4, 10, 20)),
        ["impossible: bought after the end"] = Of((1, 9, 8, 30)),
        ["impossible: a negative count"] = Of((-1, 0, 8, 30)),
        ["impossible: no number"] = new([1, 2], [double.NaN, 3], [4, double.PositiveInfinity], [0, 0]),
        ["impossible: a purchase at an unknown time"] = Of((0, 3, 8, 30)),
        ["impossible: bought again at the time of the first purchase"] = new([2, 1], [0, 3], [8, 8]),
        ["impossible: gaps longer than the time they make up"] = new([2, 1], [4, 3], [8, 8], [1.5, Math.Log(3)]),
        ["impossible: gaps without a purchase"] = new([0, 1], [0, 3], [8, 8], [1, Math.Log(3)]),
        ["impossible: weights"] = new([1, 2], [2, 3], [4, 4], [0, 0], [1, -2]),
    };

    public static TheoryData<string, string> ModelsAndShops()
    {
        var data = new TheoryData<string, string>();
        foreach (var model in PurchaseModels.All)
        {
            foreach (var shop in Shops.Keys) data.Add(model.Name, shop);
        }
        return data;
    }

    /// <summary>Gaps of equal length reach the bound, and times that a file rounds may seem to pass it.</summary>
    [Fact]
    public void Equal_gaps_are_possible_also_where_a_file_rounds_them()
    {
        for (var x = 1; x <= 10_000; x = 3 * x + 1)
            Assert.All([1 / 7.0, 0.1, 1, 30.43, 12_000], tx => Assert.True(new PurchaseSummary([x], [tx], [tx], [x * Math.Log(tx / x)]).IsPossible(0)));
        Assert.True(new PurchaseSummary([1], [0.14], [3], [Math.Log(1 / 7.0)]).IsPossible(0));
        Assert.False(new PurchaseSummary([2], [4], [9], [2 * Math.Log(2) + 0.1]).IsPossible(0));
    }

    public static TheoryData<string> Models() => [.. PurchaseModels.All.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(ModelsAndShops))]
    public void A_shop_is_fitted_or_refused_with_a_reason(string name, string shop)
    {
        var (family, customers) = (PurchaseModels.Find(name)!, Shops[shop]);
        var fit = family.Fit(customers);
        if (shop is "nobody" or "all bought once" or "all bought today for the first time" || shop.StartsWith("impossible", StringComparison.Ordinal)) Assert.Null(fit.Model);
        if (fit.Model is null)
        {
            Assert.NotEqual(FitDoubt.None, fit.Result.Doubt);
            Assert.NotEmpty(FitTexts.Name(fit.Result.Doubt)!);
            Assert.Empty(fit.Result.Parameters);
            return;
        }
        Assert.True(double.IsFinite(fit.Result.LogLikelihood) && double.IsFinite(fit.Result.GradientNorm) && fit.Result.Iterations > 0 && fit.Result.Condition >= 1);
        Assert.All(fit.Result.Parameters, p => Assert.True(double.IsFinite(p.Value) && p.Value >= 0 && p.StandardError is null or > 0 and < double.PositiveInfinity, p.ToString()));
        if (customers.Count < 6) Assert.True(!fit.Result.IsTrusted || customers.Weight is null, "few customers are not enough to trust a fit");
        for (var i = 0; i < customers.Count; i += 10) Sane(fit.Model, customers[i], 26);
        var total = new DeltaMethod(family, fit).TotalPurchases(customers, 26, 0.8);
        Assert.True(total.Low >= 0 && total.Low <= total.Estimate && total.Estimate <= total.High && double.IsFinite(total.High), $"{total}");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Any_possible_customer_has_an_answer_also_where_a_parameter_is_1_or_nearly_so_or_far_off(string name)
    {
        PurchaseHistory[] customers = [new(0, 0, 0), new(0, 0, 12_000), new(1, 1, 1), new(1, 1, 12_000), new(5, 26, 26), new(10_000, 12_000, 12_000), new(10_000, 10_000, 12_000)];
        var family = PurchaseModels.Find(name)!;
        var first = family.ParameterNames[0] == "k" ? 1 : 0;
        for (var p = first; p < family.ParameterNames.Count; p++)
        {
            foreach (var value in (double[])[1, 1 - 1e-9, 1 + 1e-9, 1e-3, 1e3])
            {
                var parameters = (double[])Ordinary[name].Clone();
                parameters[p] = value;
                var model = family.Create(parameters)!;
                foreach (var customer in customers)
                {
                    Sane(model, customer, 1);
                    Sane(model, customer, 30);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_parameter_of_1_is_no_special_place(string name)
    {
        var (family, customer) = (PurchaseModels.Find(name)!, new PurchaseHistory(3, 20, 26));
        for (var p = family.ParameterNames[0] == "k" ? 1 : 0; p < family.ParameterNames.Count; p++)
        {
            // Answers are smooth in a parameter: at 1 the mean of both sides.
            var (at, below, above) = (Answers(1), Answers(1 - 1e-5), Answers(1 + 1e-5));
            for (var i = 0; i < at.Length; i++) ModelVectors.Agrees((below[i] + above[i]) / 2, at[i], 1e-8, $"answer {i} of {name} with {family.ParameterNames[p]} = 1");

            double[] Answers(double value)
            {
                var parameters = (double[])Ordinary[name].Clone();
                parameters[p] = value;
                var model = family.Create(parameters)!;
                return
                [
                    model.LogLikelihood(customer), model.ProbabilityAlive(customer), model.ExpectedPurchases(customer, 0, 40), model.ExpectedPurchases(customer, 13, 40), model.ExpectedPurchases(40),
                    model.Probability(2, 40), model.Probability(customer, 2, 40), model.PurchaseVariance(customer, 40), model.DiscountedPurchases(customer, 0.01), model.DiscountedPurchases(customer, 0.01, 40),
                ];
            }
        }
    }

    /// <summary>Who bought at T is as likely a customer as his chance to leave at a purchase says, whatever x.</summary>
    [Theory]
    [InlineData("NBD", 1, 1)]
    [InlineData("NBD", 10_000, 1)]
    [InlineData("BG/NBD", 0, 1)]
    [InlineData("BG/NBD", 1, 2.4 / 3.2)]
    [InlineData("BG/NBD", 10_000, 10_001.4 / 10_002.2)]
    [InlineData("MBG/NBD", 0, 1.6 / 2.5)]
    [InlineData("MBG/NBD", 10_000, 10_001.6 / 10_002.5)]
    [InlineData("BG/CNBD-k", 10_000, 10_001.8 / 10_002.3)]
    [InlineData("MBG/CNBD-k", 10_000, 10_000.8 / 10_001.2)]
    [InlineData("Pareto/NBD", 0, 1)]
    [InlineData("Pareto/NBD", 10_000, 1)]
    [InlineData("BG/BB", 10_000, 12_002.8 / 12_003.46)]
    public void Who_bought_last_at_the_end_is_alive_with_the_chance_that_can_be_told_by_hand(string name, int x, double alive)
    {
        var age = x == 0 ? 0 : 12_000;
        ModelVectors.Agrees(alive, PurchaseModels.Find(name)!.Create(Ordinary[name])!.ProbabilityAlive(new PurchaseHistory(x, age, age)), 1e-12, "P(alive)");
    }

    public static TheoryData<string, int[], double[], FitDoubt> Spends() => new()
    {
        { "nobody", [], [], FitDoubt.NoCustomers },
        { "nobody spent", [0, 0, 0], [0, 0, 0], FitDoubt.NoRepeatPurchases },
        { "free of charge", [3, 4], [0, 0], FitDoubt.NoAmounts },
        { "constant spend", [1, 2, 3, 1, 2, 2], [9.99, 9.99, 9.99, 9.99, 9.99, 9.99], FitDoubt.NoSpread },
        { "one customer", [4], [12], FitDoubt.NoSpread },
        { "five customers", [1, 2, 1, 4, 1], [10, 20, 15, 30, 12], FitDoubt.TooFewCustomers },
        { "a refund", [1, 2], [5, -3], FitDoubt.ImpossibleSpend },
        { "no number", [1, 2], [5, double.PositiveInfinity], FitDoubt.ImpossibleSpend },
        { "a negative count", [-1, 2], [5, 3], FitDoubt.ImpossibleSpend },
    };

    [Theory]
    [MemberData(nameof(Spends))]
    public void Spend_is_fitted_or_refused_with_a_reason(string what, int[] x, double[] m, FitDoubt doubt)
    {
        var fit = GammaGamma.Fit(new(x, m));
        Assert.Equal((what, doubt), (what, fit.Result.Doubt));
        if (fit.Model is null) return;
        foreach (var (count, mean) in new[] { (0, 0.0), (1, 1e-3), (1, 1e9), (10_000, 20.0) }) Assert.True(fit.Model.ExpectedSpend(count, mean) is null or > 0 and < double.PositiveInfinity);
    }

    public static TheoryData<string, Tenure[]> Contracts() => new()
    {
        { "nobody", [] },
        { "one who left", [new(1, true)] },
        { "one who stays", [new(7, false)] },
        { "all left at once", [new(1, true, 500)] },
        { "all signed today", [new(0, false, 500)] },
        { "nobody left", [new(5, false, 500)] },
        { "five customers", [new(1, true), new(3, true), new(4, false), new(2, true), new(4, false)] },
        { "very long contracts", [new(100_000, false, 50), new(1, true, 50), new(90_000, true, 3)] },
        { "half a period", [new(1.5, true)] },
        { "a negative time", [new(-1, true)] },
        { "no number", [new(double.NaN, false)] },
        { "no weight", [new(3, true, 0)] },
    };

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Contracts_are_fitted_or_refused_with_a_reason(string what, Tenure[] tenures)
    {
        var fit = Sbg.Fit(tenures);
        if (fit.Model is not { } model)
        {
            Assert.NotEqual((what, FitDoubt.None), (what, fit.Result.Doubt));
            return;
        }
        Assert.True(double.IsFinite(fit.Result.LogLikelihood));
        foreach (var t in (int[])[0, 1, 10, 10_000])
        {
            Assert.InRange(model.Survival(t), 0, 1);
            Assert.InRange(model.Retention(t + 1), 0, 1);
            Assert.InRange(model.LeavesAt(t + 1), 0, 1);
            Assert.InRange(model.DiscountedLifetime(t, 0.1), 1 - 1e-9, 11 + 1e-9);
            Assert.True(model.ExpectedRenewals(t) is null or >= 0 and < double.PositiveInfinity);
        }
    }

    private static void Sane(IPurchaseModel model, PurchaseHistory customer, double t)
    {
        var what = $"{model.Name} [{string.Join(' ', model.Parameters)}] {customer} t {t}";
        Assert.True(double.IsFinite(model.LogLikelihood(customer)), $"log-likelihood of {what}");
        var alive = model.ProbabilityAlive(customer);
        Assert.True(alive is >= 0 and <= 1, $"P(alive) of {what}");
        Assert.True(model.LogProbabilityAlive(customer) <= 0, $"ln P(alive) of {what}");
        var expected = model.ExpectedPurchases(customer, 0, t);
        Assert.True(expected >= 0 && double.IsFinite(expected), $"expected purchases of {what}");
        Assert.True(model.ExpectedPurchases(t) is >= 0 and < double.PositiveInfinity, $"population expectation of {what}");
        Assert.True(model.Probability(3, t) is >= 0 and <= 1, $"P(X = 3) of {what}");
        Assert.True(model.Probability(customer, 0, t) is >= 0 and <= 1 + 1e-9, $"P(no purchase) of {what}");
        Assert.True(model.Probability(customer, 3, t) is >= 0 and <= 1, $"P(3 purchases) of {what}");
        Assert.True(model.PurchaseVariance(customer, t) is >= 0 and < double.PositiveInfinity, $"variance of {what}");
        var (det, dert) = (model.DiscountedPurchases(customer, 0.01, t), model.DiscountedPurchases(customer, 0.01));
        Assert.True(det >= 0 && det <= expected * (1 + 1e-9) && det <= dert * (1 + 1e-8) && double.IsFinite(dert), $"DET {det:r} and DERT {dert:r} of {what}, expected {expected:r}");
        var next = model.NextPurchase(customer, 0.8);
        Assert.True(next.Ever is >= 0 and <= 1, $"P(another purchase) of {what}");
        Assert.True((next.Low ?? 0) >= 0 && (next.Median ?? double.MaxValue) >= (next.Low ?? 0) && (next.High ?? double.MaxValue) >= (next.Median ?? 0), $"next purchase of {what}: {next}");
    }

    /// <summary>x, t_x, T, and how many such customers; gaps are equal.</summary>
    private static PurchaseSummary Of(params (int X, double Tx, double T, int Customers)[] kinds)
    {
        var rows = kinds.SelectMany(k => Enumerable.Repeat(k, k.Customers)).ToList();
        return new([.. rows.Select(r => r.X)], [.. rows.Select(r => r.Tx)], [.. rows.Select(r => r.T)], [.. rows.Select(r => r.X > 0 ? r.X * Math.Log(r.Tx / r.X) : 0)]);
    }
}
