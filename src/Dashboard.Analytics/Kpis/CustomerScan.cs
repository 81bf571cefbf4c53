using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Kpis;

/// <summary>
/// One pass over the purchases of every customer in time order. It counts pairs: in which segment a purchase lies and in which the same customer's purchase
/// before it lay. A customer's first purchase within a window is the only one whose predecessor lies before the window, so the number of distinct customers of
/// any window is a sum of pairs, and so is the number of those who also bought in the window right before.
/// </summary>
internal sealed class CustomerScan
{
    // Longer than any history.
    private const int MostDays = ushort.MaxValue + 1;

    private readonly KpiPlan _plan;
    private readonly Timeline _timeline;
    private readonly byte[] _classOf;
    private readonly int _lostAfter;
    private readonly int _earlyDays;

    /// <summary>Runs the scan.</summary>
    /// <param name="plan">Filter, customers and days.</param>
    /// <param name="timeline">Segments.</param>
    /// <param name="gapsUpTo">Days up to which distributions of days between purchases are wanted, ascending, at most two.</param>
    public CustomerScan(KpiPlan plan, Timeline timeline, int[] gapsUpTo)
    {
        (_plan, _timeline) = (plan, timeline);
        (_lostAfter, _earlyDays) = (Math.Min(plan.Query.LostAfterDays, MostDays), Math.Min(plan.Query.EarlyRepeatDays, MostDays));
        var segments = timeline.Count;
        (Purchases, Lost, Reactivated) = (new(segments), new(segments), new(segments));
        NewPurchases = plan.Filter.IsNone ? null : new(segments);
        (Second, EarlyBase, EarlyMature, EarlyRepeat) = (new int[segments], new int[segments], new int[segments], new int[segments]);
        KnownRefunds = new long[segments];
        Gaps = new int[gapsUpTo.Length + 1][];
        SecondGaps = new int[gapsUpTo.Length + 1][];
        for (var c = 0; c < Gaps.Length; c++) (Gaps[c], SecondGaps[c]) = (new int[ushort.MaxValue + 1], new int[ushort.MaxValue + 1]);
        _classOf = new byte[ushort.MaxValue + 1];
        for (var c = 0; c < gapsUpTo.Length; c++) _classOf.AsSpan(Math.Min(gapsUpTo[c] + 1, _classOf.Length)).Fill((byte)(c + 1));
        if (plan.Filter.IsEmpty) return;
        if (plan.Filter.IsNone) Scan(new EveryRow());
        else Scan(new MatchingRows(plan.Filter, plan.Facts.Orders));
    }

    /// <summary>Purchases by the purchase before.</summary>
    public PairCounts Purchases { get; }

    /// <summary>Customers by their first purchase of all and their first that matches the filter; null without a filter, when both are the same.</summary>
    public PairCounts? NewPurchases { get; }

    /// <summary>Times a customer became lost, by the time before.</summary>
    public PairCounts Lost { get; }

    /// <summary>Times a lost customer bought again, by the time before.</summary>
    public PairCounts Reactivated { get; }

    /// <summary>Second purchases.</summary>
    public int[] Second { get; }

    /// <summary>Customers by first purchase; with a filter only those whose very first purchase matches.</summary>
    public int[] EarlyBase { get; }

    /// <summary>The same customers by the day on which their early repeat window has passed.</summary>
    public int[] EarlyMature { get; }

    /// <summary>Those of them who bought again within it, by the day on which it has passed.</summary>
    public int[] EarlyRepeat { get; }

    /// <summary>Refunds of customers with a purchase, not before the first one.</summary>
    public long[] KnownRefunds { get; }

    /// <summary>Days between purchases, per class: up to the first day asked, the second, later.</summary>
    public int[][] Gaps { get; }

    /// <summary>Days between first and second purchase, likewise.</summary>
    public int[][] SecondGaps { get; }

    private void Scan<TRows>(TRows rows) where TRows : struct, IRows
    {
        var (facts, members, wantsGaps) = (_plan.Facts, _plan.Query.Customers, _plan.Kpis.NeedsGaps);
        var (starts, firstDays, none) = (facts.Customers.OrderStart, facts.Customers.FirstDay, _timeline.Count);
        ref var day = ref MemoryMarshal.GetArrayDataReference(facts.Orders.Day);
        ref var segment = ref MemoryMarshal.GetArrayDataReference(_timeline.SegmentOf);
        ref var pairs = ref MemoryMarshal.GetArrayDataReference(Purchases.Counts);
        var width = none;
        var end = starts[0];
        for (var i = 0; i < firstDays.Length; i++)
        {
            var o = end;
            end = starts[i + 1];
            if (members is not null && !members[i]) continue;
            while (o < end && !rows.Keep(o)) o++;
            if (o == end) continue;

            int first = Unsafe.Add(ref day, o);
            int firstSegment = Unsafe.Add(ref segment, first);
            Unsafe.Add(ref pairs, none * width + firstSegment)++;
            NewPurchases?.Add(Unsafe.Add(ref segment, firstDays[i]), firstSegment);
            var (previous, previousSegment, second, lostSegment, reactivatedSegment) = (first, firstSegment, 0, none, none);
            for (o++; o < end; o++)
            {
                if (!rows.Keep(o)) continue;
                int d = Unsafe.Add(ref day, o);
                if (d == previous) continue;
                int s = Unsafe.Add(ref segment, d);
                Unsafe.Add(ref pairs, previousSegment * width + s)++;
                var gap = d - previous;
                if (second == 0) second = d;
                if (wantsGaps) Gaps[_classOf[d]][gap]++;
                if (gap > _lostAfter)
                {
                    lostSegment = Lost.Add(lostSegment, _timeline.SegmentOf[previous + _lostAfter + 1]);
                    reactivatedSegment = Reactivated.Add(reactivatedSegment, s);
                }
                (previous, previousSegment) = (d, s);
            }
            if (previous + _lostAfter < _timeline.Last) Lost.Add(lostSegment, _timeline.SegmentOf[previous + _lostAfter + 1]);
            AddCustomer(i, first, second, first == firstDays[i]);
        }
    }

    private void AddCustomer(int customer, int first, int second, bool isVeryFirst)
    {
        var segmentOf = _timeline.SegmentOf;
        if (second != 0)
        {
            Second[segmentOf[second]]++;
            SecondGaps[_classOf[second]][second - first]++;
        }
        if (isVeryFirst)
        {
            EarlyBase[segmentOf[first]]++;
            if (first + _earlyDays <= _timeline.Last)
            {
                var mature = segmentOf[first + _earlyDays];
                EarlyMature[mature]++;
                if (second != 0 && second - first <= _earlyDays) EarlyRepeat[mature]++;
            }
        }
        var (starts, refunds) = (_plan.Facts.Customers.RefundStart, _plan.Facts.Refunds);
        for (var r = starts[customer]; r < starts[customer + 1]; r++)
        {
            if (_plan.Filter.Keeps(refunds.Channel[r], refunds.Country[r], refunds.Currency[r]))
                KnownRefunds[segmentOf[Math.Max(refunds.Day[r], first)]] += refunds.Amount[r];
        }
    }

    /// <summary>Which order rows count; a struct, so that the scan is compiled once for every row and once for a filter.</summary>
    private interface IRows
    {
        bool Keep(int row);
    }

    private readonly struct EveryRow : IRows
    {
        public bool Keep(int row) => true;
    }

    private readonly struct MatchingRows(RowFilter filter, OrderColumns orders) : IRows
    {
        public bool Keep(int row) => filter.Keeps(orders.Channel[row], orders.Country[row], orders.Currency[row]);
    }
}
