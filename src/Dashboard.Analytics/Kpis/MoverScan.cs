using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dashboard.Analytics.Kpis;

/// <summary>Net revenue per channel and per country, both in one pass, by whether a day lies in the range, in the comparison, in both or in neither.</summary>
internal sealed class MoverScan
{
    private const int InRange = 1;
    private const int InCompare = 2;
    private const int Classes = 4;

    private readonly KpiPlan _plan;
    private readonly byte[] _classOf = new byte[ushort.MaxValue + 1];
    private readonly long[] _channels = new long[256 * Classes];
    private readonly long[] _countries = new long[256 * Classes];

    public MoverScan(KpiPlan plan, DayRange compare)
    {
        _plan = plan;
        for (var day = 0; day < _classOf.Length; day++)
        {
            // A refund outside the days with orders counts on the nearest of them.
            var counted = Math.Clamp(day, plan.Facts.Span.First, plan.Facts.Span.Last);
            _classOf[day] = (byte)((plan.Range.Holds(counted) ? InRange : 0) + (compare.Holds(counted) ? InCompare : 0));
        }
        if (plan.Filter.IsEmpty) return;
        if (plan.Query.Customers is not { } members)
        {
            Add(0, plan.Facts.OrderCount, 0, plan.Facts.Refunds.Day.Length);
            return;
        }
        var (orders, refunds) = (plan.Facts.Customers.OrderStart, plan.Facts.Customers.RefundStart);
        for (var i = 0; i < plan.Facts.CustomerCount; i++)
        {
            if (members[i]) Add(orders[i], orders[i + 1], refunds[i], refunds[i + 1]);
        }
    }

    /// <summary>Net revenue of a code in the range and in the comparison, minor units.</summary>
    public (long Range, long Compare) Revenue(Breakdown by, int code)
    {
        var sums = (by == Breakdown.Channel ? _channels : _countries).AsSpan(code * Classes, Classes);
        return (sums[InRange] + sums[InRange + InCompare], sums[InCompare] + sums[InRange + InCompare]);
    }

    private void Add(int fromOrder, int toOrder, int fromRefund, int toRefund)
    {
        if (_plan.Filter.IsNone) AddOrders(new EveryRow(), fromOrder, toOrder);
        else AddOrders(_plan.MatchingRows, fromOrder, toOrder);
        AddRefunds(fromRefund, toRefund);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddOrders<TRows>(TRows rows, int from, int to) where TRows : struct, IOrderRows
    {
        ref var classOf = ref MemoryMarshal.GetArrayDataReference(_classOf);
        ref var channels = ref MemoryMarshal.GetArrayDataReference(_channels);
        ref var countries = ref MemoryMarshal.GetArrayDataReference(_countries);
        ref var day = ref MemoryMarshal.GetArrayDataReference(_plan.Facts.Orders.Day);
        ref var net = ref MemoryMarshal.GetArrayDataReference(_plan.Facts.Orders.Net);
        ref var channel = ref MemoryMarshal.GetArrayDataReference(_plan.Facts.Orders.Channel);
        ref var country = ref MemoryMarshal.GetArrayDataReference(_plan.Facts.Orders.Country);
        for (var o = rows.Next(from, to); o < to; o = rows.Next(o + 1, to))
        {
            int kind = Unsafe.Add(ref classOf, Unsafe.Add(ref day, o));
            var amount = Unsafe.Add(ref net, o);
            Unsafe.Add(ref channels, Unsafe.Add(ref channel, o) * Classes + kind) += amount;
            Unsafe.Add(ref countries, Unsafe.Add(ref country, o) * Classes + kind) += amount;
        }
    }

    private void AddRefunds(int from, int to)
    {
        var (refunds, filter) = (_plan.Facts.Refunds, _plan.Filter);
        for (var r = from; r < to; r++)
        {
            if (!filter.Keeps(refunds.Channel[r], refunds.Country[r], refunds.Currency[r])) continue;
            _channels[refunds.Channel[r] * Classes + _classOf[refunds.Day[r]]] -= refunds.Amount[r];
            _countries[refunds.Country[r] * Classes + _classOf[refunds.Day[r]]] -= refunds.Amount[r];
        }
    }
}
