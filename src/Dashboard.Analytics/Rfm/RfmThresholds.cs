using Dashboard.Analytics.Kpis;

namespace Dashboard.Analytics.Rfm;

/// <summary>Where the scores change: the least raw value of scores 2, 3, 4 and 5; the greatest number there is when nobody reaches a score.</summary>
/// <param name="LastDay">Least last-purchase day (snapshot days).</param>
/// <param name="Purchases">Fewest purchases.</param>
/// <param name="Money">Least net revenue in minor units.</param>
public sealed record RfmThresholds(int[] LastDay, int[] Purchases, long[] Money)
{
    internal static RfmThresholds Find(RfmValues values, int asOfDay, RfmRule rule, long minorPerMajor, RfmLimits? limits)
    {
        var (days, purchases) = values.Count();
        var money = limits?.Money ?? FromValues(values.Buyers(), rule, minorPerMajor);
        return new(
            limits?.RecencyDays is { } most ? [asOfDay - most[3], asOfDay - most[2], asOfDay - most[1], asOfDay - most[0]]
                : rule == RfmRule.RPackage ? LastDays(FromCounts(DaysBefore(days, asOfDay), rule), asOfDay) : FromCounts(days, rule, fromBest: true),
            limits?.Purchases ?? FromCounts(purchases, rule),
            money);
    }

    /// <summary>Limits for numbers given as how often each occurs.</summary>
    private static int[] FromCounts(int[] counts, RfmRule rule, bool fromBest = false)
    {
        var limits = new[] { int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue };
        var n = counts.Sum();
        if (rule == RfmRule.RPackage)
            return n == 0 ? limits : Cuts(n, rank => At(counts, rank), 1).Select(c => (int)Math.Min(c, int.MaxValue)).ToArray();
        var (below, score) = (0, 1);
        for (var value = 0; value < counts.Length; value++)
        {
            if (counts[value] == 0) continue;
            for (; score < 5 && IsAbove(rule, fromBest, below, counts[value], score, n); score++) limits[score - 1] = value;
            below += counts[value];
        }
        return limits;
    }

    private static long[] FromValues(MoneyRanking ranking, RfmRule rule, long minorPerMajor)
    {
        var limits = new[] { long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue };
        var n = ranking.Count;
        if (n == 0) return limits;
        if (rule == RfmRule.RPackage) return Cuts(n, ranking.At, minorPerMajor);
        // The value that holds the rank s·n/5 or the next greater one is the first of score s + 1.
        ranking.Prepare([.. Enumerable.Range(1, 4).Select(score => RankOf(score, n))]);
        for (var score = 1; score < 5; score++)
        {
            foreach (var (value, below, equal) in ranking.DistinctFrom(RankOf(score, n)))
            {
                if (!IsAbove(rule, fromBest: false, below, equal, score, n)) continue;
                limits[score - 1] = value;
                break;
            }
        }
        return limits;
    }

    private static int RankOf(int score, int n) => (int)((long)score * n / 5);

    // The rules of RfmRule in whole numbers; the average rank is below + (equal + 1) / 2.
    private static bool IsAbove(RfmRule rule, bool fromBest, int below, int equal, int score, int n) =>
        rule == RfmRule.MidRank ? 10L * below + 5L * equal > 2L * score * n
        : fromBest ? 5L * (n - below - equal) < (5L - score) * n
        : 5L * below >= (long)score * n;

    /// <summary>Least whole numbers not below the type-7 quantiles at 20 … 80 % plus <paramref name="plus"/>; exact.</summary>
    private static long[] Cuts(int n, Func<int, long> at, long plus) =>
    [
        .. Enumerable.Range(1, 4).Select(fifth =>
        {
            var (rank, rest) = Math.DivRem((long)(n - 1) * fifth, 5);
            var low = at((int)rank);
            var high = rest == 0 ? low : at((int)rank + 1);
            return low + plus + ((high - low) * rest + 4) / 5;
        }),
    ];

    private static long At(int[] counts, int rank)
    {
        var value = 0;
        for (var before = counts[0]; before <= rank; before += counts[value]) value++;
        return value;
    }

    private static int[] DaysBefore(int[] lastDays, int asOfDay)
    {
        var counts = new int[Math.Max(1, asOfDay + 1)];
        for (var day = 0; day < lastDays.Length && day <= asOfDay; day++) counts[asOfDay - day] = lastDays[day];
        return counts;
    }

    // Fewer days than the first cut are score 5, so the limits turn round.
    private static int[] LastDays(int[] cuts, int asOfDay) => [.. cuts.Reverse().Select(cut => asOfDay - cut + 1)];
}
