using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Contracts;
using Dashboard.Analytics.Lifetime.Numerics;
using Dashboard.Analytics.Lifetime.Spend;

namespace Dashboard.Analytics.Tests.Lifetime;

/// <summary>Weights are a unit like time: however light or heavy all rows are, the estimates are the same, the log-likelihood so many times and its errors the root of it.</summary>
public sealed class WeightTests
{
    public static TheoryData<string, double> ModelsAndWeights()
    {
        var data = new TheoryData<string, double>();
        foreach (var model in PurchaseModels.All)
        {
            foreach (var weight in (double[])[1e-6, 1e-3, 0.3, 1e6]) data.Add(model.Name, weight);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(ModelsAndWeights))]
    public void All_rows_may_be_light_or_heavy(string model, double weight)
    {
        var (family, customers) = (PurchaseModels.Find(model)!, Shop(model));
        var weighted = new PurchaseSummary(customers.X, customers.Tx, customers.T, customers.Litt, [.. customers.X.Select(_ => weight)]);
        Same(family.Fit(customers).Result, family.Fit(weighted).Result, weight);
    }

    [Theory]
    [MemberData(nameof(ModelsAndWeights))]
    public void A_light_row_may_be_split_into_lighter_ones(string model, double weight)
    {
        var (family, customers) = (PurchaseModels.Find(model)!, Shop(model));
        int[] rows = [.. Enumerable.Range(0, customers.Count), .. Enumerable.Range(0, customers.Count)];
        var twice = customers.Only(rows);
        var split = new PurchaseSummary(twice.X, twice.Tx, twice.T, twice.Litt, [.. rows.Select((_, at) => at < customers.Count ? 1e-3 * weight : 0.999 * weight)]);
        Same(family.Fit(customers).Result, family.Fit(split).Result, weight);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    public void Spends_and_contracts_may_be_light_or_heavy_too(double weight)
    {
        var random = new Random(7);
        int[] x = [.. Enumerable.Range(0, 600).Select(i => 1 + i % 5)];
        double[] mean = [.. x.Select(n => random.Gamma(4 * n) / (n * random.Gamma(3) / 20))], weights = [.. x.Select(_ => weight)];
        Same(GammaGamma.Fit(new(x, mean)).Result, GammaGamma.Fit(new(x, mean, weights)).Result, weight);
        var contract = Sbg.Create(0.9, 3)!;
        var tenures = Enumerable.Range(0, 1_000).Select(i => contract.Simulate(3 + i % 9, random)).ToArray();
        Same(Sbg.Fit(tenures).Result, Sbg.Fit(Array.ConvertAll(tenures, t => t with { Weight = weight })).Result, weight);
    }

    private static PurchaseSummary Shop(string model) => model switch
    {
        "BG/BB" => Draws.Shop("BG/BB", [1.2, 0.8, 0.7, 2.8], 800, 8, seed: 3),
        "BG/CNBD-k" or "MBG/CNBD-k" => Draws.Shop(model, [2, 1.4, 2.8, 0.5, 0.8], 800, 52, seed: 3),
        _ => Draws.Shop("MBG/NBD", [1.2, 6, 0.5, 1.5], 800, 52, seed: 3),
    };

    private static void Same(FitResult expected, FitResult actual, double weight)
    {
        Assert.Equal(FitDoubt.None, expected.Doubt);
        Assert.True(actual.Converged);
        ModelVectors.Agrees(expected.LogLikelihood * weight, actual.LogLikelihood, 1e-12, "log-likelihood");
        foreach (var (one, other) in expected.Parameters.Zip(actual.Parameters))
        {
            ModelVectors.Agrees(one.Value, other.Value, 1e-8, one.Name);
            if (one.StandardError is { } error) ModelVectors.Agrees(error / Math.Sqrt(weight), other.StandardError!.Value, 1e-6, $"standard error of {one.Name}");
        }
    }
}
