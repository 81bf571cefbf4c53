using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.BetaGeometric;

/// <summary>NBD, BG/NBD, MBG/NBD, and the two for regular buyers, where k is chosen too.</summary>
public sealed class BgCnbdFamily : IPurchaseFamily
{
    /// <summary>Greatest regularity tried.</summary>
    public const int MostK = 12;

    /// <summary>A gain over the simpler model below this, in units of what a customer weighs, is rounding.</summary>
    private const double NoGain = 1e-6;

    /// <summary>Coefficients of covariates that differ by at most 1 in absolute value.</summary>
    private const double Steepest = 20;

    private readonly bool _leaves;
    private readonly bool _dropsAtZero;
    private readonly bool _choosesK;

    private BgCnbdFamily(string name, bool leaves, bool dropsAtZero, bool choosesK) =>
        (Name, _leaves, _dropsAtZero, _choosesK, ParameterNames) =
        (name, leaves, dropsAtZero, choosesK, [.. choosesK ? ["k"] : Array.Empty<string>(), "r", "alpha", .. leaves ? ["a", "b"] : Array.Empty<string>()]);

    /// <summary>Negative binomial counts; nobody leaves (Ehrenberg 1959).</summary>
    public static BgCnbdFamily Nbd { get; } = new("NBD", leaves: false, dropsAtZero: false, choosesK: false);

    /// <summary>Fader, Hardie, Lee 2005, Marketing Science 24(2).</summary>
    public static BgCnbdFamily BgNbd { get; } = new("BG/NBD", leaves: true, dropsAtZero: false, choosesK: false);

    /// <summary>Batislam, Denizel, Filiztekin 2007, IJRM 24(3); Hoppe, Wagner 2007.</summary>
    public static BgCnbdFamily MbgNbd { get; } = new("MBG/NBD", leaves: true, dropsAtZero: true, choosesK: false);

    /// <summary>Reutterer, Platzer, Schröder 2021, IJRM 38(1), without a dropout chance at the first purchase.</summary>
    public static BgCnbdFamily BgCnbdK { get; } = new("BG/CNBD-k", leaves: true, dropsAtZero: false, choosesK: true);

    /// <summary>Reutterer, Platzer, Schröder 2021, IJRM 38(1).</summary>
    public static BgCnbdFamily MbgCnbdK { get; } = new("MBG/CNBD-k", leaves: true, dropsAtZero: true, choosesK: true);

    public string Name { get; }

    public IReadOnlyList<string> ParameterNames { get; }

    public PurchaseFit Fit(PurchaseSummary customers)
    {
        ArgumentNullException.ThrowIfNull(customers);
        var doubt = GroupedPurchases.Check(customers);
        if (doubt == FitDoubt.None && _choosesK && customers.Litt is null) doubt = FitDoubt.NoGaps;
        if (doubt != FitDoubt.None) return new(FitResult.Refuse(Name, doubt, customers.Count), null);
        var groups = GroupedPurchases.Of(customers);
        FitResult? best = null;
        var (bestK, falls) = (1, 0);
        // Past its best k the likelihood falls for good; two falls running are taken for that.
        for (var k = 1; k <= (_choosesK ? MostK : 1) && falls < 2; k++)
        {
            if (FitFor(groups, k) is not { } found) continue;
            var isBetter = best is null || found.LogLikelihood > best.LogLikelihood;
            falls = isBetter ? 0 : falls + 1;
            var iterations = found.Iterations + (best?.Iterations ?? 0);
            if (isBetter) (best, bestK) = (found, k);
            best = best! with { Iterations = iterations };
        }
        if (best is null) return new(FitResult.Refuse(Name, FitDoubt.NotConverged, groups.Customers), null);
        if (_choosesK) best = WithK(best, bestK);
        return new(best, Create([.. best.Parameters.Select(p => p.Value)]));
    }

