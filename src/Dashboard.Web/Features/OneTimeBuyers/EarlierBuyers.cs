using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Repeats;
using Dashboard.Core.Kpis;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Segments;

namespace Dashboard.Web.Features.OneTimeBuyers;

/// <summary>The customers who came in the comparison, beside whom those of the range stand.</summary>
/// <param name="Days">When they came.</param>
/// <param name="Filter">Who they are.</param>
/// <param name="All">How many of them came back early; all of them have had the same days for it.</param>
/// <param name="Groups">The same by what the page groups by.</param>
/// <param name="AtAge">Other figures on top, of customers as old as those of the range are now, so that nobody had longer to buy again; null where the comparison is no earlier than the range.</param>
public sealed record EarlierBuyers(ComparedDays Days, SegmentFilter Filter, EarlyRepeatRow All, IReadOnlyList<EarlyRepeatRow> Groups, KpiReport? AtAge)
{
    private static readonly KpiId[] Grow = [KpiId.RepeatRate, KpiId.DaysBetweenPurchases];

    /// <summary>Asks for all of it.</summary>
    /// <param name="by">What to group by.</param>
    /// <param name="came">Days of the range.</param>
    /// <param name="before">Days of the comparison.</param>
    /// <param name="filter">Whom the page is filtered by; null for everybody.</param>
    /// <param name="kpis">Answers.</param>
    /// <param name="segments">Knows who they are.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<EarlierBuyers> ReadAsync(CustomerKey by, ComparedDays came, ComparedDays before, SegmentFilter? filter, KpiService kpis, SegmentDesk segments, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(came);
        ArgumentNullException.ThrowIfNull(before);
        var whose = await segments.NarrowAsync(kpis.Facts, filter, OneTimeBuyersView.FirstBought(before), cancellation);
        var (early, groups) = (kpis.EarlyRepeatAsync(whose.Members, cancellation), kpis.EarlyRepeatAsync(by, whose.Members, cancellation));
        var age = came.From.DayNumber - before.From.DayNumber;
        var report = age <= 0 ? null : await kpis.RunAsync(new() { To = FactDay.ToDate(kpis.Facts.Span.Last).AddDays(-age), Kpis = Grow, Customers = whose.Members }, cancellation);
        return new(before, whose, (await early).All, await groups, report);
    }

    /// <summary>A figure on top; null where it has no value or is not compared.</summary>
    public double? Value(KpiId id) => id == KpiId.EarlyRepeatRate ? All.Rate : AtAge?.Values.GetValueOrDefault(id)?.Value;
}
