using CsCheck;
using Dashboard.Analytics.Lifetime;

namespace Dashboard.Analytics.Tests.Lifetime.BetaGeometric;

/// <summary>Data and parameters at the edge: a right value or a refusal that says why.</summary>
public sealed class BgCnbdEdgeTests
{
    private static readonly string[] Names = ["NBD", "BG/NBD", "MBG/NBD", "BG/CNBD-k", "MBG/CNBD-k"];

    public static TheoryData<string> Models() => [.. Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void Data_that_cannot_be_fitted_are_refused_with_a_reason(string model)
    {
        Refused(model, new([], [], [], []), FitDoubt.NoCustomers);
        Refused(model, new([0, 0, 0], [0, 0, 0], [9, 8, 7], [0, 0, 0]), FitDoubt.NoRepeatPurchases);
        Refused(model, new([1], [9], [8], [0]), FitDoubt.ImpossibleHistory);
        Refused(model, new([-1], [0], [8], [0]), FitDoubt.ImpossibleHistory);
        Refused(model, new([2], [double.NaN], [8], [0]), FitDoubt.ImpossibleHistory);
        Refused(model, new([0], [3], [8], [0]), FitDoubt.ImpossibleHistory);
        Refused(model, new([1], [3], [8], [0], [0]), FitDoubt.ImpossibleWeight);
    }

    [Fact]
    public void Regular_models_need_the_gaps() => Refused("BG/CNBD-k", new([2, 1], [5, 6], [8, 9]), FitDoubt.NoGaps);

    [Theory]
    [MemberData(nameof(Models))]
    public void Five_customers_give_numbers_that_are_not_trusted(string model)
    {
        var fit = PurchaseModels.Find(model)!.Fit(new([0, 1, 3, 0, 2], [0, 4, 20, 0, 11], [30, 28, 26, 25, 30], [0, 1.39, 5.6, 0, 3.4]));
        Assert.False(fit.Result.IsTrusted);
        Assert.NotNull(fit.Model);
        Assert.True(double.IsFinite(fit.Model.ExpectedPurchases(new PurchaseHistory(3, 20, 26), 0, 52)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Odd_shops_end_in_finite_numbers(string model)
    {
        // Everybody alike; everybody bought last at T; one heavy buyer; most bought on the first day only.
        PurchaseSummary[] shops =
        [
            Repeat(60, 4, 20, 26), Repeat(60, 4, 26, 26), Joined(Repeat(60, 1, 3, 26), Repeat(1, 10_000, 26, 26)), Joined(Repeat(500, 0, 0, 26), Repeat(3, 1, 2, 26)),
            Joined(Repeat(50, 0, 0, 26), Repeat(50, 40, 25.5, 26)),
        ];
        foreach (var shop in shops)
        {
            var fit = PurchaseModels.Find(model)!.Fit(shop);
            if (fit.Model is null)
            {
                Assert.NotEqual(FitDoubt.None, fit.Result.Doubt);
                continue;
            }
            Assert.True(double.IsFinite(fit.Result.LogLikelihood));
            Assert.All(fit.Result.Parameters, p => Assert.True(double.IsFinite(p.Value) && p.StandardError is null or >= 0));
            for (var i = 0; i < shop.Count; i += 30) Sane(fit.Model, shop[i], 26);
        }
    }

    [Fact]
    public void Any_history_at_any_parameters_has_an_answer()
    {
        var history = Gen.Select(Gen.OneOf(Gen.Int[0, 3], Gen.Int[4, 300], Gen.Const(10_000)), Gen.Double[0, 1], Gen.Double[0, 4], (x, share, age) =>
            new PurchaseHistory(x, x == 0 ? 0 : Math.Pow(10, age) * (share > 0.9 ? 1 : share), Math.Pow(10, age), 0));
        var parameter = Gen.OneOf(Gen.Double[-3, 2].Select(e => Math.Pow(10, e)), Gen.Const(1.0), Gen.Double[-9, -6].Select(e => 1 + Math.Pow(10, e)));
        Gen.Select(Gen.Int[0, Names.Length - 1], parameter.Array[4], Gen.Int[1, 4], history, Gen.Double[-3, 3]).Sample((name, p, k, customer, log) =>
        {
            double[] parameters = name switch { 0 => p[..2], > 2 => [k, .. p], _ => p };
            Sane(PurchaseModels.Find(Names[name])!.Create(parameters)!, customer, customer.T * Math.Pow(10, Math.Min(log, 1)));
        }, iter: 1_000);
    }

    [Fact]
    public void Parameters_out_of_range_make_no_model()
    {
        Assert.Null(PurchaseModels.Find("BG/NBD")!.Create([0.2, 4, -1, 2]));
        Assert.Null(PurchaseModels.Find("BG/NBD")!.Create([0.2, 4, 0.5, 0]));
        Assert.Null(PurchaseModels.Find("BG/NBD")!.Create([0.2, 4, double.NaN, 2]));
        Assert.Null(PurchaseModels.Find("BG/NBD")!.Create([0.2, 4]));
        Assert.Null(PurchaseModels.Find("BG/CNBD-k")!.Create([1.5, 0.2, 4, 1, 2]));
    }

    [Fact]
    public void A_silence_of_a_thousand_gaps_leaves_the_log_of_a_chance()
    {
        var model = PurchaseModels.Find("BG/NBD")!.Create([0.4, 50.16, 0.4, 0.81])!;
        var customer = new PurchaseHistory(1000, 10, 100);
        Assert.Equal(0, model.ProbabilityAlive(customer));
        Assert.Equal(-907.23573412891966, model.LogProbabilityAlive(customer), 1e-9);
    }

    private static void Sane(IPurchaseModel model, PurchaseHistory customer, double t)
    {
        var what = $"{model.Name} [{string.Join(' ', model.Parameters)}] {customer} t {t}";
        Assert.True(double.IsFinite(model.LogLikelihood(customer)), what);
        Assert.True(model.ProbabilityAlive(customer) is >= 0 and <= 1, what);
        Assert.True(model.LogProbabilityAlive(customer) <= 0, what);
        var expected = model.ExpectedPurchases(customer, 0, t);
        Assert.True(double.IsFinite(expected) && expected >= 0, what);
        Assert.True(model.Probability(customer, 0, t) is >= 0 and <= 1 + 1e-12, what);
        Assert.True(model.Probability(customer, 3, t) is >= 0 and <= 1, what);
        var discounted = model.DiscountedPurchases(customer, 1 / (1 + customer.T));
        Assert.True(double.IsFinite(discounted) && discounted >= 0, what);
        var next = model.NextPurchase(customer, 0.8);
        Assert.True(next.Low is null or >= 0 && (next.High is null || next.High >= next.Low), what);
    }

    private static void Refused(string model, PurchaseSummary customers, FitDoubt doubt)
    {
        var fit = PurchaseModels.Find(model)!.Fit(customers);
        Assert.Equal(doubt, fit.Result.Doubt);
        Assert.Null(fit.Model);
        Assert.NotNull(FitTexts.Name(doubt));
    }

    private static PurchaseSummary Repeat(int customers, int x, double tx, double t) => new(
        [.. Enumerable.Repeat(x, customers)], [.. Enumerable.Repeat(tx, customers)], [.. Enumerable.Repeat(t, customers)],
        [.. Enumerable.Repeat(x == 0 ? 0 : x * Math.Log(tx / x), customers)]);

    private static PurchaseSummary Joined(PurchaseSummary one, PurchaseSummary other) => new([.. one.X, .. other.X], [.. one.Tx, .. other.Tx], [.. one.T, .. other.T], [.. one.Litt!, .. other.Litt!]);
}
