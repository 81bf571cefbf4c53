using Dashboard.Web.Charts;

namespace Dashboard.Web.Features.Cohorts;

/// <summary>Cohorts as points of a chart, one per age.</summary>
internal static class CohortPoints
{
    public static AxisUnit UnitOf(CohortView view) =>
        view.IsShare && !view.Address.Totals ? AxisUnit.Percent
        : view.Address.Measure is CohortMeasure.Revenue or CohortMeasure.Margin or CohortMeasure.Value ? AxisUnit.Money
        : AxisUnit.Number;

    /// <summary>The points up to age <paramref name="ages"/> - 1; gaps where a period has not elapsed.</summary>
    public static IReadOnlyList<ChartPoint> Of(CohortView view, CohortEntry entry, int ages, CohortWords words) =>
    [
        .. Enumerable.Range(view.FirstPeriod, Math.Max(0, ages - view.FirstPeriod)).Select(k => k < view.Ages(entry.Row) && view.Shown(entry.Row, k) is { } value
            ? new ChartPoint(words.Period(view.Triangle.Bucket, k), value, words.Shown(view, value), AxisLabel: $"{k}")
            : new(words.Period(view.Triangle.Bucket, k), null, "", AxisLabel: $"{k}")),
    ];
}
