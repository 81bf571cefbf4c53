using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.BetaGeometric;

/// <summary>Maximum likelihood of the NBD and the (M)BG/CNBD-k for one k.</summary>
internal static class BgCnbdFit
{
    /// <summary>Groups of a first look, where all starts are tried; the survivors are finished on all groups.</summary>
    private const int FirstLook = 1_500;

    /// <summary>How much larger each further look is.</summary>
    private const int Further = 20;

    /// <summary>Twice this is beyond the 99.9th percentile of χ² with two degrees of freedom, the dropout parameters.</summary>
    private const double Telling = 7;

    /// <summary>Parameters closer than this in logs are one mode.</summary>
    private const double SameMode = 0.05;

    // Dropout chances tried first: the usual, rare, frequent, alike for all, all or nothing.
    private static readonly (double A, double B)[] Dropouts = [(0.8, 2.4), (0.1, 3), (1, 0.5), (20, 150), (0.02, 0.1)];

    /// <summary>The best (r, α) where nobody leaves, times in the groups' unit; null when the likelihood has no value.</summary>
    public static Maximum? WithoutDropout(GroupedPurchases groups, int k)
    {
        var perAge = Math.Max(1e-3, k * groups.Purchases / groups.Customers);
        return new Maximiser(new BgCnbdLogs(new(groups, k, false), leaves: false), FitLimits.Lower(2), FitLimits.UpperOfRates(2)) { Unit = groups.Unit }.Best([[Math.Log(0.5), Math.Log(0.5 / perAge)]]);
    }

    /// <summary>The best (r, α, a, b) of all modes found.</summary>
    public static Maximum? WithDropout(GroupedPurchases groups, int k, bool dropsAtZero, Maximum stays)
    {
        var iterations = 0;
        var modes = new List<Maximum>();
        IEnumerable<double[]> starts = Starts(stays);
        for (var looked = FirstLook; ; looked *= Further)
        {
            var thinned = groups.Thinned(looked);
            var search = Search(thinned, k, dropsAtZero);
            modes.Clear();
            foreach (var start in starts)
            {
                if (search.From(start) is not { } found) continue;
                iterations += found.Iterations;
                if (!modes.Exists(m => IsSame(m, found))) modes.Add(found);
            }
            if (modes.Count == 0) return null;
            var best = modes.MaxBy(m => m.Value)!;
            if (thinned == groups) return best with { Iterations = iterations };
            // A mode this far down in a sample is not the best of all customers either.
            var worth = 5 + 1e-3 * Math.Abs(best.Value);
            starts = [.. modes.Where(m => m.Value > best.Value - worth).Select(m => m.Theta)];
            // A first look may lack a mode; and from where one knows nothing of dropout no search gets away again.
            var again = looked == FirstLook ? IsInside(best) ? 1 : Dropouts.Length : KnowsDropout(best, WithoutDropout(thinned, k)) ? 0 : 1;
            starts = [.. starts, .. Starts(stays).Take(again)];
        }
    }

    /// <summary>The maximum without dropout as a point of a model with two parameters for it: the first 0, the second idle. All families have the same NBD.</summary>
    public static Maximum Embedded(Maximum stays)
    {
        var hessian = new double[16];
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 2; j++) hessian[i * 4 + j] = stays.Hessian[i * 2 + j];
        }
        return stays with
        {
            Theta = [.. stays.Theta, double.NegativeInfinity, 0],
            Gradient = [.. stays.Gradient, 0, 0],
            Hessian = hessian,
            AtBound = [.. stays.AtBound, true, true],
        };
    }

    private static Maximiser Search(GroupedPurchases groups, int k, bool dropsAtZero) => new(new BgCnbdLogs(new(groups, k, dropsAtZero), leaves: true), FitLimits.Lower(4), FitLimits.UpperOfRates(4)) { Unit = groups.Unit };

    /// <summary>Where searches begin: the rates as if nobody left, with several dropouts.</summary>
    public static IEnumerable<double[]> Starts(Maximum stays)
    {
        foreach (var (a, b) in Dropouts) yield return [stays.Theta[0], stays.Theta[1], Math.Log(a), Math.Log(b)];
    }

    /// <summary>Whether a mode of a part of the customers says more than that nobody leaves: by what chance alone would hardly add.</summary>
    public static bool KnowsDropout(Maximum mode, Maximum? stays) => stays is null || mode.Value > stays.Value + Telling;

    /// <summary>Whether dropout differs between customers and is more than nothing.</summary>
    private static bool IsInside(Maximum mode) => Math.Exp(mode.Theta[2]) > 1e-3 && Math.Exp(mode.Theta[2]) + Math.Exp(mode.Theta[3]) < 1e3;

    private static bool IsSame(Maximum one, Maximum other) => one.Theta.Zip(other.Theta).All(p => Math.Abs(p.First - p.Second) < SameMode);
}