    /// <summary>
    /// Fits the BG/NBD or MBG/NBD with time-invariant covariates: α_i = α e^(-γ₁z_i), a_i = a e^(γ₂w_i), b_i = b e^(γ₂w_i), as CLVTools has them
    /// (after Fader, Hardie note 019). Coefficients are named trans.NAME and life.NAME.
    /// </summary>
    /// <param name="customers">n rows.</param>
    /// <param name="buying">z of the purchase rate, n rows.</param>
    /// <param name="leaving">w of the dropout, n rows.</param>
    /// <exception cref="ArgumentException">The tables are not as long as the summary.</exception>
    /// <exception cref="InvalidOperationException">The family is another one.</exception>
    public CovariateFit Fit(PurchaseSummary customers, Covariates buying, Covariates leaving)
    {
        ArgumentNullException.ThrowIfNull(customers);
        ArgumentNullException.ThrowIfNull(buying);
        ArgumentNullException.ThrowIfNull(leaving);
        if (!_leaves || _choosesK) throw new InvalidOperationException($"{Name} takes no covariates.");
        buying.Check(customers.Count);
        leaving.Check(customers.Count);
        var refusal = GroupedPurchases.Check(customers);
        if (refusal == FitDoubt.None && !(buying.Differ && leaving.Differ)) refusal = FitDoubt.NoSpread;
        var all = refusal == FitDoubt.None ? GroupedPurchases.Of(customers) : null;
        if (all is null || BgCnbdFit.WithoutDropout(all, 1) is not { } stays) return Covariate(FitResult.Refuse(Name, refusal == FitDoubt.None ? FitDoubt.NotConverged : refusal, customers.Count), buying, leaving);
        var zeros = new double[buying.Names.Count + leaving.Names.Count];
        var likelihood = new BgNbdCovariateLikelihood(customers, all.Scale, _dropsAtZero, buying.Scaled(), leaving.Scaled());
        double[] steepest = [.. zeros.Select(_ => Steepest)], ofBuying = [.. zeros.Select((_, i) => i < buying.Names.Count ? Steepest : 0)];
        var nobody = new Maximiser(
            likelihood, [.. FitLimits.Lower(2), double.NegativeInfinity, 0, .. ofBuying.Select(s => -s)], [.. FitLimits.UpperOfRates(2), double.NegativeInfinity, 0, .. ofBuying])
        { Unit = all.Unit }
            .From([.. stays.Theta, double.NegativeInfinity, 0, .. zeros]);
        var found = new Maximiser(likelihood, [.. FitLimits.Lower(4), .. steepest.Select(s => -s)], [.. FitLimits.UpperOfRates(4), .. steepest]) { Unit = all.Unit }
            .Best(BgCnbdFit.Starts(stays).Select(s => (double[])[.. s, .. zeros]));
        if (nobody is null) return Covariate(FitResult.Refuse(Name, FitDoubt.NotConverged, all.Customers), buying, leaving);
        string[] names = ["r", "alpha", "a", "b", .. buying.Names.Select(n => $"trans.{n}"), .. leaving.Names.Select(n => $"life.{n}")];
        double[] units = [1, all.Scale, 1, 1, .. buying.Scales().Select(s => 1 / s), .. leaving.Scales().Select(s => 1 / s)];
        return Covariate(Result(nobody, found, all, 1, names, units, leaving.Scaled()), buying, leaving);
    }

    public IPurchaseModel? Create(ReadOnlySpan<double> parameters)
    {
        if (parameters.Length != ParameterNames.Count) return null;
        var at = _choosesK ? 1 : 0;
        var k = _choosesK ? parameters[0] : 1;
        if (k != Math.Floor(k) || k is < 1 or > MostK) return null;
        for (var i = 0; i < parameters.Length; i++)
            if (!double.IsFinite(parameters[i]) || !(parameters[i] > 0 || _leaves && i == at + 2 && parameters[i] == 0)) return null;
        return new BgCnbd(Name, parameters[at], parameters[at + 1], _leaves ? parameters[at + 2] : 0, _leaves ? parameters[at + 3] : 1, (int)k, _dropsAtZero, parameters.ToArray());
    }

