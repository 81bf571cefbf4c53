using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Settings;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Segments;

namespace Dashboard.Web.Features.Clv;

/// <summary>What customers had brought, and were worth, at the end of the comparison.</summary>
/// <param name="Days">The comparison.</param>
/// <param name="Report">Figures of the lives until its last day.</param>
/// <param name="Equity">Customer equity of the last day on which it is known, at most a month before; null where it is not.</param>
/// <param name="ThenOnFile">Historic value of the customers whose equity it is, on its day; null without it.</param>
public sealed record EarlierClv(ComparedDays Days, KpiReport Report, EquityDay? Equity, KpiValue? ThenOnFile)
{
    private const int MostDaysBefore = 31;

    // What was expected of customers on an earlier day is known of all together alone.
    private static readonly KpiId[] Known = [KpiId.HistoricClvMean, KpiId.HistoricClvMedian];

    /// <summary>Null where the address compares with nothing, or with days before the data.</summary>
    public static async Task<EarlierClv?> ReadAsync(PageAddress bar, SegmentFilter? filter, EquityTrend? trend, KpiService kpis, ShopSettings shop, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(bar);
        var asked = bar.Query(kpis.Facts, shop) with { Kpis = [], Channel = null, Country = null, Customers = filter?.Members };
        if (ComparedDays.Of(await kpis.RunAsync(asked, cancellation), kpis.Facts) is not { } days) return null;
        var report = await kpis.RunAsync(new() { To = days.To, Kpis = Known, Customers = filter?.Members }, cancellation);
        var equity = trend?.All.LastOrDefault(d => d.Day <= days.To && d.Day.DayNumber > days.To.DayNumber - MostDaysBefore);
        var onFile = equity is null ? null : (await kpis.RunAsync(new() { To = equity.Day, Kpis = [KpiId.HistoricClvMean], Customers = filter?.Members }, cancellation))[KpiId.HistoricClvMean];
        return new(days, report, equity, onFile);
    }

    /// <summary>The figures on top with what they are compared with.</summary>
    public static KpiReport Beside(KpiReport report, EarlierClv? earlier)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (earlier is null) return report;
        return report with { Values = report.Values.ToDictionary(v => v.Key, v => v.Value with { Compare = earlier.Of(v.Key) }) };
    }

    private double? Of(KpiId id) => id switch
    {
        KpiId.CustomerEquity => Equity?.Value,
        KpiId.PredictedClvMean => Predicted,
        KpiId.TotalClvMean => ThenOnFile?.Value + Predicted,
        _ => Report.Values.GetValueOrDefault(id)?.Value,
    };

    // Customer equity is that of all who had bought.
    private double? Predicted => ThenOnFile is { N: > 0 and var customers } ? Equity?.Value / customers : null;
}
