using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;

namespace Dashboard.Analytics.Rfm;

/// <summary>Raw values per customer as of one day; customers without a purchase by then have 0 purchases.</summary>
internal sealed record RfmValues(ushort[] LastDay, int[] Purchases, long[] Revenue)
{
    /// <summary>The snapshot's own columns for its last day or later, else what the fewer orders tell: those up to the day or those after it.</summary>
    public static RfmValues AsOf(CustomerFacts facts, int day) =>
        day >= facts.Span.Last ? new(facts.Customers.LastDay, facts.Customers.Purchases, facts.Customers.Revenue)
        : day - facts.Span.First > facts.Span.Last - day ? TakeBack(facts, day) : Scan(facts, day);

    /// <summary>The same with the number of orders in place of purchases, as tools count that do not merge the orders of one day.</summary>
    public static RfmValues AsOfByOrders(CustomerFacts facts, int day)
    {
        var (starts, days) = (facts.Customers.OrderStart, facts.Orders.Day);
        var orders = new int[facts.CustomerCount];
        for (var i = 0; i < orders.Length; i++)
        {
            var o = starts[i];
            while (o < starts[i + 1] && days[o] <= day) o++;
            orders[i] = Math.Min(o - starts[i], ushort.MaxValue);
        }
        return AsOf(facts, day) with { Purchases = orders };
    }

    /// <summary>Net revenue of one customer, as <see cref="AsOf"/> has it of all.</summary>
    public static long RevenueOf(CustomerFacts facts, int customer, int day)
    {
        var (customers, orders, refunds) = (facts.Customers, facts.Orders, facts.Refunds);
        if (day >= facts.Span.Last) return customers.Revenue[customer];
        if (customers.Purchases[customer] == 0 || customers.FirstDay[customer] > day) return 0;
        var revenue = customers.Revenue[customer];
        for (var o = customers.OrderStart[customer + 1] - 1; orders.Day[o] > day; o--) revenue -= orders.Net[o];
        for (var r = customers.RefundStart[customer + 1] - 1; r >= customers.RefundStart[customer] && refunds.Day[r] > day; r--) revenue += refunds.Amount[r];
        return revenue;
    }

    /// <summary>How many customers bought last on each day, and how many have each number of purchases.</summary>
    public (int[] Days, int[] Purchases) Count()
    {
        var (days, purchases) = (new int[ushort.MaxValue + 1], new int[ushort.MaxValue + 1]);
        for (var i = 0; i < Purchases.Length; i++)
        {
            if (Purchases[i] == 0) continue;
            days[LastDay[i]]++;
            purchases[Purchases[i]]++;
        }
        return (days, purchases);
    }

    /// <summary>Revenue of those who have bought.</summary>
    public MoneyRanking Buyers()
    {
        if (!Purchases.AsSpan().Contains(0)) return new(Revenue);
        var revenue = GC.AllocateUninitializedArray<long>(Revenue.Length);
        var n = 0;
        for (var i = 0; i < Purchases.Length; i++)
        {
            revenue[n] = Revenue[i];
            if (Purchases[i] > 0) n++;
        }
        return new(revenue.AsMemory(0, n));
    }

    private static RfmValues TakeBack(CustomerFacts facts, int asOf)
    {
        var (n, customers, orders, refunds) = (facts.CustomerCount, facts.Customers, facts.Orders, facts.Refunds);
        var values = new RfmValues(new ushort[n], new int[n], new long[n]);
        for (var i = 0; i < n; i++)
        {
            if (customers.Purchases[i] == 0 || customers.FirstDay[i] > asOf) continue;
            var (count, previous, sum) = (customers.Purchases[i], -1, customers.Revenue[i]);
            var o = customers.OrderStart[i + 1] - 1;
            for (; orders.Day[o] > asOf; o--)
            {
                sum -= orders.Net[o];
                if (orders.Day[o] == previous) continue;
                previous = orders.Day[o];
                count--;
            }
            for (var r = customers.RefundStart[i + 1] - 1; r >= customers.RefundStart[i] && refunds.Day[r] > asOf; r--)
                sum += refunds.Amount[r];
            (values.LastDay[i], values.Purchases[i], values.Revenue[i]) = (orders.Day[o], count, sum);
        }
        return values;
    }

    private static RfmValues Scan(CustomerFacts facts, int asOf)
    {
        var (n, customers, orders, refunds) = (facts.CustomerCount, facts.Customers, facts.Orders, facts.Refunds);
        var values = new RfmValues(new ushort[n], new int[n], new long[n]);
        for (var i = 0; i < n; i++)
        {
            var (count, previous, sum) = (0, -1, 0L);
            for (var o = customers.OrderStart[i]; o < customers.OrderStart[i + 1] && orders.Day[o] <= asOf; o++)
            {
                sum += orders.Net[o];
                if (orders.Day[o] == previous) continue;
                previous = orders.Day[o];
                count++;
            }
            if (count == 0) continue;
            for (var r = customers.RefundStart[i]; r < customers.RefundStart[i + 1] && refunds.Day[r] <= asOf; r++)
                sum -= refunds.Amount[r];
            (values.LastDay[i], values.Purchases[i], values.Revenue[i]) = ((ushort)previous, count, sum);
        }
        return values;
    }
}
