using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dashboard.Analytics.Kpis;

/// <summary>
/// Exact order statistics of many whole numbers without sorting them all: a histogram over logarithmic bins (256 per doubling) finds the bin that holds a
/// rank, and only such bins are collected and sorted. Ranks are ascending and begin at 0.
/// </summary>
internal sealed class MoneyRanking
{
    private const int NonNegativeBins = 56 * 256;
    private const int Bins = 2 * NonNegativeBins;

    private readonly ReadOnlyMemory<long> _values;
    private readonly int[] _counts = new int[Bins];
    private readonly Dictionary<int, long[]> _sorted = [];

    /// <summary>Counts the values, which must not change while this is used.</summary>
    public MoneyRanking(ReadOnlyMemory<long> values)
    {
        _values = values;
        ref var counts = ref MemoryMarshal.GetArrayDataReference(_counts);
        foreach (var value in values.Span)
            Unsafe.Add(ref counts, BinOf(value))++;
    }

    public int Count => _values.Length;

    /// <summary>Collects the bins of several ranks in one pass; without it each <see cref="At"/> takes a pass of its own.</summary>
    public void Prepare(params ReadOnlySpan<int> ranks)
    {
        var wanted = new byte[Bins];
        var next = new Dictionary<int, int>();
        foreach (var rank in ranks)
        {
            var (bin, _) = BinAt(rank);
            if (_sorted.ContainsKey(bin)) continue;
            wanted[bin] = 1;
            next[bin] = 0;
            _sorted[bin] = new long[_counts[bin]];
        }
        if (next.Count == 0) return;
        ref var wantedBin = ref MemoryMarshal.GetArrayDataReference(wanted);
        foreach (var value in _values.Span)
        {
            var bin = BinOf(value);
            if (Unsafe.Add(ref wantedBin, bin) != 0) _sorted[bin][next[bin]++] = value;
        }
        foreach (var bin in next.Keys) Array.Sort(_sorted[bin]);
    }

    /// <summary>Value at a rank.</summary>
    public long At(int rank)
    {
        var (bin, before) = BinAt(rank);
        Prepare(rank);
        return _sorted[bin][rank - before];
    }

    /// <summary>Mean of the two middle values, the middle one twice when the count is odd; the count must be positive.</summary>
    public double Median()
    {
        Prepare((Count - 1) / 2, Count / 2);
        return ((double)At((Count - 1) / 2) + At(Count / 2)) / 2;
    }

    /// <summary>Sums of the so many largest values; each number at least 1 and at most <see cref="Count"/>.</summary>
    public long[] TopSums(params ReadOnlySpan<int> top)
    {
        var ranks = new int[top.Length];
        for (var t = 0; t < top.Length; t++) ranks[t] = Count - top[t];
        Prepare(ranks);
        var limits = Array.ConvertAll(ranks, At);
        var sums = SumsAbove(limits);
        for (var t = 0; t < top.Length; t++)
        {
            var (bin, before) = BinAt(ranks[t]);
            var notAbove = before + UpperBound(_sorted[bin], limits[t]);
            sums[t] += limits[t] * (notAbove - ranks[t]);
        }
        return sums;
    }

    /// <summary>Distinct values in ascending order, beginning with the first of the bin that holds <paramref name="rank"/>.</summary>
    public IEnumerable<(long Value, int Below, int Equal)> DistinctFrom(int rank)
    {
        for (var (bin, before) = BinAt(rank); ; (bin, _) = BinAt(before))
        {
            Prepare(before);
            var sorted = _sorted[bin];
            for (int i = 0, end; i < sorted.Length; i = end)
            {
                for (end = i + 1; end < sorted.Length && sorted[end] == sorted[i];) end++;
                yield return (sorted[i], before + i, end - i);
            }
            before += sorted.Length;
            if (before >= Count) yield break;
        }
    }

    private static int UpperBound(long[] sorted, long value)
    {
        var at = Array.BinarySearch(sorted, value);
        while (at < sorted.Length && sorted[at] == value) at++;
        return at;
    }

    // Block by block, so that the values are read from memory once for all limits.
    private long[] SumsAbove(long[] limits)
    {
        const int block = 2_048;
        var sums = new long[limits.Length];
        for (var from = 0; from < Count; from += block)
        {
            var values = _values.Span.Slice(from, Math.Min(block, Count - from));
            for (var t = 0; t < limits.Length; t++) sums[t] += SumAbove(values, limits[t]);
        }
        return sums;
    }

    private static long SumAbove(ReadOnlySpan<long> values, long limit)
    {
        var sums = Vector256<long>.Zero;
        var limits = Vector256.Create(limit);
        var at = 0;
        for (; at + Vector256<long>.Count <= values.Length; at += Vector256<long>.Count)
        {
            var some = Vector256.Create(values.Slice(at, Vector256<long>.Count));
            sums += some & Vector256.GreaterThan(some, limits);
        }
        var sum = Vector256.Sum(sums);
        foreach (var value in values[at..])
        {
            if (value > limit) sum += value;
        }
        return sum;
    }

    private (int Bin, int Before) BinAt(int rank)
    {
        var before = 0;
        for (var bin = 0; bin < Bins; bin++)
        {
            if (rank < before + _counts[bin]) return (bin, before);
            before += _counts[bin];
        }
        throw new ArgumentOutOfRangeException(nameof(rank));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int BinOf(long value) => value >= 0 ? NonNegativeBins + Magnitude(value) : NonNegativeBins - 1 - Magnitude(~value);

    // 0 … 511 stand for themselves; above, the position of the highest bit and the eight bits after it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Magnitude(long value)
    {
        var shift = Math.Max(0, 55 - BitOperations.LeadingZeroCount((ulong)value));
        return (shift << 8) + (int)(value >> shift);
    }
}
