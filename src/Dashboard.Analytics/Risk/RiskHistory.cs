using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Risk;

/// <summary>What became of those who were listed.</summary>
public enum RiskOutcome
{
    /// <summary>Everybody who was listed, whatever became of them.</summary>
    Listed,

    /// <summary>Bought within the days.</summary>
    Back,

    /// <summary>Did not, and was lost at their end.</summary>
    Lost,

    /// <summary>Did neither.</summary>
    Silent,
}

/// <summary>Those who were at risk or highly at risk at the end of a day, and what they did in the days after it.</summary>
/// <param name="Day">The day.</param>
/// <param name="Listed">Customers listed.</param>
/// <param name="Back">Those among them who bought within the days.</param>
/// <param name="Lost">Those who did not and were lost at their end.</param>
/// <param name="Revenue">Net revenue of those who came back within the days, in minor units: their orders less what was given back to them.</param>
public readonly record struct RiskList(DateOnly Day, int Listed, int Back, int Lost, long Revenue)
{
    /// <summary>Customers who neither bought nor were lost.</summary>
    public int Silent => Listed - Back - Lost;

    public int this[RiskOutcome outcome] => outcome switch { RiskOutcome.Back => Back, RiskOutcome.Lost => Lost, RiskOutcome.Silent => Silent, _ => Listed };
}

/// <summary>
/// How the lists of earlier weeks turned out. The list of a day holds whom the rules in service put at risk from what was known at its end; parameters that were fitted since are those of
/// today. A list whose days have not gone by is not judged, but counted.
/// </summary>
/// <param name="Lists">One per week, the newest first; empty while there is no forecast.</param>
/// <param name="Immature">Weeks that are too young to tell.</param>
/// <param name="Days">Days after a list by which it is judged.</param>
public sealed record RiskHistory(IReadOnlyList<RiskList> Lists, int Immature, int Days)
{
    /// <summary>Most weeks that are told: the last of the range.</summary>
    public const int MostWeeks = 52;

    private static readonly LifecycleState[] Danger = [LifecycleState.AtRisk, LifecycleState.HighlyAtRisk];

    /// <summary>Sums of all lists; one customer stands in as many of them as weeks at risk.</summary>
    public RiskList Total => Lists.Aggregate(default(RiskList), (sum, l) => new(default, sum.Listed + l.Listed, sum.Back + l.Back, sum.Lost + l.Lost, sum.Revenue + l.Revenue));

    /// <summary>Follows the lists of the last weeks.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="days">Days after a list by which it is judged, at least 1.</param>
    /// <param name="weekStart">First day of a week; a list is that of a week's last day.</param>
    /// <param name="within">Count these alone; null for everybody.</param>
    /// <param name="range">First and last day on which a list may be; null for the whole history.</param>
    public static RiskHistory Of(CustomerFacts facts, int days, DayOfWeek weekStart, CustomerSet? within = null, (DateOnly From, DateOnly To)? range = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        if (facts.Lifecycle is not { } spells || facts.OrderCount == 0) return new([], 0, days);
        var last = Math.Min(facts.Span.Last, spells.Until);
        var first = range is var (from, _) ? Math.Max(facts.Span.First, FactDay.From(from)) : facts.Span.First;
        var newest = range is var (_, to) ? Math.Min(last, FactDay.From(to)) : last;
        while (FactDay.ToDate(newest).AddDays(1).DayOfWeek != weekStart) newest--;
        var immature = 0;
        for (; newest + days > last && newest >= first; newest -= 7) immature++;
        var weeks = newest < first ? 0 : Math.Min(MostWeeks, (newest - first) / 7 + 1);
        var ends = new int[weeks];   // oldest first
        for (var w = 0; w < weeks; w++) ends[w] = newest - 7 * (weeks - 1 - w);
        var tallies = weeks == 0 ? [] : Scan(facts, spells, ends, days, within);
        return new([.. Enumerable.Range(0, weeks).Reverse().Select(w => new RiskList(FactDay.ToDate(ends[w]), tallies[w].Listed, tallies[w].Back, tallies[w].Lost, tallies[w].Revenue))], immature, days);
    }

    /// <summary>The customers behind a number of a list.</summary>
    /// <param name="day">The list's day.</param>
    /// <param name="days">Days by which it is judged.</param>
    /// <param name="outcome">What became of them.</param>
    public static SegmentRule RuleOf(DateOnly day, int days, RiskOutcome outcome)
    {
        var (listed, bought) = (new StateOnRule(day, Danger), new OrderRule(OrderPlace.Any) { Window = new(From: day.AddDays(1), To: day.AddDays(days)) });
        var lost = new StateOnRule(day.AddDays(days), [LifecycleState.Lost]);
        return outcome switch
        {
            RiskOutcome.Back => new RuleGroup(GroupMode.All, listed, bought),
            RiskOutcome.Lost => new RuleGroup(GroupMode.All, listed, bought with { Not = true }, lost),
            RiskOutcome.Silent => new RuleGroup(GroupMode.All, listed, bought with { Not = true }, new RuleGroup(GroupMode.None, lost)),
            _ => listed,
        };
    }

    // What a customer adds is the same from one day's list to the next but for few days: these are noted, and summed up to each list in the end.
    private static RiskTally[] Scan(CustomerFacts facts, LifecycleSpells spells, int[] ends, int days, CustomerSet? within)
    {
        var (changes, starts) = (new RiskChanges(facts, spells, ends[0], ends[^1], days), spells.Start);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (starts[i] < starts[i + 1] && within?[i] != false) changes.Add(i);
        }
        return changes.Until(ends);
    }
}
