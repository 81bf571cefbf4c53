using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime;

/// <summary>Limits of the models where the best fit lies at the edge of what the parameters can say; the model is then the simpler one named here.</summary>
public enum FitBoundary
{
    /// <summary>The best fit lies inside.</summary>
    None,

    /// <summary>Dropout is 0 and purchases come by chance: the model is the NBD (x alone matters).</summary>
    NobodyLeaves,

    /// <summary>All customers share one dropout probability or rate.</summary>
    OneDropout,

    /// <summary>Some leave at once, the others never.</summary>
    SomeLeaveAtOnce,

    /// <summary>Everybody leaves at the first chance.</summary>
    AllLeaveAtOnce,

    /// <summary>All customers buy at one rate.</summary>
    OneRate,

    /// <summary>Some never buy again; a few buy at any rate.</summary>
    SomeNeverBuy,

    /// <summary>Spend differs neither within a customer nor between customers.</summary>
    OneSpend,

    /// <summary>Dropout is 0 and purchases are regular: the model is the CNBD-k.</summary>
    NobodyLeavesRegular,

    /// <summary>Dropout is 0 and there is one chance per period: purchases are beta-binomial.</summary>
    NobodyLeavesDiscrete,

    /// <summary>Contracts: everybody renews.</summary>
    NobodyCancels,

    /// <summary>Spend differs between purchases, but all customers have the same mean.</summary>
    OneMeanSpend,

    /// <summary>Spend differs between customers, but every customer always spends the same.</summary>
    OwnSpend,
}

/// <summary>Why a fit was refused or should not be relied on.</summary>
public enum FitDoubt
{
    None,
    NoCustomers,
    ImpossibleHistory,
    NoRepeatPurchases,
    NoGaps,
    TooFewCustomers,
    NotConverged,
    Flat,
    NoSpread,
    ImpossibleSpend,
    InfiniteMean,
    NotDiscrete,
    ImpossibleWeight,
    AtBound,
    NoAmounts,
}

/// <summary>English names of boundaries and doubts, for the command line; pages translate.</summary>
public static class FitTexts
{
    /// <summary>Null for <see cref="FitBoundary.None"/>.</summary>
    public static string? Name(FitBoundary boundary) => boundary switch
    {
        FitBoundary.None => null,
        FitBoundary.NobodyLeaves => "nobody leaves: NBD",
        FitBoundary.NobodyLeavesRegular => "nobody leaves: CNBD-k",
        FitBoundary.NobodyLeavesDiscrete => "nobody leaves: beta-binomial",
        FitBoundary.NobodyCancels => "nobody leaves: everybody renews",
        FitBoundary.OneDropout => "one dropout for all",
        FitBoundary.SomeLeaveAtOnce => "some leave at once, the others never",
        FitBoundary.AllLeaveAtOnce => "everybody leaves at once",
        FitBoundary.OneRate => "one purchase rate for all",
        FitBoundary.SomeNeverBuy => "some never buy again",
        FitBoundary.OneMeanSpend => "one mean spend for all",
        FitBoundary.OwnSpend => "every customer always spends the same",
        _ => "one spend for all",
    };

    /// <summary>Null for <see cref="FitDoubt.None"/>.</summary>
    public static string? Name(FitDoubt doubt) => doubt switch
    {
        FitDoubt.None => null,
        FitDoubt.NoCustomers => "there are no customers",
        FitDoubt.ImpossibleHistory => "a history is impossible: x, t_x and T must be finite with x ≥ 0, 0 ≤ t_x ≤ T, t_x = 0 where x = 0 and only there, and litt, where it is known, at most x ln(t_x/x)",
        FitDoubt.NoRepeatPurchases => "nobody has bought twice, so nothing tells how often customers buy",
        FitDoubt.NoAmounts => "no amounts are known of customers who bought twice",
        FitDoubt.NoGaps => "the sums of log gaps are missing",
        FitDoubt.TooFewCustomers => "too few customers bought twice for the number of parameters",
        FitDoubt.NotConverged => "the search for the best fit did not settle",
        FitDoubt.Flat => "the data leave a combination of parameters undetermined",
        FitDoubt.ImpossibleSpend => "a spend is impossible: counts and amounts must be finite and not negative",
        FitDoubt.NotDiscrete => "the model needs whole periods with at most one purchase each",
        FitDoubt.ImpossibleWeight => "a weight is impossible: it must be finite and above 0",
        FitDoubt.AtBound => "a parameter runs to the end of its range, where no simpler model is known",
        FitDoubt.InfiniteMean => "a few spend so much that the mean over all customers is infinite",
        _ => "the values do not differ",
    };
}

/// <summary>One parameter of a fit.</summary>
/// <param name="Name">Letter of the papers: r, alpha, a, b, s, beta, p, q, gamma, k.</param>
/// <param name="Value">Estimate; rates' scale parameters in the unit of the times.</param>
/// <param name="StandardError">Null where the data do not determine it (at a boundary) or it was chosen, not estimated.</param>
/// <param name="AtBound">Whether the value is no estimate: it lies at the end of what was searched, or means nothing in the simpler model that the fit amounts to.</param>
public readonly record struct FittedParameter(string Name, double Value, double? StandardError, bool AtBound = false);

/// <summary>What a maximum-likelihood fit found and how far to believe it.</summary>
public sealed record FitResult
{
    /// <summary>Name of the model as in <see cref="PurchaseModels"/>.</summary>
    public required string Model { get; init; }

