using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.Discrete;

/// <summary>Fits and simulates the BG/BB.</summary>
public sealed class BgBbFamily : IPurchaseFamily
{
    internal const string ModelName = "BG/BB";

    private BgBbFamily()
    {
    }

    public static BgBbFamily Instance { get; } = new();

    public string Name => ModelName;

    public IReadOnlyList<string> ParameterNames { get; } = ["alpha", "beta", "gamma", "delta"];

    /// <summary>Maximum likelihood; times must be whole periods with at most one purchase each.</summary>
    public PurchaseFit Fit(PurchaseSummary customers)
    {
        ArgumentNullException.ThrowIfNull(customers);
        var doubt = GroupedPurchases.Check(customers);
        if (doubt == FitDoubt.None && !Enumerable.Range(0, customers.Count).All(i => BgBb.IsDiscrete(customers[i]))) doubt = FitDoubt.NotDiscrete;
        if (doubt != FitDoubt.None) return new(FitResult.Refuse(Name, doubt, customers.Count), null);
        var rows = Enumerable.Range(0, customers.Count).GroupBy(i => (customers.X[i], (int)customers.Tx[i], (int)customers.T[i]), customers.WeightOf)
            .Select(g => (X: g.Key.Item1, Tx: g.Key.Item2, N: g.Key.Item3, Weight: g.Sum())).Order().ToArray();
        double[][] starts = [[0, 0, 0, 1], [0, 0, -2, 0], [0, 1, 1, 2], [-1, -1, -3, -3], [2, 2, 3, 5]];
        var all = rows.Sum(r => r.Weight);
        if (new Maximiser(new BgBbLikelihood(rows), FitLimits.Lower(4), FitLimits.Upper(4)) { Unit = Math.Min(1, all / rows.Length) }.Best(starts) is not { } best) return new(FitResult.Refuse(Name, FitDoubt.NotConverged, all), null);
        var leaving = FitLimits.OfChance(best.Theta[2], best.Theta[3], rows.Sum(r => r.N * r.Weight) / all);
        var buying = FitLimits.OfPurchaseChance(best.Theta[0], best.Theta[1]);
        bool[] known = [.. best.AtBound.Select(b => !b)];
        FitLimits.Hold(known, leaving, 2);
        FitLimits.Hold(known, buying, 0);
        var boundary = leaving switch { FitBoundary.None => buying, FitBoundary.NobodyLeaves => FitBoundary.NobodyLeavesDiscrete, _ => leaving };
        var result = FitResult.From(Name, ParameterNames, best, isKnown: known) with { Customers = all, Boundary = boundary };
        return new(result with { Doubt = result.Judge(rows.Sum(r => r.X > 0 ? r.Weight : 0)) }, BgBb.Create(result["alpha"], result["beta"], result["gamma"], result["delta"]));
    }

    public IPurchaseModel? Create(ReadOnlySpan<double> parameters) =>
        parameters.Length == 4 ? BgBb.Create(parameters[0], parameters[1], parameters[2], parameters[3]) : null;

    public SimulatedCustomer Simulate(IPurchaseModel model, double age, double holdout, Random random)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (p, leaves) = (random.Beta(model.Parameters[0], model.Parameters[1]), random.Beta(model.Parameters[2], model.Parameters[3]));
        var (n, x, last, later, isAlive, aliveAtAge) = ((int)age, 0, 0, 0, true, true);
        for (var period = 1; period <= n + (int)holdout; period++)
        {
            isAlive = isAlive && random.NextDouble() >= leaves;
            // The model's P(alive) speaks of the period after the last one seen.
            if (period <= n + 1) aliveAtAge = isAlive;
            if (!isAlive || random.NextDouble() >= p) continue;
            if (period > n) later++;
            else (x, last) = (x + 1, period);
        }
        return new(new(x, last, n), aliveAtAge, later);
    }
}
