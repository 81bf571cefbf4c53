using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Kpis;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Overview;

namespace Dashboard.Web.Features.Segments;

/// <summary>Scores of today and of a month before, and who moved between the groups.</summary>
/// <param name="Facts">The snapshot.</param>
/// <param name="Thresholds">Where the scores of today begin.</param>
/// <param name="Grid">Customers and revenue by score, as of the last business day with an order.</param>
/// <param name="Before">The same day a month earlier.</param>
/// <param name="Flows">Customers by group then and now; <see cref="RfmGroup.None"/> had not bought.</param>
/// <param name="Filter">Whom the page is about; null for everybody. Scores compare with everybody all the same.</param>
public sealed record RfmView(CustomerFacts Facts, RfmThresholds Thresholds, RfmGrid Grid, DateOnly Before, IReadOnlyDictionary<(RfmGroup From, RfmGroup To), int> Flows, SegmentFilter? Filter)
{
    /// <summary>Fewer customers or days than these make scores a matter of chance.</summary>
    public const int EnoughCustomers = 500;

    public const int EnoughDays = 180;

    public DateOnly Day => Grid.AsOf;

    public int Days => Facts.Span.Last - Facts.Span.First + 1;

    public long Revenue { get; } = Grid.Cells.Sum(c => c.RevenueMinor);

    /// <summary>Customers who are in another group than a month before, newcomers left out.</summary>
    public int Moved => Flows.Where(f => f.Key.From != f.Key.To && f.Key.From != RfmGroup.None).Sum(f => f.Value);

    public int Flow(RfmGroup from, RfmGroup to) => Flows.GetValueOrDefault((from, to));

    /// <summary>Members of a group more than a month before.</summary>
    public int Change(RfmGroup group) => Flows.Sum(f => (f.Key.To == group ? f.Value : 0) - (f.Key.From == group ? f.Value : 0));

    /// <summary>Came from another group, or as a new customer.</summary>
    public int CameTo(params RfmGroup[] groups) => Flows.Where(f => groups.Contains(f.Key.To) && !groups.Contains(f.Key.From)).Sum(f => f.Value);

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

    /// <summary>Who was in one group a month before and is in the other now.</summary>
    public SegmentRule? Who(RfmGroup from, RfmGroup to) => DrillRules.Within(Filter, new RuleGroup(GroupMode.All, [
        new RfmGroupRule([to]), from == RfmGroup.None ? new OrderRule(OrderPlace.First) { Window = new(From: Before.AddDays(1)) } : new RfmGroupRule([from]) { On = Before }]));

    /// <summary>Reads both days; null when nobody has bought.</summary>
    public static async Task<RfmView?> ReadAsync(KpiService kpis, SegmentFilter? filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(kpis);
        var facts = kpis.Facts;
        if (facts.AnonymousStart == 0) return null;
        var before = FactDay.ToDate(facts.Span.Last).AddMonths(-1);
        var (now, then) = (await kpis.RfmAsync(FactDay.ToDate(facts.Span.Last), cancellation), await kpis.RfmAsync(before, cancellation));
        // Between two snapshots one of the answers may be the newer one's.
        if (now.Recency.Length != facts.CustomerCount || then.Recency.Length != facts.CustomerCount)
            (now, then) = await Task.Run(() => (RfmScores.Compute(facts), RfmScores.Compute(facts, before)), cancellation);
        return await Task.Run(() => new RfmView(facts, now.Thresholds, RfmGrid.Of(now, facts, filter?.Members), before, Count(now, then, filter?.Members), filter), cancellation);
    }

    private static Dictionary<(RfmGroup, RfmGroup), int> Count(RfmScores now, RfmScores then, CustomerSet? members)
    {
        var counts = new int[16 * 16];
        for (var i = 0; i < now.Recency.Length; i++)
        {
            if (now.Recency[i] > 0 && members?[i] != false) counts[(int)then.Group(i) * 16 + (int)now.Group(i)]++;
        }
        return Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0).ToDictionary(c => ((RfmGroup)(c / 16), (RfmGroup)(c % 16)), c => counts[c]);
    }
}