    /// <summary>In the papers' order; empty when the fit was refused.</summary>
    public IReadOnlyList<FittedParameter> Parameters { get; init; } = [];

    /// <summary>Covariance of the estimates, n·n row by row in the order of <see cref="Parameters"/>; rows without a standard error are 0.</summary>
    public double[] Covariance { get; init; } = [];

    /// <summary>Covariance of the search's own parameters (logs of positive ones), same shape; what the delta method and draws use.</summary>
    public double[] LogCovariance { get; init; } = [];

    /// <summary>Sum over customers without combinatorial constants, in the unit of the times given.</summary>
    public double LogLikelihood { get; init; }

    /// <summary>Evaluations of the likelihood over all starts.</summary>
    public int Iterations { get; init; }

    /// <summary>Largest absolute derivative of the log-likelihood by a log-parameter that is not at its bound.</summary>
    public double GradientNorm { get; init; }

    /// <summary>Largest over smallest eigenvalue of the information matrix of the log-parameters that are free; +∞ when singular.</summary>
    public double Condition { get; init; }

    /// <summary>Customers, weights counted.</summary>
    public double Customers { get; init; }

    /// <summary>Whether a further step would gain nothing that double precision can tell.</summary>
    public bool Converged { get; init; }

    /// <summary>The simpler model that the best fit amounts to.</summary>
    public FitBoundary Boundary { get; init; }

    /// <summary>Why not to rely on the fit, or why there is none.</summary>
    public FitDoubt Doubt { get; init; }

    /// <summary>Whether predictions may be built on the fit.</summary>
    public bool IsTrusted => Doubt == FitDoubt.None;

    /// <summary>Whether there are parameters at all.</summary>
    public bool IsRefused => Parameters.Count == 0;

    /// <summary>Estimate by its letter.</summary>
    public double this[string name] => Parameters.First(p => p.Name == name).Value;

    /// <summary>No parameters, and the reason.</summary>
    public static FitResult Refuse(string model, FitDoubt doubt, double customers) => new() { Model = model, Doubt = doubt, Customers = customers, LogLikelihood = double.NegativeInfinity, Condition = double.PositiveInfinity };

    /// <summary>What speaks against relying on the fit: at a bound only a boundary with a name will do.</summary>
    /// <param name="informative">Customers who say something: those with a repeat purchase.</param>
    internal FitDoubt Judge(double informative)
    {
        // Customers per parameter; and the standard error of a log-parameter beyond which the data do not determine it.
        const double Fewest = 5, Undetermined = 3;
        if (!Converged) return FitDoubt.NotConverged;
        var n = Parameters.Count;
        if (informative < Fewest * n) return FitDoubt.TooFewCustomers;
        if (Boundary == FitBoundary.None && Parameters.Any(p => p.AtBound)) return FitDoubt.AtBound;
        for (var i = 0; i < n; i++)
            if (!Parameters[i].AtBound && !(LogCovariance[i * n + i] is > 0 and < Undetermined * Undetermined)) return FitDoubt.Flat;
        return FitDoubt.None;
    }

    /// <summary>Fills parameters, errors, covariance, gradient and condition from a maximum.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="names">Letters, in the order of the maximum's parameters.</param>
    /// <param name="maximum">Where the search ended.</param>
    /// <param name="isLog">Per parameter whether the search worked on its log.</param>
    /// <param name="unit">Per parameter the factor from the search's unit to the caller's (1 for pure numbers).</param>
    /// <param name="isKnown">Per parameter whether the data determine it; null for all that are not at a bound.</param>
    public static FitResult From(string model, IReadOnlyList<string> names, Maximum maximum, bool[]? isLog = null, double[]? unit = null, bool[]? isKnown = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(maximum);
        var n = names.Count;
        var free = Enumerable.Range(0, n).Where(i => isKnown?[i] ?? !maximum.AtBound[i]).ToArray();
        var m = free.Length;
        var information = new double[m * m];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < m; j++) information[i * m + j] = -maximum.Hessian[free[i] * n + free[j]];
        }
        var eigen = Eigen.Of(information, m);
        var inverse = eigen.Inverse();
        var values = new double[n];
        for (var i = 0; i < n; i++) values[i] = (isLog?[i] ?? true ? Math.Exp(maximum.Theta[i]) : maximum.Theta[i]) * (unit?[i] ?? 1);
        var (logs, plain) = (new double[n * n], new double[n * n]);
        for (var i = 0; i < m && inverse is not null; i++)
        {
            for (var j = 0; j < m; j++)
            {
                var (p, q) = (free[i], free[j]);
                logs[p * n + q] = inverse[i * m + j];
                plain[p * n + q] = inverse[i * m + j] * (isLog?[p] ?? true ? values[p] : unit?[p] ?? 1) * (isLog?[q] ?? true ? values[q] : unit?[q] ?? 1);
            }
        }
        var (most, least) = m == 0 ? (1, 1) : (eigen.Values.Max(), eigen.Values.Min());
        return new()
        {
            Model = model,
            Parameters = [.. names.Select((name, i) => new FittedParameter(name, values[i], plain[i * n + i] > 0 ? Math.Sqrt(plain[i * n + i]) : null, !free.Contains(i)))],
            Covariance = plain,
            LogCovariance = logs,
            LogLikelihood = maximum.Value,
            Iterations = maximum.Iterations,
            GradientNorm = maximum.GradientNorm,
            Condition = least > 0 ? most / least : double.PositiveInfinity,
            Converged = maximum.Converged,
        };
    }
}
