using Dashboard.Analytics.Forecasts;
using Dashboard.Web.Charts;
using Dashboard.Web.Components.Drill;

namespace Dashboard.Web.Features.Cohorts;

/// <summary>Cohorts as points of a chart, one per age.</summary>
internal static class CohortPoints
{
    public static AxisUnit UnitOf(CohortView view) =>
        view.IsShare && !view.Address.Totals ? AxisUnit.Percent
        : view.Address.Measure is CohortMeasure.Revenue or CohortMeasure.Margin or CohortMeasure.Value ? AxisUnit.Money
        : AxisUnit.Number;

    /// <summary>Curves of cohorts, all of the same length: what has elapsed and, dashed, what is expected after that.</summary>
    public static IReadOnlyList<IReadOnlyList<ChartPoint>> Of(CohortView view, CohortFutures? futures, CohortWords words, params IReadOnlyList<CohortEntry> entries)
    {
        var known = entries.Select(e => (Entry: e, Future: view.IsExpectable && futures?.Of.TryGetValue(e.Id, out var future) == true ? future : [])).ToList();
        var ends = known.ConvertAll(k => (k.Entry, k.Future, Solid: Settled(view, k.Entry)));
        var ages = ends.Select(e => Math.Max(e.Solid, e.Future.Count > 0 ? e.Future[^1].Period + 1 : 0)).DefaultIfEmpty().Max();
        return [.. ends.Select(e => Of(view, e.Entry, e.Future, e.Solid, ages, words))];
    }

    /// <summary>Where the customers of a point of its curve are listed; null for what is only expected.</summary>
    public static Func<int, DrillTo?> Drill(CohortView view, CohortEntry entry) =>
        at => at + view.FirstPeriod is var k && k < Settled(view, entry) ? view.Drill(entry, k) : null;

    /// <summary>
    /// Ages that at least half of the customers have reached. Of a group whose customers came at all times the curve is what happened up to there: later only the oldest
    /// would speak for all. From there on it is completed by what is expected of the younger ones.
    /// </summary>
    public static int Settled(CohortView view, CohortEntry entry)
    {
        var (row, k) = (entry.Row, 0);
        while (k < view.Ages(row) && row.Mature[k] * 2 >= row.Size) k++;
        return k;
    }

    private static List<ChartPoint> Of(CohortView view, CohortEntry entry, IReadOnlyList<CohortExpectation> future, int solid, int ages, CohortWords words)
    {
        var points = new List<ChartPoint>();
        for (var k = view.FirstPeriod; k < ages; k++)
        {
            var (label, axis) = (words.Period(view.Triangle.Bucket, k), $"{k}");
            if (k < solid && view.Shown(entry.Row, k) is { } value) points.Add(new(label, value, words.Shown(view, value), AxisLabel: axis));
            else if (k >= solid && future.FirstOrDefault(a => a.Period == k) is { } age)
            {
                var expected = view.Shown(age);
                points.Add(new(label, expected.Mean, words.Expected(view, expected), AxisLabel: axis) { Band = (expected.Low, expected.High) });
            }
            else points.Add(new(label, null, "", AxisLabel: axis));
        }
        return points;
    }
}
