using System.Runtime.CompilerServices;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;

namespace Dashboard.Analytics.Risk;

/// <summary>What a list holds, or by how much more than that of the day before.</summary>
internal struct RiskTally
{
    public int Listed;
    public int Back;
    public int Lost;
    public long Revenue;

    public void Add(in RiskTally other) => (Listed, Back, Lost, Revenue) = (Listed + other.Listed, Back + other.Back, Lost + other.Lost, Revenue + other.Revenue);
}

/// <summary>By how much the lists of two days that follow each other differ. A customer changes few of them: those around the ends of stays and around orders.</summary>
/// <param name="facts">The snapshot.</param>
/// <param name="spells">Stays in lifecycle states.</param>
/// <param name="first">Day of the oldest list.</param>
/// <param name="last">Day of the newest.</param>
/// <param name="days">Days after a list by which it is judged.</param>
internal sealed class RiskChanges(CustomerFacts facts, LifecycleSpells spells, int first, int last, int days)
{
    private readonly RiskTally[] _changes = new RiskTally[last - first + 2];   // one more, for what ends with the newest list
    private readonly ushort[] _stayDay = spells.Day;
    private readonly byte[] _stayState = spells.State;
    private readonly ushort[] _orderDay = facts.Orders.Day;
    private readonly bool _hasRefunds = facts.Customers.RefundStart[^1] > 0;

    /// <summary>Adds a customer to the lists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(int customer)
    {
        var (start, end, next) = (spells.Start[customer], spells.Start[customer + 1], int.MaxValue);
        for (var s = end - 1; s >= start && next > first; next = _stayDay[s--])
        {
            if (!IsDanger(s)) continue;
            var after = s + 1;
            while (s > start && IsDanger(s - 1)) s--;
            var (from, to) = (Math.Max(first, _stayDay[s]), Math.Min(last, next - 1));
            if (from > to) continue;
            At(from).Listed++;
            At(to + 1).Listed--;
            AddLost(from, to, after, end, 1);
            AddOrders(customer, from, to, after, end);
        }
    }

    /// <summary>The lists of these days, ascending from the oldest to the newest.</summary>
    public RiskTally[] Until(int[] ends)
    {
        var (lists, sum, day) = (new RiskTally[ends.Length], default(RiskTally), first);
        for (var w = 0; w < ends.Length; w++)
        {
            for (; day <= ends[w]; day++) sum.Add(At(day));
            lists[w] = sum;
        }
        return lists;
    }

    private bool IsDanger(int stay) => _stayState[stay] is (byte)LifecycleState.AtRisk or (byte)LifecycleState.HighlyAtRisk;

    private ref RiskTally At(int day) => ref _changes[day - first];

    // Of the lists from one day to another those that are judged while a stay among the lost lasts.
    private void AddLost(int from, int to, int after, int end, int count)
    {
        for (var s = after; s < end && _stayDay[s] <= to + days; s++)
        {
            if (_stayState[s] != (byte)LifecycleState.Lost) continue;
            var (lost, back) = (Math.Max(from, _stayDay[s] - days), s + 1 < end ? Math.Min(to, _stayDay[s + 1] - 1 - days) : to);
            if (lost > back) continue;
            At(lost).Lost += count;
            At(back + 1).Lost -= count;
        }
    }

    // An order brings back whom the lists of the days before it name, once for all orders, and counts in the revenue of each of these lists.
    private void AddOrders(int customer, int from, int to, int after, int end)
    {
        var (start, orders) = (facts.Customers.OrderStart[customer], facts.Customers.OrderStart[customer + 1]);
        var o = orders;
        while (o > start && _orderDay[o - 1] > from) o--;
        for (var told = from; o < orders && _orderDay[o] - days <= to; o++)
        {
            var (since, until) = (Math.Max(from, _orderDay[o] - days), Math.Min(to, _orderDay[o] - 1));
            At(since).Revenue += facts.Orders.Net[o];
            At(until + 1).Revenue -= facts.Orders.Net[o];
            since = Math.Max(told, since);
            if (since > until) continue;
            told = until + 1;
            At(since).Back++;
            At(until + 1).Back--;
            AddLost(since, until, after, end, -1);
            if (_hasRefunds) GiveBack(customer, since, until);
        }
    }

    // A refund dated outside the orders counts on the nearest day of them, as everywhere.
    private void GiveBack(int customer, int from, int to)
    {
        var (starts, refunds) = (facts.Customers.RefundStart, facts.Refunds);
        for (var r = starts[customer]; r < starts[customer + 1]; r++)
        {
            var day = Math.Clamp(refunds.Day[r], facts.Span.First, facts.Span.Last);
            var (since, until) = (Math.Max(from, day - days), Math.Min(to, day - 1));
            if (since > until) continue;
            At(since).Revenue -= refunds.Amount[r];
            At(until + 1).Revenue += refunds.Amount[r];
        }
    }
}
