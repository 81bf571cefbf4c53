using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dashboard.Analytics.Facts;

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
        if (_plan.Filter.IsNone) new EveryRow().ForEach(fromOrder, toOrder, new Columns(this));
        else _plan.MatchingRows.ForEach(fromOrder, toOrder, new Columns(this));
        AddRefunds(fromRefund, toRefund);
    }

    /// <summary>The columns as references, so that the loops run without bounds checks; every code and class is in range by construction.</summary>
    private readonly ref struct Columns(MoverScan scan) : IRowVisitor
    {
        private readonly ref byte _classOf = ref MemoryMarshal.GetArrayDataReference(scan._classOf);
        private readonly ref long _channels = ref MemoryMarshal.GetArrayDataReference(scan._channels);
        private readonly ref long _countries = ref MemoryMarshal.GetArrayDataReference(scan._countries);
        private readonly ref ushort _day = ref MemoryMarshal.GetArrayDataReference(scan._plan.Facts.Orders.Day);
        private readonly ref long _net = ref MemoryMarshal.GetArrayDataReference(scan._plan.Facts.Orders.Net);
        private readonly ref byte _channel = ref MemoryMarshal.GetArrayDataReference(scan._plan.Facts.Orders.Channel);
        private readonly ref byte _country = ref MemoryMarshal.GetArrayDataReference(scan._plan.Facts.Orders.Country);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(int o)
        {
            int kind = Unsafe.Add(ref _classOf, Unsafe.Add(ref _day, o));
            var amount = Unsafe.Add(ref _net, o);
            Unsafe.Add(ref _channels, Unsafe.Add(ref _channel, o) * Classes + kind) += amount;
            Unsafe.Add(ref _countries, Unsafe.Add(ref _country, o) * Classes + kind) += amount;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Fetch(int o)
        {
            Prefetch.Rows(ref _day, o);
            Prefetch.Rows(ref _net, o);
            Prefetch.Rows(ref _channel, o);
            Prefetch.Rows(ref _country, o);
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
