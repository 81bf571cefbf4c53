using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;

namespace Dashboard.Analytics.Kpis;

/// <summary>
/// One pass over the purchases of every customer in time order. It counts pairs: in which segment a purchase lies and in which the same customer's purchase
/// before it lay. A customer's first purchase within a window is the only one whose predecessor lies before the window, so the number of distinct customers of
/// any window is a sum of pairs, and so is the number of those who also bought in the window right before.
/// </summary>
internal sealed class CustomerScan
{
    /// <summary>Longer than any history.</summary>
    public const int MostDays = ushort.MaxValue + 1;

    private readonly KpiPlan _plan;
    private readonly Timeline _timeline;
    private readonly byte[] _classOf;
    private readonly LostSpells? _spells;
    private readonly int _lostAfter;
    private readonly int _earlyDays;
    private readonly bool _hasRefunds;

    /// <summary>Runs the scan.</summary>
    /// <param name="plan">Filter, customers and days.</param>
    /// <param name="timeline">Segments.</param>
    /// <param name="gapsUpTo">Days up to which distributions of days between purchases are wanted, ascending, at most two.</param>
    public CustomerScan(KpiPlan plan, Timeline timeline, int[] gapsUpTo)
    {
        (_plan, _timeline) = (plan, timeline);
        _spells = plan.Facts.LostSpells;
        (_lostAfter, _earlyDays) = (_spells is null ? Math.Min(plan.Query.LostAfterDays, MostDays) : MostDays, Math.Min(plan.Query.EarlyRepeatDays, MostDays));
        var segments = timeline.Count;
        (Purchases, Lost, Reactivated) = (new(segments), new(segments), new(segments));
        NewPurchases = plan.Filter.IsNone ? null : new(segments);
        (Second, EarlyBase, EarlyMature, EarlyRepeat) = (new int[segments], new int[segments], new int[segments], new int[segments]);
        KnownRefunds = new long[segments];
        (Gaps, SecondGaps) = (new int[(gapsUpTo.Length + 1) * MostDays], new int[(gapsUpTo.Length + 1) * MostDays]);
        _hasRefunds = plan.Kpis.NeedsSales && plan.Facts.Refunds.Day.Length > 0;
        _classOf = new byte[ushort.MaxValue + 1];
        for (var c = 0; c < gapsUpTo.Length; c++) _classOf.AsSpan(Math.Min(gapsUpTo[c] + 1, _classOf.Length)).Fill((byte)(c + 1));
        if (plan.Filter.IsEmpty) return;
        if (plan.Filter.IsNone) Scan(new EveryRow());
        else Scan(plan.MatchingRows);
        if (_spells is null || !plan.Kpis.NeedsLost) return;
        if (plan.Filter.IsNone) AddSpells(_spells, (_, _) => true);
        else AddSpells(_spells, BoughtOn);
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

    /// <summary>Days between purchases: index = class · 65,536 + days, where class 0 is up to the first day asked, then the second, then later.</summary>
    public int[] Gaps { get; }

    /// <summary>Days between first and second purchase, likewise.</summary>
    public int[] SecondGaps { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scan<TRows>(TRows rows) where TRows : struct, IOrderRows
    {
        var (facts, members, gaps) = (_plan.Facts, _plan.Query.Customers, _plan.Kpis.NeedsGaps ? Gaps : null);
        var (starts, firstDays, none, lostAfter, histories) = (facts.Customers.OrderStart, facts.Customers.FirstDay, _timeline.Count, _lostAfter, _plan.Kpis.NeedsHistories);
        ref var day = ref MemoryMarshal.GetArrayDataReference(facts.Orders.Day);
        ref var segment = ref MemoryMarshal.GetArrayDataReference(_timeline.SegmentOf);
        ref var pairs = ref MemoryMarshal.GetArrayDataReference(Purchases.Counts);
        ref var classOf = ref MemoryMarshal.GetArrayDataReference(_classOf);
        var end = starts[0];
        for (var i = 0; i < firstDays.Length; i++)
        {
            var o = end;
            end = starts[i + 1];
            if (members is not null && !members[i]) continue;
            o = rows.Next(o, end);
            if (o >= end) continue;

            int first = Unsafe.Add(ref day, o);
            int firstSegment = Unsafe.Add(ref segment, first);
            Unsafe.Add(ref pairs, none * none + firstSegment)++;
            if (_hasRefunds) AddRefunds(i, first);
            if (!histories) continue;
            var (previous, previousSegment, second, lostSegment, reactivatedSegment) = (first, firstSegment, 0, none, none);
            for (o = rows.Next(o + 1, end); o < end; o = rows.Next(o + 1, end))
            {
                int d = Unsafe.Add(ref day, o);
                if (d == previous) continue;
                int s = Unsafe.Add(ref segment, d);
                Unsafe.Add(ref pairs, previousSegment * none + s)++;
                var gap = d - previous;
                if (gaps is not null) gaps[(Unsafe.Add(ref classOf, d) << 16) + gap]++;
                if (second == 0) second = d;
                if (gap > lostAfter)
                {
                    lostSegment = Lost.Add(lostSegment, Unsafe.Add(ref segment, previous + lostAfter + 1));
                    reactivatedSegment = Reactivated.Add(reactivatedSegment, s);
                }
                (previous, previousSegment) = (d, s);
            }
            if (previous + lostAfter < _timeline.Last) Lost.Add(lostSegment, Unsafe.Add(ref segment, previous + lostAfter + 1));
            if (second != 0) AddSecond(first, second);
            if (first == firstDays[i]) AddVeryFirst(first, firstSegment, second);
            NewPurchases?.Add(Unsafe.Add(ref segment, firstDays[i]), firstSegment);
        }
    }

    /// <summary>Customers enter the Lost state after a purchase that matches the filter, and come back by one.</summary>
    private void AddSpells(LostSpells spells, Func<int, int, bool> matches)
    {
        var (members, none, segment) = (_plan.Query.Customers, _timeline.Count, _timeline.SegmentOf);
        for (var i = 0; i < _plan.Facts.CustomerCount; i++)
        {
            if (members is not null && !members[i]) continue;
            var (lost, reactivated) = (none, none);
            for (var s = spells.Start[i]; s < spells.Start[i + 1]; s++)
            {
                if (matches(i, spells.After[s])) lost = Lost.Add(lost, segment[spells.Lost[s]]);
                if (spells.Back[s] != 0 && matches(i, spells.Back[s])) reactivated = Reactivated.Add(reactivated, segment[spells.Back[s]]);
            }
        }
    }

    private bool BoughtOn(int customer, int day)
    {
        var (days, rows, end) = (_plan.Facts.Orders.Day, _plan.MatchingRows, _plan.Facts.Customers.OrderStart[customer + 1]);
        var o = rows.Next(_plan.Facts.Customers.OrderStart[customer], end);
        while (o < end && days[o] < day) o = rows.Next(o + 1, end);
        return o < end && days[o] == day;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddSecond(int first, int second)
    {
        Second[_timeline.SegmentOf[second]]++;
        SecondGaps[(_classOf[second] << 16) + second - first]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddVeryFirst(int first, int firstSegment, int second)
    {
        EarlyBase[firstSegment]++;
        if (first + _earlyDays > _timeline.Last) return;
        var mature = _timeline.SegmentOf[first + _earlyDays];
        EarlyMature[mature]++;
        EarlyRepeat[mature] += second != 0 && second - first <= _earlyDays ? 1 : 0;
    }

    private void AddRefunds(int customer, int first)
    {
        var (starts, refunds) = (_plan.Facts.Customers.RefundStart, _plan.Facts.Refunds);
        for (var r = starts[customer]; r < starts[customer + 1]; r++)
        {
            if (_plan.Filter.Keeps(refunds.Channel[r], refunds.Country[r], refunds.Currency[r]))
                KnownRefunds[_timeline.SegmentOf[Math.Max(refunds.Day[r], first)]] += refunds.Amount[r];
        }
    }
}
