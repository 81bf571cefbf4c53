namespace Dashboard.Analytics.Kpis;

/// <summary>Distinct customers and purchases per code of a column, in the range (0) and in the comparison (1).</summary>
internal sealed class RowCustomers
{
    public RowCustomers(KpiPlan plan, byte[] split)
    {
        var (facts, customers, orders, members) = (plan.Facts, plan.Facts.Customers, plan.Facts.Orders, plan.Query.Customers);
        var windows = new[] { plan.Range, plan.Compare ?? new DayRange(0, -1) };
        var lastCustomer = new[] { Unseen(), Unseen() };
        var lastDay = new int[256];
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (members is not null && !members[i]) continue;
            for (var o = customers.OrderStart[i]; o < customers.OrderStart[i + 1]; o++)
            {
                if (!plan.Filter.Keeps(orders.Channel[o], orders.Country[o], orders.Currency[o])) continue;
                var (code, day) = (split[o], orders.Day[o]);
                for (var w = 0; w < 2; w++)
                {
                    if (day < windows[w].From || day > windows[w].To) continue;
                    var isActive = lastCustomer[w][code] == i;
                    if (isActive && lastDay[code] == day) continue;
                    Purchases[w][code]++;
                    if (isActive) continue;
                    lastCustomer[w][code] = i;
                    Active[w][code]++;
                    if (customers.FirstDay[i] >= windows[w].From) New[w][code]++;
                }
                lastDay[code] = day;
            }
        }
    }

    public long[][] Active { get; } = [new long[256], new long[256]];
    public long[][] New { get; } = [new long[256], new long[256]];
    public long[][] Purchases { get; } = [new long[256], new long[256]];

    private static int[] Unseen()
    {
        var last = new int[256];
        Array.Fill(last, -1);
        return last;
    }
}
