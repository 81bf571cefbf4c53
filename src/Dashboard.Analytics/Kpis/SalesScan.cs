using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Kpis;

/// <summary>Sums over the orders of one segment. Four numbers side by side, so that one vector addition adds an order.</summary>
internal struct SalesCell
{
    public long Net;
    public long Discount;
    public long Items;
    public long Orders;

    public static SalesCell operator +(in SalesCell a, in SalesCell b) =>
        new() { Net = a.Net + b.Net, Discount = a.Discount + b.Discount, Items = a.Items + b.Items, Orders = a.Orders + b.Orders };
}

/// <summary>
/// Sums of orders and refunds per segment of a timeline and, when split, per code of a column: cell = code · segments + segment. Orders of customers and
/// orders without one are kept apart.
/// </summary>
internal sealed class SalesScan
{
    private readonly KpiPlan _plan;
    private readonly ushort[] _segmentOf;
    private readonly byte[]? _split;
    private readonly bool _detail;

    /// <summary>Runs the scan.</summary>
    /// <param name="plan">Filter and customers.</param>
    /// <param name="timeline">Segments.</param>
    /// <param name="by">Column that splits the cells.</param>
    public SalesScan(KpiPlan plan, Timeline timeline, Breakdown by)
    {
        _plan = plan;
        _segmentOf = timeline.SegmentOf;
        (_split, var refundSplit, var names) = Columns(plan.Facts, by);
        _detail = plan.Kpis.NeedsSalesDetail;
        Segments = timeline.Count;
        Codes = _split is null ? 1 : names.Length > FactCodes.Other ? FactCodes.Other + 1 : names.Length;
        (Known, Anonymous, Refunds) = (new SalesCell[Codes * Segments], new SalesCell[Codes * Segments], new long[Codes * Segments]);
        if (plan.Filter.IsEmpty) return;
        AddOrders();
        AddRefunds(refundSplit);
    }

    public int Segments { get; }

    /// <summary>Codes of the splitting column, 1 without one.</summary>
    public int Codes { get; }

    /// <summary>Orders of customers.</summary>
    public SalesCell[] Known { get; }

    /// <summary>Orders without a customer.</summary>
    public SalesCell[] Anonymous { get; }

    /// <summary>Refunds of anybody.</summary>
    public long[] Refunds { get; }

    public static (byte[]? Orders, byte[]? Refunds, string[] Names) Columns(CustomerFacts facts, Breakdown by) => by switch
    {
        Breakdown.Channel => (facts.Orders.Channel, facts.Refunds.Channel, facts.Codes.Channels),
        Breakdown.Country => (facts.Orders.Country, facts.Refunds.Country, facts.Codes.Countries),
        Breakdown.Currency => (facts.Orders.Currency, facts.Refunds.Currency, facts.Codes.Currencies),
        _ => (null, null, []),
    };

