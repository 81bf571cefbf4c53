using System.Buffers;
using System.Runtime.CompilerServices;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Kpis;

/// <summary>Net revenue to date of every customer with a purchase up to one day, as sums and ranks.</summary>
internal sealed class CustomerValues : IDisposable
{
    private static readonly int[] TopPercents = [1, 5, 10, 20];

    private readonly long[] _revenue;
    private readonly bool _isRented;
    private readonly MoneyRanking _ranking;
    private long[]? _topSums;

    /// <summary>Looks at the orders and refunds up to and including <paramref name="day"/>.</summary>
    public CustomerValues(KpiPlan plan, int day)
    {
        var everything = plan.Filter.IsNone && day >= plan.Facts.Span.Last;
        _isRented = !everything || plan.Buyers.Count < plan.Facts.CustomerCount;
        _revenue = _isRented ? ArrayPool<long>.Shared.Rent(plan.Facts.CustomerCount) : plan.Facts.Customers.Revenue;
        if (everything) ReadColumns(plan);
        else if (plan.Filter.IsNone) TakeBack(plan, day);
        else if (!plan.Filter.IsEmpty) Scan(plan, day);
        _ranking = new(_revenue.AsMemory(0, Customers));
        if (Customers > 0) _ranking.Prepare([(Customers - 1) / 2, Customers / 2, .. TopPercents.Select(p => Customers - Top(p))]);
    }

    /// <summary>Gives the list of values back; nothing may be asked afterwards.</summary>
    public void Dispose()
    {
        if (_isRented) ArrayPool<long>.Shared.Return(_revenue);
    }

    public int Customers { get; private set; }
    public int RepeatCustomers { get; private set; }
    public long Revenue { get; private set; }
    public long RepeatRevenue { get; private set; }

    /// <summary>Median in minor units; there must be customers.</summary>
    public double Median() => _ranking.Median();

    /// <summary>Revenue of the best 1, 5, 10 or 20 % of customers, rounded up to whole customers; there must be some.</summary>
    public long TopRevenue(int percent)
    {
        _topSums ??= _ranking.TopSums([.. TopPercents.Select(Top)]);
        return _topSums[Array.IndexOf(TopPercents, percent)];
    }

    /// <summary>What the least of the best 1, 5, 10 or 20 % brought; there must be customers.</summary>
    public long TopLimit(int percent) => _ranking.At(Customers - Top(percent));

    /// <summary>What the best customer brought; there must be one.</summary>
    public long Most() => _ranking.At(Customers - 1);

    /// <summary>So many are the best 1, 5, 10 or 20 %, rounded up to whole customers.</summary>
    public int Top(int percent) => (int)(((long)Customers * percent + 99) / 100);

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
        var revenue = plan.Facts.Customers.Revenue;
        (Customers, RepeatCustomers) = (plan.Buyers.Count, plan.Repeaters.Count);
        (Revenue, RepeatRevenue) = (plan.BuyerRevenue, CustomerSet.Sums([plan.Repeaters], revenue)[0]);
        if (_isRented) plan.Buyers.Pick(revenue, _revenue);
    }

    /// <summary>From the columns, which hold everything, less what came after the day: usually the smaller part of a history.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scan(KpiPlan plan, int day)
    {
        var (customers, orders, refunds, members, last) = (plan.Facts.Customers, plan.Facts.Orders, plan.Facts.Refunds, plan.Query.Customers, plan.Facts.Span.Last);
        var rows = plan.MatchingRows;
        for (var i = 0; i < customers.Purchases.Length; i++)
        {
            if (customers.Purchases[i] == 0 || customers.FirstDay[i] > day || members is not null && !members[i]) continue;
            var (revenue, first, repeats) = (0L, -1, false);
            var end = customers.OrderStart[i + 1];
            for (var o = rows.Next(customers.OrderStart[i], end); o < end && orders.Day[o] <= day; o = rows.Next(o + 1, end))
            {
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
