using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Kpis;

/// <summary>Net revenue to date of every customer with a purchase up to one day, as sums and ranks.</summary>
internal sealed class CustomerValues
{
    private readonly long[] _revenue;

    /// <summary>Looks at the orders and refunds up to and including <paramref name="day"/>.</summary>
    public CustomerValues(KpiPlan plan, int day)
    {
        _revenue = GC.AllocateUninitializedArray<long>(plan.Facts.CustomerCount);
        if (!plan.Filter.IsEmpty)
        {
            if (!plan.Filter.IsNone) Scan(plan, day);
            else if (day >= plan.Facts.Span.Last) ReadColumns(plan);
            else TakeBack(plan, day);
        }
        Ranking = new(_revenue.AsMemory(0, Customers));
    }

    public int Customers { get; private set; }
    public int RepeatCustomers { get; private set; }
    public long Revenue { get; private set; }
    public long RepeatRevenue { get; private set; }
    public MoneyRanking Ranking { get; }

    private void Add(long revenue, bool repeats)
    {
        _revenue[Customers++] = revenue;
        Revenue += revenue;
        if (!repeats) return;
        RepeatCustomers++;
        RepeatRevenue += revenue;
    }

    private void ReadColumns(KpiPlan plan)
    {
        var (customers, members) = (plan.Facts.Customers, plan.Query.Customers);
        for (var i = 0; i < customers.Purchases.Length; i++)
        {
            if (customers.Purchases[i] > 0 && (members is null || members[i])) Add(customers.Revenue[i], customers.Purchases[i] > 1);
        }
    }

    /// <summary>From the columns, which hold everything, less what came after the day: usually the smaller part of a history.</summary>
    private void TakeBack(KpiPlan plan, int day)
    {
        var (customers, orders, refunds, members) = (plan.Facts.Customers, plan.Facts.Orders, plan.Facts.Refunds, plan.Query.Customers);
        for (var i = 0; i < customers.Purchases.Length; i++)
        {
            if (customers.Purchases[i] == 0 || customers.FirstDay[i] > day || members is not null && !members[i]) continue;
            var revenue = customers.Revenue[i];
            var o = customers.OrderStart[i + 1] - 1;
            for (; orders.Day[o] > day; o--) revenue -= orders.Net[o];
            for (var r = customers.RefundStart[i + 1] - 1; r >= customers.RefundStart[i] && refunds.Day[r] > day; r--) revenue += refunds.Amount[r];
            Add(revenue, orders.Day[o] > customers.FirstDay[i]);
        }
    }

    private void Scan(KpiPlan plan, int day)
    {
        var (customers, orders, refunds, members, last) = (plan.Facts.Customers, plan.Facts.Orders, plan.Facts.Refunds, plan.Query.Customers, plan.Facts.Span.Last);
        for (var i = 0; i < customers.Purchases.Length; i++)
        {
            if (customers.Purchases[i] == 0 || customers.FirstDay[i] > day || members is not null && !members[i]) continue;
            var (revenue, first, repeats) = (0L, -1, false);
            for (var o = customers.OrderStart[i]; o < customers.OrderStart[i + 1] && orders.Day[o] <= day; o++)
            {
                if (!plan.Filter.Keeps(orders.Channel[o], orders.Country[o], orders.Currency[o])) continue;
                revenue += orders.Net[o];
                if (first < 0) first = orders.Day[o];
                repeats |= orders.Day[o] > first;
            }
            if (first < 0) continue;
            for (var r = customers.RefundStart[i]; r < customers.RefundStart[i + 1] && Math.Min(refunds.Day[r], last) <= day; r++)
            {
                if (plan.Filter.Keeps(refunds.Channel[r], refunds.Country[r], refunds.Currency[r])) revenue -= refunds.Amount[r];
            }
            Add(revenue, repeats);
        }
    }
}
