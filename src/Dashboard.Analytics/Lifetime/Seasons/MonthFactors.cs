using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Lifetime.Seasons;

/// <summary>
/// How the calendar moves a shop's repeat purchases: twelve factors on a model's expectation, and beside them a level per year so that growth is not taken for
/// season. Actual and expected weeks are matched by iterative proportional fitting (Deming, Stephan 1940) and each factor is drawn towards 1 as far as its noise
/// asks for (empirical Bayes, Morris 1983).
/// </summary>
internal static class MonthFactors
{
    public const int Months = 12;
    private const int WeeksPerYear = 52;
    private const int Rounds = 50;

    /// <summary>Factors of January … December with mean 1 over a year; null for histories of less than a year.</summary>
    public static double[]? Of(IReadOnlyList<TrackedWeek> weeks)
    {
        var years = weeks.Count / WeeksPerYear;
        if (years == 0) return null;
        // Years end with the history; what is left at its beginning counts to the first.
        var year = new int[weeks.Count];
        for (var w = 0; w < weeks.Count; w++) year[w] = Math.Max(0, years - 1 - (weeks.Count - 1 - w) / WeeksPerYear);
        var month = weeks.Select(w => FactDay.ToDate(w.End - 4).Month - 1).ToArray();   // the week's middle day

        var (season, level) = (Ones(Months), Ones(years));
        for (var round = 0; round < Rounds; round++)
        {
            Match(level, year, w => season[month[w]]);
            Match(season, month, w => level[year[w]]);
        }
        Shrink();
        var mean = season.Average();
        for (var m = 0; m < Months; m++) season[m] /= mean;
        return season;

        void Match(double[] factor, int[] group, Func<int, double> other)
        {
            var (actual, expected) = (new double[factor.Length], new double[factor.Length]);
            for (var w = 0; w < weeks.Count; w++)
            {
                actual[group[w]] += weeks[w].Actual;
                expected[group[w]] += weeks[w].Expected * other(w);
            }
            for (var g = 0; g < factor.Length; g++) factor[g] = expected[g] > 0 && actual[g] > 0 ? actual[g] / expected[g] : 1;
        }

        void Shrink()
        {
            // Weeks scatter more than chance alone would have it: Pearson's dispersion, at least Poisson's 1.
            var (scatter, expected) = (0.0, new double[Months]);
            for (var w = 0; w < weeks.Count; w++)
            {
                var fitted = weeks[w].Expected * level[year[w]] * season[month[w]];
                expected[month[w]] += weeks[w].Expected * level[year[w]];
                if (fitted > 0) scatter += (weeks[w].Actual - fitted) * (weeks[w].Actual - fitted) / fitted;
            }
            var dispersion = Math.Max(1, scatter / Math.Max(1, weeks.Count - Months - years + 1));
            var noise = expected.Select(e => e > 0 ? dispersion / e : double.PositiveInfinity).ToArray();
            var seen = Enumerable.Range(0, Months).Where(m => double.IsFinite(noise[m])).ToArray();
            var spread = seen.Length == 0 ? 0 : Math.Max(0, seen.Average(m => (season[m] - 1) * (season[m] - 1) - noise[m]));
            for (var m = 0; m < Months; m++) season[m] = spread > 0 ? 1 + (season[m] - 1) * spread / (spread + noise[m]) : 1;
        }
    }

    private static double[] Ones(int n) => [.. Enumerable.Repeat(1.0, n)];
}
