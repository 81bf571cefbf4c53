using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Kpis;

/// <summary>Customers whose value lies within bounds.</summary>
/// <param name="From">Least value, included, in major units after margin; null for all that is 0 or less.</param>
/// <param name="To">The value below which they are; null for no bound.</param>
/// <param name="AtLeast">The same bound before margin, included, in major units; null for none.</param>
/// <param name="AtMost">The upper bound before margin, included, in major units; null for none.</param>
/// <param name="Customers">How many.</param>
/// <param name="Value">What they are worth together, in major units after margin.</param>
public sealed record ValueBin(double? From, double? To, decimal? AtLeast, decimal? AtMost, int Customers, double Value);

/// <summary>The best of the customers.</summary>
/// <param name="Percent">So many per cent, rounded up to whole customers.</param>
/// <param name="Share">What these hold of all value, 0 … 1; null where all of it is 0 or less.</param>
/// <param name="AtLeast">What the last of them is worth before margin, in major units.</param>
/// <param name="Customers">All who are worth as much, more than the per cent say where several are worth the same.</param>
public sealed record ValueTop(int Percent, double? Share, decimal AtLeast, int Customers);

/// <summary>How value is spread over customers: in steps of 1, 2, 5, 10, … and over the best of them.</summary>
/// <param name="Bins">Least value first, without a gap; empty without customers.</param>
/// <param name="Tops">The best 1, 5, 10 and 20 %.</param>
public sealed record ValueDistribution(IReadOnlyList<ValueBin> Bins, IReadOnlyList<ValueTop> Tops)
{
    // Steps below which there are fewer than a hundredth of the customers with value share one.
    private const int Few = 100;
    private static readonly int[] TopPercents = [1, 5, 10, 20];

    /// <summary>Net revenue to date of everybody who has bought.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="members">Only these customers; null for all.</param>
    /// <param name="margin">Gross margin as a fraction; null for revenue as it is.</param>
    public static ValueDistribution Historic(CustomerFacts facts, CustomerSet? members = null, double? margin = null) => Of(facts, facts.Customers.Revenue, members, margin);

    /// <summary>Predicted CLV; null while no model serves.</summary>
    public static ValueDistribution? Predicted(CustomerFacts facts, CustomerSet? members = null, double? margin = null) =>
        ClvGroups.PredictedOf(facts) is { } values ? Of(facts, values, members, margin) : null;

    private static ValueDistribution Of(CustomerFacts facts, long[] all, CustomerSet? members, double? margin)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var (values, n) = (new long[facts.CustomerCount], 0);
        for (var i = 0; i < values.Length; i++)
        {
            if (facts.Customers.Purchases[i] > 0 && (members is null || members[i])) values[n++] = all[i];
        }
        if (n == 0) return new([], []);
        var (known, minor, rate) = (values.AsMemory(0, n), facts.Stamp.MinorPerMajor, margin ?? 1);
        var ranking = new MoneyRanking(known);
        return new(rate > 0 ? BinsOf(known.Span, ranking, minor, rate) : [], TopsOf(known.Span, ranking, minor));
    }

    private static List<ValueBin> BinsOf(ReadOnlySpan<long> values, MoneyRanking ranking, long minor, double rate)
    {
        // Minor units before margin from which on a value is at least the edge after it.
        var worthless = 0;
        foreach (var value in values) worthless += value <= 0 ? 1 : 0;
        var edges = worthless == values.Length ? [] : Edges(ranking.At(worthless + (values.Length - worthless) / Few) * rate / minor, ranking.At(values.Length - 1) * rate / minor);
        var from = edges.ConvertAll(e => (long)Math.Ceiling(Math.Round(e * minor / rate, 6)));
        var (counts, sums) = (new int[edges.Count + 2], new long[edges.Count + 2]);
        foreach (var value in values)
        {
            var bin = value <= 0 ? 0 : 1;
            while (bin > 0 && bin <= from.Count && value >= from[bin - 1]) bin++;
            counts[bin]++;
            sums[bin] += value;
        }
        var bins = new List<ValueBin>();
        for (var b = 0; b < counts.Length; b++)
        {
            long? low = b == 0 ? null : b == 1 ? 1 : from[b - 2], high = b == 0 ? 0 : b <= from.Count ? from[b - 1] - 1 : null;
            if (low > high || counts[b] == 0 && (b < 2 || b == counts.Length - 1)) continue;
            bins.Add(new(
                b == 0 ? null : b == 1 ? 0 : edges[b - 2], b == 0 ? 0 : b <= edges.Count ? edges[b - 1] : null,
                (decimal?)low / minor, (decimal?)high / minor, counts[b], sums[b] * rate / minor));
        }
        return bins;
    }

    // 1, 2, 5 times the powers of ten, from the last up to the least to the last up to the greatest.
    private static List<double> Edges(double least, double most)
    {
        var edges = new List<double>();
        for (var power = (int)Math.Floor(Math.Log10(least)); ; power++)
        {
            foreach (var step in new[] { 1, 2, 5 })
            {
                var edge = power < 0 ? step / Math.Pow(10, -power) : step * Math.Pow(10, power);
                if (edge > most) return edges;
                if (edge <= least) edges.Clear();
                edges.Add(edge);
            }
        }
    }

    private static List<ValueTop> TopsOf(ReadOnlySpan<long> values, MoneyRanking ranking, long minor)
    {
        var (n, whole) = (values.Length, 0L);
        foreach (var value in values) whole += value;
        var counts = Array.ConvertAll(TopPercents, percent => (int)(((long)n * percent + 99) / 100));
        var sums = ranking.TopSums(counts);
        var tops = new List<ValueTop>();
        for (var t = 0; t < counts.Length; t++)
        {
            var (least, asMuch) = (ranking.At(n - counts[t]), 0);
            foreach (var value in values) asMuch += value >= least ? 1 : 0;
            tops.Add(new(TopPercents[t], whole > 0 ? (double)sums[t] / whole : null, (decimal)least / minor, asMuch));
        }
        return tops;
    }
}
