using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Kpis;
using Dashboard.Core.Settings;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Overview;

namespace Dashboard.Web.Features.Segments;

/// <summary>Scores as of the end of a range, who moved between the groups within it, and the scores of an earlier day to compare them with.</summary>
/// <param name="Facts">The snapshot.</param>
/// <param name="Thresholds">Where the scores begin.</param>
/// <param name="Grid">Customers and revenue by score, as of the last day of the range that is known.</param>
/// <param name="Before">The day before the range, from which they moved.</param>
/// <param name="Flows">Customers by group on both days; <see cref="RfmGroup.None"/> had not bought.</param>
/// <param name="WentQuiet">Customers At risk or Can't lose who came there within the range, from another group or as a new customer.</param>
/// <param name="Filter">Whom the page is about; null for everybody. Scores compare with everybody all the same.</param>
public sealed record RfmView(CustomerFacts Facts, RfmThresholds Thresholds, RfmGrid Grid, DateOnly Before, IReadOnlyDictionary<(RfmGroup From, RfmGroup To), int> Flows, int WentQuiet, SegmentFilter? Filter)
{
    /// <summary>Fewer customers or days than these make scores a matter of chance.</summary>
    public const int EnoughCustomers = 500;

    public const int EnoughDays = 180;

    public DateOnly Day => Grid.AsOf;

    /// <summary>Days from the first order until then.</summary>
    public int Days => FactDay.From(Day) - Facts.Span.First + 1;

    /// <summary>The report that names the comparison.</summary>
    public required KpiReport Compared { get; init; }

    /// <summary>The grid as of the end of the comparison; null for none.</summary>
    public RfmGrid? Earlier { get; init; }

    public long Revenue { get; } = Grid.Cells.Sum(c => c.RevenueMinor);

    /// <summary>The range ends with the last business day with an order.</summary>
    public bool IsUntilNow => FactDay.From(Day) == Facts.Span.Last;

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
    public RfmCell Of(RfmGroup group) => Grid.Of(group);

    /// <summary>Who has these scores; null where the filter has no answer.</summary>
    public SegmentRule? Who(int recency, int frequency) => DrillRules.Within(Filter, DrillRules.Cell(recency, frequency, On(Day)));

    /// <summary>Who is in a group.</summary>
    public SegmentRule? Who(RfmGroup group) => Who(group, Day);

    /// <summary>Who was in a group on an earlier day.</summary>
    public SegmentRule? Who(RfmGroup group, DateOnly day) => DrillRules.Within(Filter, new RfmGroupRule([group]) { On = On(day) });

    /// <summary>What a list counts of them: what they had bought by a day; null for all.</summary>
    public OrderScope? Orders(DateOnly day) => On(day) is { } then ? new(FactDay.ToDate(0), then) : null;

    /// <summary>Who was in one group before the range and in the other at its end.</summary>
    public SegmentRule? Who(RfmGroup from, RfmGroup to) => DrillRules.Within(Filter, new RuleGroup(GroupMode.All, [
        new RfmGroupRule([to]) { On = On(Day) }, from == RfmGroup.None ? new OrderRule(OrderPlace.First) { Window = new(From: Before.AddDays(1)) } : new RfmGroupRule([from]) { On = Before }]));

    // A rule about the newest day is one about now, which stays so tomorrow.
    private DateOnly? On(DateOnly day) => FactDay.From(day) >= Facts.Span.Last ? null : day;

    /// <summary>Reads all days; null when nobody has bought.</summary>
    public static async Task<RfmView?> ReadAsync(PageAddress address, KpiService kpis, SegmentFilter? filter, ShopSettings shop, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(kpis);
        var facts = kpis.Facts;
        if (facts.AnonymousStart == 0) return null;
        var (first, last) = (FactDay.ToDate(facts.Span.First), FactDay.ToDate(facts.Span.Last));
        var (from, to) = address.Days(first, last);
        // Before the first order nobody had a score, after the last nothing is known.
        var (before, until) = ((from < first ? first : from > last ? last : from).AddDays(-1), to > last ? last : to < first ? first : to);
        // Only the engine knows which days a range is compared with.
        var compared = await kpis.RunAsync(address.Query(facts, shop) with { Kpis = [KpiId.NewCustomers], Channel = null, Country = null }, cancellation);
        DateOnly? earlier = ComparedDays.Of(compared, facts) is { To: var end } ? end > last ? last : end : null;
        var days = new[] { until, before, earlier }.OfType<DateOnly>().Distinct().ToList();
        var scores = days.Zip(await Task.WhenAll(days.Select(day => kpis.RfmAsync(day, cancellation)))).ToDictionary(s => s.First, s => s.Second);
        // Between two snapshots one of the answers may be the newer one's.
        if (scores.Values.Any(s => s.Recency.Length != facts.CustomerCount))
            scores = await Task.Run(() => days.ToDictionary(day => day, day => RfmScores.Compute(facts, day)), cancellation);
        var (now, then) = (scores[until], scores[before]);
        return await Task.Run(
            () => new RfmView(facts, now.Thresholds, RfmGrid.Of(now, facts, filter?.Members), before, Count(now, then, filter?.Members), CountQuiet(now, then, filter?.Members), filter)
            {
                Compared = compared,
                Earlier = earlier is { } past ? RfmGrid.Of(scores[past], facts, filter?.Members) : null,
            },
            cancellation);
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

    private static int CountQuiet(RfmScores end, RfmScores then, CustomerSet? members)
    {
        var count = 0;
        for (var i = 0; i < end.Recency.Length; i++)
        {
            if (IsQuiet(end, i) && !IsQuiet(then, i) && members?[i] != false) count++;
        }
        return count;

        static bool IsQuiet(RfmScores scores, int i) => scores.Group(i) is RfmGroup.AtRisk or RfmGroup.CantLose;
    }
}
