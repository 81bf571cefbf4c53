using Dashboard.Analytics.Acquisition;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Web.Features.Clv;

/// <summary>Who was won with the spend of a row, as a rule.</summary>
public static class AcquisitionRules
{
    /// <summary>The customers counted in a row; null for nobody.</summary>
    public static SegmentRule? Of(AcquisitionRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        // Channels that were paid for in the same months share a rule.
        var parts = row.Cells.Where(c => c.Customers > 0).GroupBy(c => c.Channel)
            .Select(g => (Channel: g.Key, Windows: Windows(g.Select(c => c.Month).Order())))
            .GroupBy(p => string.Join(' ', p.Windows)).Select(g => Part([.. g.Select(p => p.Channel)], g.First().Windows)).ToList();
        return parts switch { [] => null, [var only] => only, _ => new RuleGroup(GroupMode.Any, parts) };
    }

    /// <summary>Who came through a channel in a month.</summary>
    public static SegmentRule Of(string channel, DateOnly month) => Part([channel], Windows([month]));

    private static RuleGroup Part(IReadOnlyList<string> channels, List<DayWindow> windows)
    {
        List<SegmentRule> came = [.. windows.Select(w => new OrderRule(OrderPlace.First) { Window = w })];
        return new(GroupMode.All, new AcquiredRule(CustomerKey.Channel, channels), came is [var only] ? only : new RuleGroup(GroupMode.Any, came));
    }

    // Months that follow each other as one stretch of days.
    private static List<DayWindow> Windows(IEnumerable<DateOnly> months)
    {
        var windows = new List<DayWindow>();
        foreach (var month in months)
        {
            var end = month.AddMonths(1).AddDays(-1);
            if (windows is [.., var last] && last.To == month.AddDays(-1)) windows[^1] = last with { To = end };
            else windows.Add(new(From: month, To: end));
        }
        return windows;
    }
}
