using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;

namespace Dashboard.Analytics.Segments;

/// <summary>Stood in one of these lifecycle states at the end of a day, by the rules in service; nobody while there is no forecast.</summary>
/// <param name="Day">The day.</param>
/// <param name="States">The states.</param>
public sealed record StateOnRule(DateOnly Day, IReadOnlyList<LifecycleState> States) : SegmentRule
{
    internal override int Cost => 12;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check)
    {
        if (States.Count == 0) yield return new(RuleReason.NothingChosen);
        if (FactDay.From(Day) is < 0 or > FactDay.Max) yield return new(RuleReason.OutOfRange);
        if (check.Facts.Forecasts is null) yield return new(RuleReason.NoForecast);
    }

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) =>
        scan.Facts.Lifecycle is { } spells ? CustomerSet.Select(within, new On(spells, FactDay.From(Day), StateMask.Of(States))) : new(within.Size);

    private readonly struct On(LifecycleSpells spells, int day, bool[] mask) : ICustomerTest
    {
        public bool Holds(int i) => mask[(int)spells.At(i, day)];
    }
}

/// <summary>Came into one of these lifecycle states within some days, whether still in it or not, by the rules in service; nobody while there is no forecast.</summary>
/// <param name="To">States come into.</param>
/// <param name="Window">The days.</param>
public sealed record StateFlowRule(IReadOnlyList<LifecycleState> To, DayWindow Window) : SegmentRule
{
    /// <summary>States left; empty for any.</summary>
    public IReadOnlyList<LifecycleState> From { get; init; } = [];

    internal override int Cost => 12;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check)
    {
        if (To.Count == 0) yield return new(RuleReason.NothingChosen);
        foreach (var fault in Window.Faults()) yield return fault;
        if (check.Facts.Forecasts is null) yield return new(RuleReason.NoForecast);
    }

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) =>
        scan.Facts.Lifecycle is { } spells ? CustomerSet.Select(within, new Went(spells, Window.Days(scan.Today), From.Count == 0 ? null : StateMask.Of(From), StateMask.Of(To))) : new(within.Size);

    private readonly struct Went(LifecycleSpells spells, (int From, int To) window, bool[]? from, bool[] to) : ICustomerTest
    {
        public bool Holds(int i)
        {
            for (var s = spells.Start[i + 1] - 1; s >= spells.Start[i] && spells.Day[s] >= window.From; s--)
            {
                if (spells.Day[s] <= window.To && to[spells.State[s]] && (from is null || from[(int)spells.Before(i, s)])) return true;
            }
            return false;
        }
    }
}

/// <summary>What is asked of customers who were lost.</summary>
public enum LostStep
{
    /// <summary>Became lost.</summary>
    Lost,

    /// <summary>Was lost, and bought again.</summary>
    Back,
}

/// <summary>Became lost or came back within some days, as customers lost and reactivated are counted; nobody while there is no forecast.</summary>
/// <param name="Step">What is asked.</param>
/// <param name="Window">The days.</param>
public sealed record LostRule(LostStep Step, DayWindow Window) : SegmentRule
{
    internal override int Cost => 8;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check)
    {
        foreach (var fault in Window.Faults()) yield return fault;
        if (check.Facts.Forecasts is null) yield return new(RuleReason.NoForecast);
    }

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) =>
        scan.Facts.LostSpells is { } spells ? CustomerSet.Select(within, new Within(spells.Start, Step == LostStep.Lost ? spells.Lost : spells.Back, Window.Days(scan.Today))) : new(within.Size);

    // A spell that lasts has no day of coming back: 0, before every window but one without a beginning.
    private readonly struct Within(int[] start, ushort[] day, (int From, int To) window) : ICustomerTest
    {
        public bool Holds(int i)
        {
            for (var s = start[i]; s < start[i + 1]; s++)
            {
                if (day[s] > 0 && day[s] >= window.From && day[s] <= window.To) return true;
            }
            return false;
        }
    }
}
