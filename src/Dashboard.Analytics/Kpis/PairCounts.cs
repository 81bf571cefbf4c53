namespace Dashboard.Analytics.Kpis;

/// <summary>Events by their segment (column) and the segment of the same customer's event before (row; the last row for none).</summary>
internal sealed class PairCounts(int segments)
{
    public int[] Counts { get; } = new int[(segments + 1) * segments];

    /// <summary>Counts an event and returns its segment, the next event's <paramref name="before"/>.</summary>
    public int Add(int before, int segment)
    {
        Counts[before * segments + segment]++;
        return segment;
    }

    /// <summary>Customers without an earlier event, per segment.</summary>
    public ReadOnlySpan<int> Firsts => Counts.AsSpan(segments * segments, segments);

    /// <summary>Distinct customers with an event in segments from … to - 1.</summary>
    public long Distinct(int from, int to) => Sum(0, from, from, to) + Sum(segments, segments + 1, from, to);

    /// <summary>Distinct customers with an event in segments from … to - 1 whose event before lies in segments before … from - 1.</summary>
    public long AlsoBefore(int before, int from, int to) => Sum(before, from, from, to);

    /// <summary>Sum over rows and columns, ends excluded.</summary>
    public long Sum(int fromRow, int toRow, int fromColumn, int toColumn)
    {
        long sum = 0;
        for (var row = fromRow; row < toRow; row++)
        {
            foreach (var count in Counts.AsSpan(row * segments + fromColumn, toColumn - fromColumn))
                sum += count;
        }
        return sum;
    }
}
