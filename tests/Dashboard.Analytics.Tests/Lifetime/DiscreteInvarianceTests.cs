using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Contracts;
using Dashboard.Analytics.Lifetime.Discrete;
using Dashboard.Analytics.Lifetime.Survival;

namespace Dashboard.Analytics.Tests.Lifetime;

/// <summary>What must not change a fit of periods; their unit is the period itself, so that only order and weights are left.</summary>
public sealed class DiscreteInvarianceTests
{
    [Fact]
    public void Order_and_splitting_of_rows_do_not_matter_to_the_BG_BB()
    {
        var customers = Draws.Shop(BgBbFamily.ModelName, [1.2, 0.8, 0.7, 2.8], 3_000, 8, seed: 2, sameAge: true);
        var (order, weights) = Halves(customers.Count, seed: 3);
        var only = customers.Only(order);
        Same(BgBbFamily.Instance.Fit(customers).Result, BgBbFamily.Instance.Fit(new(only.X, only.Tx, only.T, weight: weights)).Result);
    }

    [Fact]
    public void Order_and_splitting_of_rows_do_not_matter_to_the_sBG()
    {
        var (model, random) = (Sbg.Create(0.9, 3)!, new Random(4));
        var tenures = Enumerable.Range(0, 2_000).Select(i => model.Simulate(3 + i % 9, random)).ToArray();
        var (order, weights) = Halves(tenures.Length, seed: 5);
        Same(Sbg.Fit(tenures).Result, Sbg.Fit([.. order.Select((row, at) => tenures[row] with { Weight = weights[at] })]).Result);
    }

    /// <summary>Every row twice in any order, with a quarter and three quarters of its weight.</summary>
    private static (int[] Order, double[] Weights) Halves(int rows, int seed)
    {
        int[] order = [.. Enumerable.Range(0, rows), .. Enumerable.Range(0, rows)];
        new Random(seed).Shuffle(order);
        var seen = new HashSet<int>();
        return (order, [.. order.Select(i => seen.Add(i) ? 0.25 : 0.75)]);
    }

    private static void Same(FitResult expected, FitResult actual)
    {
        Assert.Equal(FitDoubt.None, expected.Doubt);
        Assert.Equal(expected.LogLikelihood, actual.LogLikelihood, 1e-7);
        foreach (var (one, other) in expected.Parameters.Zip(actual.Parameters))
        {
            ModelVectors.Agrees(one.Value, other.Value, 1e-8, one.Name);
            ModelVectors.Agrees(one.StandardError!.Value, other.StandardError!.Value, 1e-6, $"standard error of {one.Name}");
        }
    }
}
