using Dashboard.Analytics.Lifetime;

namespace Dashboard.Analytics.Tests.Lifetime.BetaGeometric;

/// <summary>What must not change a fit.</summary>
public sealed class BgCnbdInvarianceTests
{
    public static TheoryData<string> Models() => ["NBD", "BG/NBD", "MBG/NBD", "BG/CNBD-k", "MBG/CNBD-k"];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_unit_of_time_does_not_matter(string model)
    {
        var (customers, family) = (Shop(model), PurchaseModels.Find(model)!);
        var weeks = family.Fit(customers).Result;
        foreach (var factor in (double[])[7, 1.0 / 52, 604_800])
        {
            var other = family.Fit(customers.InUnit(factor)).Result;
            Same(weeks, other, factor);
            Assert.Equal(weeks.LogLikelihood - customers.X.Sum() * Math.Log(factor), other.LogLikelihood, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_order_of_rows_does_not_matter(string model)
    {
        var (customers, family) = (Shop(model), PurchaseModels.Find(model)!);
        var order = Enumerable.Range(0, customers.Count).ToArray();
        new Random(5).Shuffle(order);
        var shuffled = new PurchaseSummary([.. order.Select(i => customers.X[i])], [.. order.Select(i => customers.Tx[i])], [.. order.Select(i => customers.T[i])], [.. order.Select(i => customers.Litt![i])]);
        Same(family.Fit(customers).Result, family.Fit(shuffled).Result);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Splitting_a_row_into_weights_does_not_matter(string model)
    {
        var (customers, family) = (Shop(model), PurchaseModels.Find(model)!);
        int[] twice = [.. Enumerable.Range(0, customers.Count), .. Enumerable.Range(0, customers.Count)];
        double[] weights = [.. twice.Select((_, i) => i < customers.Count ? 0.25 : 0.75)];
        var split = new PurchaseSummary([.. twice.Select(i => customers.X[i])], [.. twice.Select(i => customers.Tx[i])], [.. twice.Select(i => customers.T[i])], [.. twice.Select(i => customers.Litt![i])], weights);
        var (whole, parts) = (family.Fit(customers).Result, family.Fit(split).Result);
        Same(whole, parts);
        Assert.Equal(whole.LogLikelihood, parts.LogLikelihood, 1e-6);
    }

    private static PurchaseSummary Shop(string model) => model switch
    {
        "BG/CNBD-k" => Draws.Shop("BG/CNBD-k", [2, 0.9, 2, 0.6, 2.5], 800, 52, seed: 3),
        "MBG/CNBD-k" => Draws.Shop("MBG/CNBD-k", [2, 1.4, 2.8, 0.5, 0.8], 800, 52, seed: 3),
        _ => Draws.Shop("MBG/NBD", [1.2, 6, 0.5, 1.5], 800, 52, seed: 3),
    };

    private static void Same(FitResult expected, FitResult actual, double unit = 1)
    {
        Assert.Equal(FitDoubt.None, expected.Doubt);
        foreach (var (one, other) in expected.Parameters.Zip(actual.Parameters))
            ModelVectors.Agrees(one.Name == "alpha" ? one.Value * unit : one.Value, other.Value, 1e-8, one.Name);
    }
}
