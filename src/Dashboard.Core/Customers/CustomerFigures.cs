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
        var orders = c.OrderStart[index + 1] - c.OrderStart[index];
        var leftOut = facts.LeftOut.Reason[c.LeftOutStart[index]..c.LeftOutStart[index + 1]].GroupBy(r => (LeftOutReason)r).ToDictionary(g => g.Key, g => g.Count());
        var bought = orders > 0;
        return new(
            orders, c.Purchases[index], c.Revenue[index], bought ? (double)c.Revenue[index] / orders : null,
            bought ? FactDay.ToDate(c.FirstDay[index]) : null, bought ? FactDay.ToDate(c.LastDay[index]) : null,
            c.Purchases[index] > 1 ? MedianGaps.TwiceOf(facts, index) / 2.0 : null,
            bought ? facts.Span.Last - c.LastDay[index] : null, leftOut);
    }
}