    private void AddOrders()
    {
        var (facts, starts) = (_plan.Facts, _plan.Facts.Customers.OrderStart);
        var known = _plan.Kpis.NeedsSales;
        if (_plan.Query.Customers is not { } members)
        {
            if (known) AddRows(0, facts.AnonymousStart, Known);
            AddRows(facts.AnonymousStart, facts.OrderCount, Anonymous);
            return;
        }
        if (!known) return;
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (members[i]) AddRows(starts[i], starts[i + 1], Known);
        }
    }

    private void AddRows(int from, int to, SalesCell[] cells)
    {
        if (!_plan.Filter.IsNone) AddMatchingRows(from, to, cells);
        else if (_split is { } split) AddEveryRow(from, to, cells, split);
        else AddEveryRow(from, to, cells);
    }

    private void AddEveryRow(int from, int to, SalesCell[] cells)
    {
        ref var cell = ref MemoryMarshal.GetArrayDataReference(cells);
        ref var segment = ref MemoryMarshal.GetArrayDataReference(_segmentOf);
        ref var day = ref MemoryMarshal.GetArrayDataReference(_plan.Facts.Orders.Day);
        ref var net = ref MemoryMarshal.GetArrayDataReference(_plan.Facts.Orders.Net);
        if (!_detail)
        {
            for (var o = from; o < to; o++)
            {
                ref var at = ref Unsafe.Add(ref cell, Unsafe.Add(ref segment, Unsafe.Add(ref day, o)));
                at.Net += Unsafe.Add(ref net, o);
                at.Orders++;
            }
            return;
        }
        ref var discount = ref MemoryMarshal.GetArrayDataReference(_plan.Facts.Orders.Discount);
        ref var items = ref MemoryMarshal.GetArrayDataReference(_plan.Facts.Orders.Items);
        for (var o = from; o < to; o++)
        {
            ref var at = ref Unsafe.As<SalesCell, Vector256<long>>(ref Unsafe.Add(ref cell, Unsafe.Add(ref segment, Unsafe.Add(ref day, o))));
            at += Vector256.Create(Unsafe.Add(ref net, o), Unsafe.Add(ref discount, o), Unsafe.Add(ref items, o), 1);
        }
    }

    private void AddEveryRow(int from, int to, SalesCell[] cells, byte[] split)
    {
        for (var o = from; o < to; o++) AddRow(o, cells, split);
    }

    private void AddMatchingRows(int from, int to, SalesCell[] cells)
    {
        var (filter, orders) = (_plan.Filter, _plan.Facts.Orders);
        ref var channel = ref MemoryMarshal.GetArrayDataReference(orders.Channel);
        ref var country = ref MemoryMarshal.GetArrayDataReference(orders.Country);
        ref var currency = ref MemoryMarshal.GetArrayDataReference(orders.Currency);
        var (channels, countries, currencies) = (Vector256.Create((byte)filter.Channel), Vector256.Create((byte)filter.Country), Vector256.Create((byte)filter.Currency));
        var o = from;
        for (; o + Vector256<byte>.Count <= to; o += Vector256<byte>.Count)
        {
            var matches = uint.MaxValue;
            if (filter.Channel >= 0) matches &= Vector256.Equals(Vector256.LoadUnsafe(ref channel, (nuint)o), channels).ExtractMostSignificantBits();
            if (filter.Country >= 0) matches &= Vector256.Equals(Vector256.LoadUnsafe(ref country, (nuint)o), countries).ExtractMostSignificantBits();
            if (filter.Currency >= 0) matches &= Vector256.Equals(Vector256.LoadUnsafe(ref currency, (nuint)o), currencies).ExtractMostSignificantBits();
            for (; matches != 0; matches &= matches - 1)
                AddRow(o + BitOperations.TrailingZeroCount(matches), cells, _split);
        }
        for (; o < to; o++)
        {
            if (filter.Keeps(orders.Channel[o], orders.Country[o], orders.Currency[o])) AddRow(o, cells, _split);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddRow(int o, SalesCell[] cells, byte[]? split)
    {
        var orders = _plan.Facts.Orders;
        int at = _segmentOf[orders.Day[o]];
        if (split is not null) at += split[o] * Segments;
        ref var cell = ref cells[at];
        cell.Net += orders.Net[o];
        cell.Orders++;
        if (!_detail) return;
        cell.Discount += orders.Discount[o];
        cell.Items += orders.Items[o];
    }

    private void AddRefunds(byte[]? split)
    {
        if (!_plan.Kpis.NeedsSales) return;
        var (facts, starts) = (_plan.Facts, _plan.Facts.Customers.RefundStart);
        if (_plan.Query.Customers is not { } members)
        {
            AddRefunds(0, facts.Refunds.Day.Length, split);
            return;
        }
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (members[i]) AddRefunds(starts[i], starts[i + 1], split);
        }
    }

    private void AddRefunds(int from, int to, byte[]? split)
    {
        var (refunds, filter) = (_plan.Facts.Refunds, _plan.Filter);
        for (var r = from; r < to; r++)
        {
            if (filter.Keeps(refunds.Channel[r], refunds.Country[r], refunds.Currency[r]))
                Refunds[(split is null ? 0 : split[r] * Segments) + _segmentOf[refunds.Day[r]]] += refunds.Amount[r];
        }
    }
}
