using Dashboard.Analytics.Lifetime.BetaGeometric;
using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.Pareto;

/// <summary>Fits and simulates the Pareto/NBD.</summary>
public sealed class ParetoNbdFamily : IPurchaseFamily
{
    internal const string ModelName = "Pareto/NBD";

    /// <summary>A log-likelihood that the dropout part improves by no more than this knows nothing of dropout.</summary>
    private const double NoGain = 1e-6;

    // Starts are tried on so many rows; the best are finished on all.
    private const int RowsForStarts = 1000;

    private ParetoNbdFamily()
    {
    }

    public static ParetoNbdFamily Instance { get; } = new();

    public string Name => ModelName;

    public IReadOnlyList<string> ParameterNames { get; } = ["r", "alpha", "s", "beta"];

    public PurchaseFit Fit(PurchaseSummary customers)
    {
        ArgumentNullException.ThrowIfNull(customers);
        if (GroupedPurchases.Check(customers) is not FitDoubt.None and var refusal) return new(FitResult.Refuse(Name, refusal, customers.Count), null);
        var rows = GroupedPurchases.Of(customers);
        var search = new ParetoNbdSearch(rows, [], []);
        var nobody = BgCnbdFit.WithoutDropout(rows, 1) is { } stays ? BgCnbdFit.Embedded(stays) : null;
        var result = Result(nobody, search.Best(RowsForStarts), rows, ParameterNames, [], []);
        return new(result, result.IsRefused ? null : ParetoNbd.Create(result["r"], result["alpha"], result["s"], result["beta"]));
    }

    /// <summary>
    /// Fits with time-invariant covariates (Fader, Hardie note 019): α_i = α e^(-γ₁z_i), β_i = β e^(-γ₂z_i). Coefficients are named trans.NAME and life.NAME.
    /// </summary>
    /// <param name="customers">n rows.</param>
    /// <param name="buying">z of the purchase rate, n rows.</param>
    /// <param name="leaving">z of the dropout rate, n rows.</param>
    /// <exception cref="ArgumentException">The tables are not as long as the summary.</exception>
    public CovariateFit Fit(PurchaseSummary customers, Covariates buying, Covariates leaving)
    {
        ArgumentNullException.ThrowIfNull(customers);
        ArgumentNullException.ThrowIfNull(buying);
        ArgumentNullException.ThrowIfNull(leaving);
        buying.Check(customers.Count);
        leaving.Check(customers.Count);
        var refusal = GroupedPurchases.Check(customers);
        if (refusal == FitDoubt.None && !(buying.Differ && leaving.Differ)) refusal = FitDoubt.NoSpread;
        if (refusal != FitDoubt.None) return Covariate(FitResult.Refuse(Name, refusal, customers.Count), buying, leaving);
        var rows = GroupedPurchases.Of(customers, merge: false);
        var search = new ParetoNbdSearch(rows, buying.Scaled(), leaving.Scaled());
        string[] names = [.. ParameterNames, .. buying.Names.Select(n => $"trans.{n}"), .. leaving.Names.Select(n => $"life.{n}")];
        var plain = Fit(customers);
        double[] from = plain.Result.Boundary == FitBoundary.None
            ? [Math.Log(plain.Result["r"]), Math.Log(plain.Result["alpha"] / rows.Scale), Math.Log(plain.Result["s"]), Math.Log(plain.Result["beta"] / rows.Scale)] : [0, 0, 0, 0];
        return Covariate(Result(search.NobodyLeaves(), search.Best([from, [0, 0, 0, 0], [0, 0, -2, -1]]), rows, names, [.. buying.Scales(), .. leaving.Scales()], leaving.Scaled()), buying, leaving);
    }

    public IPurchaseModel? Create(ReadOnlySpan<double> parameters) =>
        parameters.Length == 4 ? ParetoNbd.Create(parameters[0], parameters[1], parameters[2], parameters[3]) : null;

    public SimulatedCustomer Simulate(IPurchaseModel model, double age, double holdout, Random random)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (r, alpha, s, beta) = (model.Parameters[0], model.Parameters[1], model.Parameters[2], model.Parameters[3]);
        var rate = random.Gamma(r) / alpha;
        var dropout = s == 0 ? 0 : random.Gamma(s) / beta;
        var leaves = random.Gamma(1) / dropout;
        var (x, tx, litt, later) = (0, 0.0, 0.0, 0);
        for (var (t, gap) = (0.0, random.Gamma(1) / rate); t + gap <= Math.Min(leaves, age + holdout); gap = random.Gamma(1) / rate)
        {
            t += gap;
            if (t > age) later++;
            else (x, tx, litt) = (x + 1, t, litt + Math.Log(gap));
        }
        return new(new(x, tx, age, litt), leaves > age, later);
    }

    private static CovariateFit Covariate(FitResult result, Covariates buying, Covariates leaving) => new(result, buying.Names.Count, leaving.Names.Count, (p, buys, leaves) =>
        ParetoNbd.Create(p[0], p[1] * Math.Exp(-buys), p[2], p[3] * Math.Exp(-leaves)));

    /// <param name="nobody">The best fit in which nobody leaves.</param>
    /// <param name="best">The best fit.</param>
    /// <param name="rows">The customers.</param>
    /// <param name="names">Of the parameters.</param>
    /// <param name="scales">By which covariates were divided.</param>
    /// <param name="byCovariates">Covariates of leaving as they were searched, whose coefficients come last.</param>
    private static FitResult Result(Maximum? nobody, Maximum? best, GroupedPurchases rows, IReadOnlyList<string> names, double[] scales, double[][] byCovariates)
    {
        if (nobody is null) return FitResult.Refuse(ModelName, FitDoubt.NotConverged, rows.Customers);
        var isNobody = best is null || best.Value <= nobody.Value + NoGain * rows.Unit;
        var found = isNobody ? nobody with { Iterations = nobody.Iterations + (best?.Iterations ?? 0) } : best!;
        var leaving = isNobody ? FitBoundary.NobodyLeaves : FitLimits.OfAll(byCovariates, found.Theta.AsSpan(found.Theta.Length - byCovariates.Length), effect => FitLimits.OfRate(found.Theta[2], found.Theta[3] - effect));
        var buying = FitLimits.OfPurchases(found.Theta[0], found.Theta[1]);
        var known = names.Select((_, i) => !found.AtBound[i]).ToArray();
        FitLimits.Hold(known, leaving, 2);
        FitLimits.Hold(known, buying, 0);
        var result = FitResult.From(
            ModelName, names, found, [.. names.Select((_, i) => i < 4)], [1, rows.Scale, 1, rows.Scale, .. scales.Select(s => 1 / s)], known) with
        {
            LogLikelihood = found.Value - rows.Purchases * Math.Log(rows.Scale),
            Customers = rows.Customers,
            Boundary = leaving == FitBoundary.None ? buying : leaving,
        };
        return result with { Doubt = result.Judge(rows.Repeaters) };
    }
}
