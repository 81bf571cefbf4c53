using Dashboard.Analytics.Facts;

namespace Dashboard.Core.Customers;

/// <summary>One customer's own KPIs, read from the snapshot. Money is in minor units of the reporting currency.</summary>
/// <param name="Orders">Valid orders.</param>
/// <param name="Purchases">Days with a valid order.</param>
/// <param name="Revenue">Net revenue to date.</param>
/// <param name="AverageOrderValue">Revenue per order; null without orders.</param>
/// <param name="MedianGapDays">Typical days from one purchase to the next; null below two purchases.</param>
/// <param name="DaysSinceLast">Days from the last purchase to the snapshot's last day.</param>
/// <param name="LeftOut">Orders that do not count, by reason.</param>
public sealed record CustomerFigures(
    int Orders, int Purchases, long Revenue, double? AverageOrderValue, DateOnly? FirstPurchase, DateOnly? LastPurchase, double? MedianGapDays, int? DaysSinceLast,
    IReadOnlyDictionary<LeftOutReason, int> LeftOut)
{
    /// <param name="facts">The snapshot.</param>
    /// <param name="index">The customer's index in it.</param>
    public static CustomerFigures Of(CustomerFacts facts, int index)
    {
        var c = facts.Customers;
        var days = facts.Orders.Day.AsSpan(c.OrderStart[index]..c.OrderStart[index + 1]);
        var gaps = new List<int>();
        for (var i = 1; i < days.Length; i++)
        {
            if (days[i] != days[i - 1]) gaps.Add(days[i] - days[i - 1]);
        }
        gaps.Sort();
        var leftOut = facts.LeftOut.Reason[c.LeftOutStart[index]..c.LeftOutStart[index + 1]].GroupBy(r => (LeftOutReason)r).ToDictionary(g => g.Key, g => g.Count());
        var bought = days.Length > 0;
        return new(
            days.Length, c.Purchases[index], c.Revenue[index], bought ? (double)c.Revenue[index] / days.Length : null,
            bought ? FactDay.ToDate(c.FirstDay[index]) : null, bought ? FactDay.ToDate(c.LastDay[index]) : null,
            gaps.Count == 0 ? null : (gaps[(gaps.Count - 1) / 2] + gaps[gaps.Count / 2]) / 2.0,
            bought ? facts.Span.Last - c.LastDay[index] : null, leftOut);
    }
}
