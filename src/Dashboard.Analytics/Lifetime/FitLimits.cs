namespace Dashboard.Analytics.Lifetime;

/// <summary>
/// Ends of the searches and which simpler model a fit there amounts to: one rule for all families. Parameters are logs, scales of time in units of the mean age.
/// </summary>
internal static class FitLimits
{
    /// <summary>The greatest parameter a search tries; - this is the least. Beyond, the limits named here differ by nothing that double precision can tell.</summary>
    public const double Edge = 14;

    /// <summary>
    /// The greatest r and α of models whose likelihood keeps its digits there: n customers at one rate are then within n · 1e-13 of the Poisson limit, and a search that
    /// gains nothing more ends before.
    /// </summary>
    private const double FarEdge = 30;

    /// <summary>Within this of <see cref="Edge"/> a scale is at the end; the gain of going on is below what ends a search.</summary>
    private const double Near = Edge - 1;

    /// <summary>A shape from which on customers differ by 1 % or less are alike; below its inverse they are all or nothing.</summary>
    public const double Alike = 9.2;

    /// <summary>When fewer than one customer in ten thousand leaves, nobody does.</summary>
    private const double Nobody = 1e-4;

    public static double[] Upper(int n) => [.. Enumerable.Repeat(Edge, n)];

    /// <summary>The same for (r, α) and what follows them.</summary>
    public static double[] UpperOfRates(int n) => [FarEdge, FarEdge, .. Upper(n - 2)];

    public static double[] Lower(int n) => [.. Enumerable.Repeat(-Edge, n)];

    /// <summary>Dropout with a probability ~ beta(a, b) at each of so many chances per customer.</summary>
    public static FitBoundary OfChance(double a, double b, double chances) =>
        LogSpace.Logistic(a - b) * chances < Nobody ? FitBoundary.NobodyLeaves
        : LogSpace.Logistic(b - a) < Nobody ? FitBoundary.AllLeaveAtOnce
        : a < -Near || Math.Max(a, b) < -Alike ? FitBoundary.SomeLeaveAtOnce
        : LogSpace.Add(a, b) > Alike ? FitBoundary.OneDropout
        : FitBoundary.None;

    /// <summary>Dropout at a rate ~ gamma(s, β); 1 - (1 + 1/β)^-s have left by the mean age.</summary>
    public static FitBoundary OfRate(double s, double beta)
    {
        var stays = -Math.Exp(s) * LogSpace.Softplus(-beta);
        return -LogSpace.Expm1(stays) < Nobody ? FitBoundary.NobodyLeaves
            : s > Alike || beta > Near ? FitBoundary.OneDropout
            : beta >= -Near ? FitBoundary.None
            : Math.Exp(stays) < Nobody ? FitBoundary.AllLeaveAtOnce
            : FitBoundary.SomeLeaveAtOnce;
    }

    /// <summary>The limit that all customers are in, of those with the least and the greatest effect of covariates on leaving; none when they are in several.</summary>
    /// <param name="columns">Covariates of leaving, a value per customer each.</param>
    /// <param name="coefficients">Their coefficients.</param>
    /// <param name="of">The limit by an effect.</param>
    public static FitBoundary OfAll(double[][] columns, ReadOnlySpan<double> coefficients, Func<double, FitBoundary> of)
    {
        if (columns.Length == 0) return of(0);
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; i < columns[0].Length; i++)
        {
            var effect = 0.0;
            for (var c = 0; c < columns.Length; c++) effect += coefficients[c] * columns[c][i];
            (least, most) = (Math.Min(least, effect), Math.Max(most, effect));
        }
        var (one, other) = (of(least), of(most));
        return one == other ? one : FitBoundary.None;
    }

    /// <summary>Purchases at a rate ~ gamma(r, α).</summary>
    public static FitBoundary OfPurchases(double r, double alpha) =>
        r > Alike || alpha > Near ? FitBoundary.OneRate
        : r < -Alike || alpha < -Near ? FitBoundary.SomeNeverBuy
        : FitBoundary.None;

    /// <summary>A purchase with a probability ~ beta(α, β) at each chance.</summary>
    public static FitBoundary OfPurchaseChance(double alpha, double beta) =>
        LogSpace.Add(alpha, beta) > Alike ? FitBoundary.OneRate
        : alpha < -Alike ? FitBoundary.SomeNeverBuy
        : FitBoundary.None;

    /// <summary>Amounts ~ gamma(p, ν) with ν ~ gamma(q, γ).</summary>
    public static FitBoundary OfSpend(double p, double q) =>
        q > Alike ? p > Alike ? FitBoundary.OneSpend : FitBoundary.OneMeanSpend
        : p > Alike ? FitBoundary.OwnSpend
        : FitBoundary.None;

    /// <summary>Marks what the data cannot tell in these limits: of a ratio that alone is determined, one part is held.</summary>
    /// <param name="known">Per parameter whether it is estimated; changed.</param>
    /// <param name="boundary">Of the two parameters.</param>
    /// <param name="first">Index of the first of the two, the shape.</param>
    public static void Hold(Span<bool> known, FitBoundary boundary, int first)
    {
        if (boundary is FitBoundary.NobodyLeaves or FitBoundary.AllLeaveAtOnce) known[first] = known[first + 1] = false;
        if (boundary is FitBoundary.OneDropout or FitBoundary.SomeLeaveAtOnce or FitBoundary.OneRate && known[first]) known[first + 1] = false;
    }
}
