namespace Dashboard.Analytics.Kpis;

/// <summary>
/// Time cut into segments at the ends of every window of interest, so that each window is a run of whole segments: the scans count per segment, once, and any
/// number of windows, overlapping or not, is read from the counts.
/// </summary>
internal sealed class Timeline
{
    private const int Days = ushort.MaxValue + 1;

    private readonly int[] _cuts;

    /// <summary>Cuts at both ends of every window.</summary>
    /// <param name="windows">Windows that end on <paramref name="last"/> or earlier.</param>
    /// <param name="first">First day with an order; rows before it belong to its segment.</param>
    /// <param name="last">Last day with an order; rows after it belong to its segment.</param>
    public Timeline(IEnumerable<DayRange> windows, int first, int last)
    {
        Last = last;
        _cuts = [.. windows.SelectMany(w => new[] { w.From, w.To + 1 }).Append(0).Select(day => Math.Clamp(day, 0, Days)).Where(day => day < Days).Distinct().Order()];
        SegmentOf = new ushort[Days];
        for (var s = 0; s < _cuts.Length; s++)
            SegmentOf.AsSpan(_cuts[s]..(s + 1 < _cuts.Length ? _cuts[s + 1] : Days)).Fill((ushort)s);
        SegmentOf.AsSpan(0, first).Fill(SegmentOf[first]);
        SegmentOf.AsSpan(last).Fill(SegmentOf[last]);
    }

    /// <summary>Last day with an order.</summary>
    public int Last { get; }

    public int Count => _cuts.Length;

    /// <summary>Segment of each day's rows.</summary>
    public ushort[] SegmentOf { get; }

    /// <summary>Segments of a window: first, and one past the last.</summary>
    public (int From, int To) Segments(DayRange window) => (IndexOf(window.From), IndexOf(window.To + 1));

    /// <summary>One past the segment that ends with this day, which must be the end of a window.</summary>
    public int Through(int day) => IndexOf(day + 1);

    private int IndexOf(int day)
    {
        if (day >= Days) return _cuts.Length;
        var index = Array.BinarySearch(_cuts, Math.Max(day, 0));
        return index >= 0 ? index : throw new InvalidOperationException($"Day {day} is not the edge of a window.");
    }
}
