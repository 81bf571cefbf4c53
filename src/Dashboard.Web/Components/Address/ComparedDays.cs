using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;

namespace Dashboard.Web.Components.Address;

/// <summary>The days that a range is compared with.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day, included.</param>
public sealed record ComparedDays(DateOnly From, DateOnly To)
{
    /// <summary>
    /// Null without a comparison, and where data does not cover it: more than its first tenth lies before the shop's first order. Every figure would seem to have grown,
    /// only because there was nothing yet.
    /// </summary>
    /// <param name="report">The report that names the comparison.</param>
    /// <param name="facts">The snapshot that it was asked of.</param>
    public static ComparedDays? Of(KpiReport report, CustomerFacts facts)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(facts);
        if (report is not { CompareFrom: { } from, CompareTo: { } to }) return null;
        var missing = FactDay.ToDate(facts.Span.First).DayNumber - from.DayNumber;
        return missing * 10 <= to.DayNumber - from.DayNumber + 1 ? new(from, to) : null;
    }
}
