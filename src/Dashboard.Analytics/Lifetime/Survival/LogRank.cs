namespace Dashboard.Analytics.Lifetime.Survival;

/// <summary>Whether groups of customers leave at different rates: Mantel (1966), Peto and Peto (1972).</summary>
/// <param name="ChiSquare">The statistic; null when nothing can be compared.</param>
/// <param name="DegreesOfFreedom">Groups that could have been seen to leave, less one.</param>
/// <param name="PValue">Chance of so large a statistic when all leave at the same rate; null like the statistic.</param>
/// <param name="Observed">Leavers of each group.</param>
/// <param name="Expected">Leavers of each group if all left at the same rate.</param>
public sealed record LogRank(double? ChiSquare, int DegreesOfFreedom, double? PValue, IReadOnlyList<double> Observed, IReadOnlyList<double> Expected)
{
    /// <summary>Compares the groups. Nothing can be compared without two groups at risk together when somebody leaves.</summary>
    /// <exception cref="ArgumentException">A time is negative or not a number, a weight is not above zero.</exception>
    public static LogRank Compare(IReadOnlyList<Tenure[]> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var n = groups.Count;
        var (observed, expected, variance) = (new double[n], new double[n], new double[n, n]);
        var curves = groups.Select(g => TenureGroup.Of(g)).ToArray();
        var next = new int[n];
        var atRisk = new double[n];
        foreach (var time in curves.SelectMany(c => c).Where(g => g.Events > 0).Select(g => g.Time).Distinct().Order())
        {
            var (all, leavers) = (0.0, 0.0);
            for (var g = 0; g < n; g++)
            {
                while (next[g] < curves[g].Count && curves[g][next[g]].Time < time) next[g]++;
                var here = next[g] < curves[g].Count ? curves[g][next[g]] : default;
                var events = here.Time == time ? here.Events : 0;
                all += atRisk[g] = here.AtRisk;
                leavers += events;
                observed[g] += events;
            }
            var spread = all > 1 ? leavers * (all - leavers) / (all - 1) : 0;
            for (var g = 0; g < n; g++)
            {
                var share = atRisk[g] / all;
                expected[g] += leavers * share;
                for (var h = 0; h < n; h++) variance[g, h] += spread * share * ((g == h ? 1 : 0) - atRisk[h] / all);
            }
        }
        var (chiSquare, rank) = Quadratic([.. observed.Zip(expected, (o, e) => o - e)], variance);
        return rank == 0 ? new(null, 0, null, observed, expected) : new(chiSquare, rank, ChiSquareDistribution.UpperTail(chiSquare, rank), observed, expected);
    }

    /// <summary>zᵀ V⁻ z and the rank of V, a positive semidefinite matrix; its columns are eliminated in order of their pivots.</summary>
    private static (double Value, int Rank) Quadratic(double[] z, double[,] v)
    {
        var (value, rank) = (0.0, 0);
        var left = Enumerable.Range(0, z.Length).ToList();
        var scale = left.Select(i => v[i, i]).DefaultIfEmpty().Max();
        while (left.Count > 0)
        {
            var pivot = left.MaxBy(i => v[i, i]);
            if (!(v[pivot, pivot] > scale * 1e-10)) break;
            left.Remove(pivot);
            value += z[pivot] * z[pivot] / v[pivot, pivot];
            rank++;
            foreach (var i in left)
            {
                var factor = v[i, pivot] / v[pivot, pivot];
                z[i] -= factor * z[pivot];
                foreach (var j in left) v[i, j] -= factor * v[pivot, j];
            }
        }
        return (value, rank);
    }
}
