using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Kpis;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Overview;

namespace Dashboard.Web.Features.Segments;

/// <summary>Scores of today, and who moved between the groups within a range.</summary>
/// <param name="Facts">The snapshot.</param>
/// <param name="Thresholds">Where the scores of today begin.</param>
/// <param name="Grid">Customers and revenue by score, as of the last business day with an order.</param>
/// <param name="Before">The day before the range, from which they moved.</param>
/// <param name="Until">The last day of the range that is known.</param>
/// <param name="Flows">Customers by group on both days; <see cref="RfmGroup.None"/> had not bought.</param>
/// <param name="WentQuiet">Customers At risk or Can't lose now who came there within the range, from another group or as a new customer.</param>
/// <param name="Filter">Whom the page is about; null for everybody. Scores compare with everybody all the same.</param>
public sealed record RfmView(CustomerFacts Facts, RfmThresholds Thresholds, RfmGrid Grid, DateOnly Before, DateOnly Until, IReadOnlyDictionary<(RfmGroup From, RfmGroup To), int> Flows, int WentQuiet, SegmentFilter? Filter)
{
    /// <summary>Fewer customers or days than these make scores a matter of chance.</summary>
    public const int EnoughCustomers = 500;

    public const int EnoughDays = 180;

    public DateOnly Day => Grid.AsOf;

    public int Days => Facts.Span.Last - Facts.Span.First + 1;

    public long Revenue { get; } = Grid.Cells.Sum(c => c.RevenueMinor);

    /// <summary>The range ends with the day that is shown.</summary>
    public bool IsUntilNow => Until == Day;

    /// <summary>Customers who are in another group than before the range, newcomers left out.</summary>
    public int Moved => Flows.Where(f => f.Key.From != f.Key.To && f.Key.From != RfmGroup.None).Sum(f => f.Value);

    public int Flow(RfmGroup from, RfmGroup to) => Flows.GetValueOrDefault((from, to));

    /// <summary>Members of a group more than before the range.</summary>
    public int Change(RfmGroup group) => Flows.Sum(f => (f.Key.To == group ? f.Value : 0) - (f.Key.From == group ? f.Value : 0));

    /// <summary>Where a score from 2 to 5 begins: snapshot day of the last purchase, purchases, revenue in minor units; null where nobody can have it.</summary>
    public (int? LastDay, int? Purchases, long? Money) Begins(int score)
    {
        return (Of(Thresholds.LastDay, FactDay.Max), Of(Thresholds.Purchases, int.MaxValue - 1), Of(Thresholds.Money, long.MaxValue - 1));

        // Who reaches the value has the higher score where that begins no later.
        T? Of<T>(T[] least, T most) where T : struct, IComparable<T> =>
            least[score - 2].CompareTo(most) > 0 || score < 5 && least[score - 1].CompareTo(least[score - 2]) <= 0 ? null : least[score - 2];
    }

    /// <summary>Whether anybody can have bought longer ago, or less often, than score 2 asks for.</summary>
    public (bool Earlier, bool Less) HasScoreOne => (Thresholds.LastDay[0] > Facts.Span.First, Thresholds.Purchases[0] > 1);

    /// <summary>Customers and revenue of a group.</summary>
    public RfmCell Of(RfmGroup group)
    {
        var cells = Enumerable.Range(0, 25).Where(c => RfmGroups.Of(c / 5 + 1, c % 5 + 1) == group).Select(c => Grid.Cells[c]).ToList();
        return new(cells.Sum(c => c.Customers), cells.Sum(c => c.RevenueMinor));
    }

    /// <summary>Who has these scores; null where the filter has no answer.</summary>
    public SegmentRule? Who(int recency, int frequency) => DrillRules.Within(Filter, DrillRules.Cell(recency, frequency));

    /// <summary>Who is in a group.</summary>
    public SegmentRule? Who(RfmGroup group) => DrillRules.Within(Filter, new RfmGroupRule([group]));

    /// <summary>Who was in one group before the range and in the other at its end.</summary>
    public SegmentRule? Who(RfmGroup from, RfmGroup to) => DrillRules.Within(Filter, new RuleGroup(GroupMode.All, [
        new RfmGroupRule([to]) { On = IsUntilNow ? null : Until }, from == RfmGroup.None ? new OrderRule(OrderPlace.First) { Window = new(From: Before.AddDays(1)) } : new RfmGroupRule([from]) { On = Before }]));

    /// <summary>Reads all days; null when nobody has bought.</summary>
    public static async Task<RfmView?> ReadAsync(PageAddress address, KpiService kpis, SegmentFilter? filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(kpis);
        var facts = kpis.Facts;
        if (facts.AnonymousStart == 0) return null;
        var (first, last) = (FactDay.ToDate(facts.Span.First), FactDay.ToDate(facts.Span.Last));
        var (from, to) = address.Days(first, last);
        // Before the first order nobody had a score, after the last nothing is known.
        var (before, until) = ((from < first ? first : from > last ? last : from).AddDays(-1), to > last ? last : to < first ? first : to);
        var (now, end, then) = (await kpis.RfmAsync(last, cancellation), await kpis.RfmAsync(until, cancellation), await kpis.RfmAsync(before, cancellation));
        // Between two snapshots one of the answers may be the newer one's.
        if (new[] { now, end, then }.Any(s => s.Recency.Length != facts.CustomerCount))
            (now, end, then) = await Task.Run(() => (RfmScores.Compute(facts), RfmScores.Compute(facts, until), RfmScores.Compute(facts, before)), cancellation);
        return await Task.Run(() => new RfmView(facts, now.Thresholds, RfmGrid.Of(now, facts, filter?.Members), before, until, Count(end, then, filter?.Members), CountQuiet(now, end, then, filter?.Members), filter), cancellation);
    }

    private static Dictionary<(RfmGroup, RfmGroup), int> Count(RfmScores end, RfmScores then, CustomerSet? members)
    {
        var counts = new int[16 * 16];
        for (var i = 0; i < end.Recency.Length; i++)
        {
            if (end.Recency[i] > 0 && members?[i] != false) counts[(int)then.Group(i) * 16 + (int)end.Group(i)]++;
        }
        return Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0).ToDictionary(c => ((RfmGroup)(c / 16), (RfmGroup)(c % 16)), c => counts[c]);
    }

    // Who left again after the range is quiet no more.
    private static int CountQuiet(RfmScores now, RfmScores end, RfmScores then, CustomerSet? members)
    {
        var count = 0;
        for (var i = 0; i < now.Recency.Length; i++)
        {
            if (IsQuiet(now, i) && IsQuiet(end, i) && !IsQuiet(then, i) && members?[i] != false) count++;
        }
        return count;

        static bool IsQuiet(RfmScores scores, int i) => scores.Group(i) is RfmGroup.AtRisk or RfmGroup.CantLose;
    }
}
