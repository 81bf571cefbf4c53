using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Kpis;

/// <summary>
/// The most valuable fifth of the customers by historic CLV: of those with a purchase a fifth, rounded up, and whoever brought as much as the last of them. Who brought nothing
/// is not among them.
/// </summary>
/// <param name="From">Least revenue of one of them in minor units, positive.</param>
/// <param name="Customers">How many they are; 0 where nobody brought anything.</param>
/// <param name="Rule">What says of a customer whether he or she is one of them.</param>
public sealed record BestFifth(long From, int Customers, SegmentRule Rule)
{
    internal const int Percent = 20;

    /// <summary>The best by their orders and refunds up to the end of a day.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="among">Whose best they are; null for everybody.</param>
    /// <param name="on">The day; null for the last with an order.</param>
    public static BestFifth Of(CustomerFacts facts, CustomerSet? among = null, DateOnly? on = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var revenue = on is { } day && FactDay.From(day) < facts.Span.Last ? RevenueOn(facts, among, FactDay.From(day)) : RevenueOf(facts, among);
        var fifth = (int)(((long)revenue.Length * Percent + 99) / 100);
        var from = revenue.Length == 0 ? 1 : Math.Max(1, new MoneyRanking(revenue).At(revenue.Length - fifth));
        var customers = 0;
        foreach (var value in revenue.Span) customers += value >= from ? 1 : 0;
        return Above(facts, from, customers, on);
    }

    /// <summary>Those who are already counted.</summary>
    internal static BestFifth Above(CustomerFacts facts, long from, int customers, DateOnly? on = null) =>
        new(from, customers, new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = (decimal)from / facts.Stamp.MinorPerMajor, Window = on is null ? null : new(To: on) });

    private static ReadOnlyMemory<long> RevenueOf(CustomerFacts facts, CustomerSet? among)
    {
        var (c, revenue, n) = (facts.Customers, new long[facts.CustomerCount], 0);
        for (var i = 0; i < revenue.Length; i++)
        {
            if (c.Purchases[i] > 0 && among?[i] != false) revenue[n++] = c.Revenue[i];
        }
        return revenue.AsMemory(0, n);
    }

    // All that a customer brought, less what came after the day: most days asked about are late ones.
    private static ReadOnlyMemory<long> RevenueOn(CustomerFacts facts, CustomerSet? among, int day)
    {
        var (c, days, net, refunds, revenue, n) = (facts.Customers, facts.Orders.Day, facts.Orders.Net, facts.Refunds, new long[facts.CustomerCount], 0);
        var (first, last) = facts.Span;
        for (var i = 0; i < revenue.Length; i++)
        {
            if (c.Purchases[i] == 0 || c.FirstDay[i] > day || among?[i] == false) continue;
            var sum = c.Revenue[i];
            for (var o = c.OrderStart[i + 1] - 1; o >= c.OrderStart[i] && days[o] > day; o--) sum -= net[o];
            for (var r = c.RefundStart[i]; r < c.RefundStart[i + 1]; r++) sum += Math.Clamp(refunds.Day[r], first, last) > day ? refunds.Amount[r] : 0;
            revenue[n++] = sum;
        }
        return revenue.AsMemory(0, n);
    }
}