    public SimulatedCustomer Simulate(IPurchaseModel model, double age, double holdout, Random random) => BgCnbdSimulation.Draw((BgCnbd)model, age, holdout, random);

    private CovariateFit Covariate(FitResult result, Covariates buying, Covariates leaving) => new(result, buying.Names.Count, leaving.Names.Count, (p, buys, leaves) =>
        Create([p[0], p[1] * Math.Exp(-buys), p[2] * Math.Exp(leaves), p[3] * Math.Exp(leaves)]));

    private FitResult? FitFor(GroupedPurchases groups, int k)
    {
        if (BgCnbdFit.WithoutDropout(groups, k) is not { } stays) return null;
        if (!_leaves) return Result(stays, null, groups, k, ["r", "alpha"], [1, groups.Scale]);
        return Result(BgCnbdFit.Embedded(stays), BgCnbdFit.WithDropout(groups, k, _dropsAtZero, stays), groups, k, ["r", "alpha", "a", "b"], [1, groups.Scale, 1, 1]);
    }

    /// <param name="nobody">The best fit in which nobody leaves.</param>
    /// <param name="best">The best fit; null where there is none, or no dropout in the model.</param>
    /// <param name="groups">The customers.</param>
    /// <param name="k">Regularity.</param>
    /// <param name="names">Of the parameters.</param>
    /// <param name="units">Of the parameters.</param>
    /// <param name="byCovariates">Covariates of leaving as they were searched, whose coefficients come last.</param>
    private FitResult Result(Maximum nobody, Maximum? best, GroupedPurchases groups, int k, string[] names, double[] units, params double[][] byCovariates)
    {
        var isNobody = best is null || best.Value <= nobody.Value + NoGain * groups.Unit;
        var found = (isNobody ? nobody : best!) with { Iterations = nobody.Iterations + (best?.Iterations ?? 0) };
        var known = names.Select((_, i) => !found.AtBound[i]).ToArray();
        var buying = FitLimits.OfPurchases(found.Theta[0], found.Theta[1]);
        FitLimits.Hold(known, buying, 0);
        var chances = groups.Purchases / groups.Customers + (_dropsAtZero ? 1 : 0);
        var leaving = !_leaves ? FitBoundary.None
            : isNobody ? FitBoundary.NobodyLeaves
            : FitLimits.OfAll(byCovariates, found.Theta.AsSpan(found.Theta.Length - byCovariates.Length), effect => FitLimits.OfChance(found.Theta[2] + effect, found.Theta[3] + effect, chances));
        if (_leaves) FitLimits.Hold(known, leaving, 2);
        if (k > 1 && leaving == FitBoundary.NobodyLeaves) leaving = FitBoundary.NobodyLeavesRegular;
        // Every purchase's density is per unit of time.
        var result = FitResult.From(Name, names, found, [.. names.Select((_, i) => i < 4)], units, known) with
        {
            LogLikelihood = found.Value - groups.Purchases * Math.Log(groups.Scale),
            Customers = groups.Customers,
            Boundary = leaving == FitBoundary.None ? buying : leaving,
        };
        return result with { Doubt = result.Judge(groups.Repeaters) };
    }

    /// <summary>Puts the chosen k before the estimated parameters; the greatest one tried may not be the best.</summary>
    private static FitResult WithK(FitResult result, int k)
    {
        var n = result.Parameters.Count;
        return result with
        {
            Parameters = [new("k", k, null, k == MostK), .. result.Parameters],
            Covariance = Framed(result.Covariance, n),
            LogCovariance = Framed(result.LogCovariance, n),
            Doubt = result.Doubt == FitDoubt.None && k == MostK ? FitDoubt.AtBound : result.Doubt,
        };
    }

    private static double[] Framed(double[] matrix, int n)
    {
        var framed = new double[(n + 1) * (n + 1)];
        for (var i = 0; i < n; i++) matrix.AsSpan(i * n, n).CopyTo(framed.AsSpan((i + 1) * (n + 1) + 1));
        return framed;
    }
}
