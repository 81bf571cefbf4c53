namespace Dashboard.Web.Charts;

/// <summary>A mark on a chart over time.</summary>
/// <param name="Number">What stands at the mark, and before its words in the list.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day, included.</param>
/// <param name="Text">What happened.</param>
public sealed record ChartNote(int Number, DateOnly From, DateOnly To, string Text)
{
    /// <summary>First and last point of a time axis that it marks: those that hold one of its days; the next point where none does, as on days without a figure.</summary>
    /// <param name="points">Points with their days, in order; at least one.</param>
    public (int First, int Last) On(IReadOnlyList<ChartPoint> points)
    {
        var (first, last) = (0, points.Count - 1);
        while (first < last && points[first].Days is var (_, to) && to < From) first++;
        while (last > first && points[last].Days is var (from, _) && from > To) last--;
        return (first, last);
    }
}
