using Dashboard.Analytics.Lifetime.BetaGeometric;
using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.Pareto;

/// <summary>Looks for the maximum of a Pareto/NBD's log-likelihood from several starts.</summary>
internal sealed class ParetoNbdSearch
{
    /// <summary>Coefficients of covariates that differ by at most 1 in absolute value.</summary>
    private const double Steepest = 20;

    /// <summary>How much larger each further part is.</summary>
    private const int Further = 20;

    private readonly GroupedPurchases _rows;
    private readonly int _buying;
    private readonly int _leaving;
    private readonly ParetoNbdLikelihood _likelihood;

    public ParetoNbdSearch(GroupedPurchases rows, double[][] buying, double[][] leaving) =>
        (_rows, _buying, _leaving, _likelihood) = (rows, buying.Length, leaving.Length, new(rows, buying, leaving));

    /// <summary>The NBD: s = 0, where β means nothing.</summary>
    public Maximum? NobodyLeaves()
    {
        var coefficients = Enumerable.Repeat(Steepest, _buying).Concat(Enumerable.Repeat(0.0, _leaving)).ToArray();
        double[] upper = [.. FitLimits.Upper(2), double.NegativeInfinity, 0, .. coefficients], lower = [.. FitLimits.Lower(2), double.NegativeInfinity, 0, .. coefficients.Select(c => -c)];
        return new Maximiser(_likelihood, lower, upper) { Unit = _rows.Unit }.From(new double[upper.Length]);
    }

    /// <summary>From starts with few and many who leave, alike and unlike; on parts of the rows first, ever larger ones, when there are many more than <paramref name="about"/>.</summary>
    public Maximum? Best(int about)
    {
        double[][] all = [[0, 0, 0, 0], [0, 0, -3, 0], [0, -1, 0, -2], [0, 0, -2, -6], [0, 0, 3, 4]];
        var starts = all;
        for (var (looked, iterations) = (about, 0); ; looked *= Further)
        {
            var few = _rows.Thinned(looked);
            if (ReferenceEquals(few, _rows)) return Best(starts) is { } best ? best with { Iterations = best.Iterations + iterations } : null;
            var maximiser = Over(new(few), few);
            var found = starts.Select(maximiser.From).OfType<Maximum>().OrderByDescending(m => m.Value).ToList();
            iterations += found.Sum(m => m.Iterations);
            // A part may put modes of nearly equal height in the wrong order.
            var tops = new List<Maximum>();
            foreach (var next in found)
            {
                if (tops.TrueForAll(m => Math.Abs(m.Value - next.Value) > 1e-6 * Math.Abs(m.Value)) && (tops.Count == 0 || tops[0].Value - next.Value < 0.02 * Math.Abs(next.Value))) tops.Add(next);
            }
            // From where a part knows nothing of dropout no search gets away again; all starts are tried on one more part, on larger ones that is long.
            var again = tops.Count == 0 || looked == about && !IsInside(tops[0]) ? all.Length
                : looked == about || BgCnbdFit.KnowsDropout(tops[0], BgCnbdFit.WithoutDropout(few, 1)) ? 0 : 1;
            starts = [.. tops.Select(m => m.Theta), .. all.Take(again)];
        }
    }

    /// <summary>Whether dropout differs between customers and is more than nothing.</summary>
    private static bool IsInside(Maximum mode) => mode.Theta[2] is > -6 and < 6 && mode.Theta[3] < 8;

    /// <summary>From these starts of (ln r, ln α, ln s, ln β), coefficients at 0.</summary>
    public Maximum? Best(IEnumerable<double[]> starts) => Over(_likelihood, _rows).Best(starts.Select(s => (double[])[.. s, .. new double[_buying + _leaving]]));

    private static Maximiser Over(ParetoNbdLikelihood likelihood, GroupedPurchases rows)
    {
        double[] upper = [.. Enumerable.Range(0, likelihood.Dimension).Select(i => i < 4 ? FitLimits.Edge : Steepest)];
        return new(likelihood, [.. upper.Select(u => -u)], upper) { Unit = rows.Unit };
    }
}
