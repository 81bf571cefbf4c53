using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

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
    private readonly ushort[] _cellOf;
    private readonly byte[]? _split;
    private readonly bool _detail;
    private readonly int _from;

    /// <summary>Runs the scan.</summary>
    /// <param name="plan">Filter and customers.</param>
    /// <param name="timeline">Segments.</param>
    /// <param name="by">Columns that split the cells; null for one cell per segment.</param>
    public SalesScan(KpiPlan plan, Timeline timeline, BreakdownSplit? by)
    {
        _plan = plan;
        _segmentOf = timeline.SegmentOf;
        _split = by?.Orders;
        _detail = plan.Kpis.NeedsSalesDetail;
        _from = Math.Min(plan.Range.From, plan.Compare?.From ?? plan.Range.From);
        _cellOf = _split is null ? DayCells(plan.Facts.Span) : _segmentOf;
        Segments = timeline.Count;
        Codes = _split is null ? 1 : byte.MaxValue + 1;
        (Known, Anonymous, Refunds) = (new SalesCell[Codes * Segments], new SalesCell[Codes * Segments], new long[Codes * Segments]);
        if (plan.Filter.IsEmpty) return;
        if (plan.Filter.IsNone) AddOrders(new EveryRow());
        else AddOrders(plan.MatchingRows);
        AddRefunds(by?.Refunds);
    }

    public int Segments { get; }

    /// <summary>Every code there can be, since the loops do not check; 1 without a split.</summary>
    public int Codes { get; }

    /// <summary>Orders of customers.</summary>
    public SalesCell[] Known { get; }

    /// <summary>Orders without a customer.</summary>
    public SalesCell[] Anonymous { get; }

    /// <summary>Refunds of anybody.</summary>
    public long[] Refunds { get; }

    private void AddOrders<TRows>(TRows rows) where TRows : struct, IOrderRows
    {
        var (facts, starts) = (_plan.Facts, _plan.Facts.Customers.OrderStart);
        var known = _plan.Kpis.NeedsSales;
        if (known && _plan.Filter.IsNone && IsRecent)
        {
            var recent = new MatchingRows(facts, _plan.BuyerRuns, _from);
            if (_split is null) AddDays(Known, days => recent.ForEach(new Columns<Whole>(this, days)));
            else recent.ForEach(new Columns<Split>(this, Known));
            AddEarlier();
            if (_plan.Query.Customers is null) AddRows(rows, facts.AnonymousStart, facts.OrderCount, Anonymous);
            return;
        }
        if (_plan.Query.Customers is not { } members)
        {
            if (known) AddRows(rows, 0, facts.AnonymousStart, Known);
            AddRows(rows, facts.AnonymousStart, facts.OrderCount, Anonymous);
            return;
        }
        if (!known) return;
        if (_split is null) AddDays(Known, days => AddMembers<TRows, Whole>(rows, members, starts, days));
        else AddMembers<TRows, Split>(rows, members, starts, Known);
    }

    // The windows begin so late that looking for the customers' last orders is less work than adding up all of them.
    private bool IsRecent => _from - _plan.Facts.Span.First > (_plan.Facts.Span.Last - _plan.Facts.Span.First) / 3;

    /// <summary>What all customers brought before the first window, as their revenue to date tells: only sums from the beginning on ask for it.</summary>
    private void AddEarlier()
    {
        var (customers, refunds) = (_plan.Facts.Customers, _plan.Facts.Refunds.Amount);
        var net = _plan.BuyerRevenue;
        foreach (var (from, to) in refunds.Length > 0 ? _plan.BuyerRuns : [])
        {
            foreach (var amount in refunds.AsSpan(customers.RefundStart[from]..customers.RefundStart[to])) net += amount;
        }
        foreach (ref readonly var cell in Known.AsSpan()) net -= cell.Net;
        Known[0].Net += net;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddMembers<TRows, TSplit>(TRows rows, CustomerSet members, int[] starts, SalesCell[] cells) where TRows : struct, IOrderRows where TSplit : struct, ISplit
    {
        var columns = new Columns<TSplit>(this, cells);   // once: most customers have few rows
        for (var i = 0; i < members.Size; i++)
        {
            if (!members[i]) continue;
            var end = starts[i + 1];
            for (var o = rows.Next(starts[i], end); o < end; o = rows.Next(o + 1, end)) columns.Visit(o);
        }
    }

    private void AddRows<TRows>(TRows rows, int from, int to, SalesCell[] cells) where TRows : struct, IOrderRows
    {
        if (_split is null) AddDays(cells, days => rows.ForEach(from, to, new Columns<Whole>(this, days)));
        else rows.ForEach(from, to, new Columns<Split>(this, cells));
    }

    // A customer's orders often lie in one segment but seldom on one day: a cell per day does not have to wait for the order before it.
    private void AddDays(SalesCell[] cells, Action<SalesCell[]> scan)
    {
        var (first, last) = _plan.Facts.Span;
        var days = new SalesCell[last - first + 1];
        scan(days);
        for (var d = 0; d < days.Length; d++) cells[_segmentOf[first + d]] += days[d];
    }

    private static ushort[] DayCells((int First, int Last) span)
    {
        var cells = new ushort[ushort.MaxValue + 1];
        for (var day = span.First; day < cells.Length; day++) cells[day] = (ushort)(Math.Min(day, span.Last) - span.First);
        return cells;
    }

    /// <summary>The columns as references, so that the loops run without bounds checks; every code and segment is in range by construction.</summary>
    private readonly ref struct Columns<TSplit> : IRowVisitor where TSplit : struct, ISplit
    {
        private readonly ref SalesCell _cell;
        private readonly ref ushort _cellOf;
        private readonly ref ushort _day;
        private readonly ref long _net;
        private readonly ref long _discount;
        private readonly ref int _items;
        private readonly ref byte _code;
        private readonly int _width;
        private readonly bool _detail;

        public Columns(SalesScan scan, SalesCell[] cells)
        {
            var orders = scan._plan.Facts.Orders;
            _cell = ref MemoryMarshal.GetArrayDataReference(cells);
            _cellOf = ref MemoryMarshal.GetArrayDataReference(scan._cellOf);
            _day = ref MemoryMarshal.GetArrayDataReference(orders.Day);
            _net = ref MemoryMarshal.GetArrayDataReference(orders.Net);
            _discount = ref MemoryMarshal.GetArrayDataReference(orders.Discount);
            _items = ref MemoryMarshal.GetArrayDataReference(orders.Items);
            // Without a split the code is multiplied by 0, whatever column it comes from.
            _code = ref MemoryMarshal.GetArrayDataReference(scan._split ?? orders.Channel);
            _width = scan._split is null ? 0 : scan.Segments;
            _detail = scan._detail;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(int o)
        {
            ref var cell = ref Cell(o);
            if (_detail)
            {
                Unsafe.As<SalesCell, Vector256<long>>(ref cell) += Vector256.Create(Unsafe.Add(ref _net, o), Unsafe.Add(ref _discount, o), Unsafe.Add(ref _items, o), 1);
                return;
            }
            cell.Net += Unsafe.Add(ref _net, o);
            cell.Orders++;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Fetch(int o)
        {
            Prefetch.Rows(ref _net, o);
            Prefetch.Rows(ref _day, o);
            if (typeof(TSplit) == typeof(Split)) Prefetch.Rows(ref _code, o);
            if (!_detail) return;
            Prefetch.Rows(ref _discount, o);
            Prefetch.Rows(ref _items, o);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private ref SalesCell Cell(int o)
        {
            int at = Unsafe.Add(ref _cellOf, Unsafe.Add(ref _day, o));
            return ref Unsafe.Add(ref _cell, typeof(TSplit) == typeof(Split) ? at + Unsafe.Add(ref _code, o) * _width : at);
        }
    }

    private interface ISplit;

    private readonly struct Split : ISplit;

    private readonly struct Whole : ISplit;

    private void AddRefunds(byte[]? split)
    {
        if (!_plan.Kpis.NeedsSales || _plan.Facts.Refunds.Day.Length == 0) return;
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
