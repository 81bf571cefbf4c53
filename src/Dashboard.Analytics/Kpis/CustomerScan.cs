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
    private readonly int[] _otherPairs;

    /// <summary>Runs the scan.</summary>
    /// <param name="plan">Filter, customers and days.</param>
    /// <param name="timeline">Segments.</param>
    /// <param name="gapsUpTo">Days up to which distributions of days between purchases are wanted, ascending, at most two.</param>
    public CustomerScan(KpiPlan plan, Timeline timeline, int[] gapsUpTo)
    {
        (_plan, _timeline) = (plan, timeline);
        _spells = plan.Facts.LostSpells;
        (_lostAfter, _earlyDays) = (_spells is null && plan.Kpis.NeedsLost ? Math.Min(plan.Query.LostAfterDays, MostDays) : MostDays, Math.Min(plan.Query.EarlyRepeatDays, MostDays));
        var segments = timeline.Count;
        (Purchases, Lost, Reactivated) = (new(segments), new(segments), new(segments));
        _otherPairs = new int[Purchases.Counts.Length];
        NewPurchases = plan.Filter.IsNone ? null : new(segments);
        (Second, EarlyBase, EarlyMature, EarlyRepeat) = (new int[segments], new int[segments], new int[segments], new int[segments]);
        KnownRefunds = new long[segments];
        if (plan.Kpis.NeedsGaps) (Gaps, SecondGaps) = (new int[(gapsUpTo.Length + 1) * MostDays], new int[(gapsUpTo.Length + 1) * MostDays]);
        _hasRefunds = plan.Kpis.NeedsSales && plan.Facts.Refunds.Day.Length > 0;
        _classOf = new byte[ushort.MaxValue + 1];
        for (var c = 0; c < gapsUpTo.Length; c++) _classOf.AsSpan(Math.Min(gapsUpTo[c] + 1, _classOf.Length)).Fill((byte)(c + 1));
        if (plan.Filter.IsEmpty) return;
        if (plan.Filter.IsNone && _lostAfter == MostDays) ScanAll();
        else if (plan.Filter.IsNone) Scan(new EveryRow());
        else Scan(plan.MatchingRows);
        if (_spells is not null && plan.Kpis.NeedsLost) AddSpells(_spells, plan.Filter.IsNone ? null : BoughtOn);
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

    /// <summary>Days between purchases: index = class · 65,536 + days, where class 0 is up to the first day asked, then the second, then later. Empty where not asked for.</summary>
    public int[] Gaps { get; } = [];

    /// <summary>Days between first and second purchase, likewise.</summary>
    public int[] SecondGaps { get; } = [];

    /// <summary>All orders of customers in a row as if they were of one, so that nothing branches; then what lies between one customer and the next is taken back.</summary>
    private void ScanAll()
    {
        // Some rows of customers at a time, so that their days are read from memory once.
        const int block = 512;
        var (runs, days) = (_plan.BuyerRuns, Days());
        for (var at = 0; at < runs.Length; at += block)
        {
            var some = runs.AsSpan(at, Math.Min(block, runs.Length - at));
            if (_plan.Kpis.NeedsGaps) CountGaps(some, days);
            else if (_plan.Kpis.NeedsPairs) CountPairs(some);
            AddCustomers(some);
        }
        var pairs = Purchases.Counts;
        for (var at = 0; at < pairs.Length; at++) pairs[at] += _otherPairs[at];
        Purchases.Firsts.CopyTo(EarlyBase);
    }

    /// <summary>Class and segment of each day as one number, so that one look tells both.</summary>
    private int[] Days()
    {
        var days = new int[_timeline.Last + 1];
        for (var d = 0; d < days.Length; d++) days[d] = _classOf[d] << 16 | _timeline.SegmentOf[d];
        return days;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddCustomers(ReadOnlySpan<(int From, int To)> runs)
    {
        var (facts, segment, none, pairs, orders) = (_plan.Facts, _timeline.SegmentOf, _timeline.Count, Purchases.Counts, _plan.Facts.Orders.Day);
        var (purchases, firstDays, lastDays, starts) = (facts.Customers.Purchases, facts.Customers.FirstDay, facts.Customers.LastDay, facts.Customers.OrderStart);
        var (wantsGaps, wantsSeconds, lastMature, early) = (_plan.Kpis.NeedsGaps, _plan.Kpis.NeedsSeconds, _timeline.Last - _earlyDays, _earlyDays);
        var (wantsPairs, firsts, seconds, matures, repeats) = (wantsGaps || _plan.Kpis.NeedsPairs, none * none, Second, EarlyMature, EarlyRepeat);
        foreach (var (from, to) in runs)
        {
            int before = firstDays[from];
            for (var i = from; i < to; i++)
            {
                int first = firstDays[i], firstSegment = segment[first], between = before != first ? 1 : 0;
                pairs[firsts + firstSegment]++;
                if (wantsPairs) pairs[segment[before] * none + firstSegment] -= between;
                if (wantsGaps) Gaps[GapOf(before, first)] -= between;
                before = lastDays[i];
                if (_hasRefunds) AddRefunds(i, first);
                if (!wantsSeconds) continue;
                var second = int.MaxValue;
                if (purchases[i] > 1)
                {
                    second = orders[starts[i] + 1];
                    if (second == first) second += facts.DaysToSecond(i);
                    seconds[segment[second]]++;
                    if (wantsGaps) SecondGaps[GapOf(first, second)]++;
                }
                if (first > lastMature) continue;
                var mature = segment[first + early];
                matures[mature]++;
                repeats[mature] += second - first <= early ? 1 : 0;
            }
        }
    }

    // In turn into two tables: a count that is raised twice in a row waits for itself.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountPairs(ReadOnlySpan<(int From, int To)> runs)
    {
        var (starts, segments) = (_plan.Facts.Customers.OrderStart, _timeline.Count);
        ref var day = ref MemoryMarshal.GetArrayDataReference(_plan.Facts.Orders.Day);
        ref var segment = ref MemoryMarshal.GetArrayDataReference(_timeline.SegmentOf);
        ref var one = ref MemoryMarshal.GetArrayDataReference(Purchases.Counts);
        ref var other = ref MemoryMarshal.GetArrayDataReference(_otherPairs);
        foreach (var (from, to) in runs)
        {
            var (o, end) = (starts[from], starts[to]);
            int previous = Unsafe.Add(ref day, o), row = Unsafe.Add(ref segment, previous) * segments;
            for (o++; o < end; o++)
            {
                int d = Unsafe.Add(ref day, o), s = Unsafe.Add(ref segment, d);
                Unsafe.Add(ref one, row + s) += d != previous ? 1 : 0;
                (previous, row) = (d, s * segments);
                if (++o == end) break;
                (d, s) = (Unsafe.Add(ref day, o), Unsafe.Add(ref segment, Unsafe.Add(ref day, o)));
                Unsafe.Add(ref other, row + s) += d != previous ? 1 : 0;
                (previous, row) = (d, s * segments);
            }
        }
    }

    /// <summary>Days between purchases, and on the way the pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountGaps(ReadOnlySpan<(int From, int To)> runs, int[] days)
    {
        var (starts, segments) = (_plan.Facts.Customers.OrderStart, _timeline.Count);
        ref var day = ref MemoryMarshal.GetArrayDataReference(_plan.Facts.Orders.Day);
        ref var mark = ref MemoryMarshal.GetArrayDataReference(days);
        ref var one = ref MemoryMarshal.GetArrayDataReference(Purchases.Counts);
        ref var other = ref MemoryMarshal.GetArrayDataReference(_otherPairs);
        ref var gaps = ref MemoryMarshal.GetArrayDataReference(Gaps);
        foreach (var (from, to) in runs)
        {
            var (o, end) = (starts[from], starts[to]);
            int before = Unsafe.Add(ref day, o), row = (ushort)Unsafe.Add(ref mark, before) * segments;
            for (o++; o < end; o++)
            {
                int d = Unsafe.Add(ref day, o), m = Unsafe.Add(ref mark, d), s = (ushort)m, isNext = d != before ? 1 : 0;
                Unsafe.Add(ref one, row + s) += isNext;
                Unsafe.Add(ref gaps, m - s + (ushort)(d - before)) += isNext;
                (before, row) = (d, s * segments);
                if (++o == end) break;
                (d, m) = (Unsafe.Add(ref day, o), Unsafe.Add(ref mark, Unsafe.Add(ref day, o)));
                (s, isNext) = ((ushort)m, d != before ? 1 : 0);
                Unsafe.Add(ref other, row + s) += isNext;
                Unsafe.Add(ref gaps, m - s + (ushort)(d - before)) += isNext;
                (before, row) = (d, s * segments);
            }
        }
    }

    // Between two customers a gap may be negative: then it is some place at the end of its class until it is taken back.
    private int GapOf(int before, int day) => (_classOf[day] << 16) + (ushort)(day - before);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scan<TRows>(TRows rows) where TRows : struct, IOrderRows
    {
        var (facts, members, gaps) = (_plan.Facts, _plan.Query.Customers, _plan.Kpis.NeedsGaps ? Gaps : null);
        var (starts, firstDays, none, lostAfter) = (facts.Customers.OrderStart, facts.Customers.FirstDay, _timeline.Count, _lostAfter);
        var (all, seconds) = (_plan.Kpis.NeedsPairs || _plan.Kpis.NeedsGaps || lostAfter < MostDays, _plan.Kpis.NeedsSeconds);
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
            NewPurchases?.Add(Unsafe.Add(ref segment, firstDays[i]), firstSegment);
            if (!all && !seconds) continue;
            var (previous, previousSegment, second, lostSegment, reactivatedSegment) = (first, firstSegment, 0, none, none);
            for (o = rows.Next(o + 1, end); o < end; o = rows.Next(o + 1, end))
            {
                int d = Unsafe.Add(ref day, o);
                if (d == previous) continue;
                if (second == 0) second = d;
                if (!all) break;
                int s = Unsafe.Add(ref segment, d);
                Unsafe.Add(ref pairs, previousSegment * none + s)++;
                var gap = d - previous;
                if (gaps is not null) gaps[(Unsafe.Add(ref classOf, d) << 16) + gap]++;
                if (gap > lostAfter)
                {
                    lostSegment = Lost.Add(lostSegment, Unsafe.Add(ref segment, previous + lostAfter + 1));
                    reactivatedSegment = Reactivated.Add(reactivatedSegment, s);
                }
                (previous, previousSegment) = (d, s);
            }
            if (previous + lostAfter < _timeline.Last) Lost.Add(lostSegment, Unsafe.Add(ref segment, previous + lostAfter + 1));
            if (!seconds) continue;
            if (second != 0) AddSecond(first, second);
            if (first == firstDays[i]) AddVeryFirst(first, firstSegment, second);
        }
    }

    /// <summary>Customers enter the Lost state after a purchase that matches the filter, and come back by one.</summary>
    /// <param name="spells">When customers were lost.</param>
    /// <param name="matches">Whether a customer's purchase of a day matches; null where each does.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddSpells(LostSpells spells, Func<int, int, bool>? matches)
    {
        var (none, segment, starts, lostDay, backDay) = (_timeline.Count, _timeline.SegmentOf, spells.Start, spells.Lost, spells.Back);
        if (matches is null)
        {
            CountSpells(spells);
            return;
        }
        foreach (var (from, to) in _plan.BuyerRuns)
        {
            for (var (i, s) = (from, starts[from]); i < to; i++)
            {
                var (lost, reactivated) = (none, none);
                for (; s < starts[i + 1]; s++)
                {
                    if (matches(i, spells.After[s])) lost = Lost.Add(lost, segment[lostDay[s]]);
                    if (backDay[s] is not 0 and var back && matches(i, back)) reactivated = Reactivated.Add(reactivated, segment[back]);
                }
            }
        }
    }

    // One spell after the other, whosever it is. Only the last of a customer lasts, so that one before another ended.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountSpells(LostSpells spells)
    {
        var (none, starts, again) = (_timeline.Count, spells.Start, spells.IsAgain);
        ref var segment = ref MemoryMarshal.GetArrayDataReference(_timeline.SegmentOf);
        ref var lostDay = ref MemoryMarshal.GetArrayDataReference(spells.Lost);
        ref var backDay = ref MemoryMarshal.GetArrayDataReference(spells.Back);
        ref var lost = ref MemoryMarshal.GetArrayDataReference(Lost.Counts);
        ref var back = ref MemoryMarshal.GetArrayDataReference(Reactivated.Counts);
        foreach (var (from, to) in _plan.BuyerRuns)
        {
            var (lostBefore, backBefore) = (none, none);
            for (var (s, end) = (starts[from], starts[to]); s < end; s++)
            {
                int day = Unsafe.Add(ref backDay, s), inLost = Unsafe.Add(ref segment, Unsafe.Add(ref lostDay, s)), inBack = Unsafe.Add(ref segment, day);
                int isAgain = again[s], isBack = day != 0 ? 1 : 0;
                Unsafe.Add(ref lost, (none + (lostBefore - none) * isAgain) * none + inLost)++;
                Unsafe.Add(ref back, (none + (backBefore - none) * isAgain) * none + inBack) += isBack;
                (lostBefore, backBefore) = (inLost, inBack);
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
        if (SecondGaps.Length > 0) SecondGaps[GapOf(first, second)]++;
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
