using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Rfm;

namespace Dashboard.Analytics.Segments;

/// <summary>On file without a valid order.</summary>
public sealed record ProspectRule : SegmentRule
{
    internal override int Cost => 1;

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) => CustomerSet.Select(within, new Number(scan.Facts.Customers.Purchases, new(0, 0)));
}

/// <summary>The customer's own country, one of these; the empty name for unknown.</summary>
public sealed record CountryRule(IReadOnlyList<string> Countries) : SegmentRule
{
    /// <summary>It is none of these, which holds where it is unknown too, unless that is among them.</summary>
    public bool Not { get; init; }

    internal override int Cost => 1;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) =>
        Countries.Count == 0 ? [new(RuleReason.NothingChosen)] : CodeMask.Unknown(Countries, check.Facts.Codes.Countries);

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) =>
        CodeMask.Of(Countries, scan.Facts.Codes.Countries, Not) is { } mask ? CustomerSet.Select(within, new Code(scan.Facts.Customers.Country, mask)) : new(within.Size);
}

/// <summary>One of the three scores.</summary>
public enum RfmScore
{
    Recency,
    Frequency,
    Money,
}

/// <summary>A score from 1 to 5; nobody without a purchase has one.</summary>
public sealed record RfmScoreRule(RfmScore Score) : RangeRule
{
    /// <summary>The day on which they had it; null for now.</summary>
    public DateOnly? On { get; init; }

    internal override int Cost => On is null ? 9 : 40;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) =>
        On is { } day && FactDay.From(day) is < 0 or > FactDay.Max ? [new(RuleReason.OutOfRange)] : RangeFaults(1, 5, whole: true);

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        var of = scan.ScoresOn(On);
        var scores = Score switch { RfmScore.Recency => of.Recency, RfmScore.Frequency => of.Frequency, _ => of.Money };
        var mask = new bool[byte.MaxValue + 1];
        for (var score = 1; score <= 5; score++) mask[score] = In(1).Hold(score);
        return CustomerSet.Select(within, new Code(scores, mask));
    }
}

/// <summary>One of these RFM groups; <see cref="RfmGroup.None"/> for who had not bought.</summary>
public sealed record RfmGroupRule(IReadOnlyList<RfmGroup> Groups) : SegmentRule
{
    /// <summary>The day on which they were in it; null for now.</summary>
    public DateOnly? On { get; init; }

    internal override int Cost => On is null ? 9 : 40;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check)
    {
        if (Groups.Count == 0) yield return new(RuleReason.NothingChosen);
        if (On is { } day && FactDay.From(day) is < 0 or > FactDay.Max) yield return new(RuleReason.OutOfRange);
    }

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) =>
        CustomerSet.Select(within, new Cells(scan.ScoresOn(On), Groups));

    private readonly struct Cells : ICustomerTest
    {
        private readonly byte[] _recency;
        private readonly byte[] _frequency;
        private readonly bool[] _mask = new bool[64];

        public Cells(RfmScores scores, IReadOnlyList<RfmGroup> groups)
        {
            (_recency, _frequency) = (scores.Recency, scores.Frequency);
            _mask[0] = groups.Contains(RfmGroup.None);   // who has not bought has no scores
            for (var r = 1; r <= 5; r++)
            {
                for (var f = 1; f <= 5; f++) _mask[r * 8 + f] = groups.Contains(RfmGroups.Of(r, f));
            }
        }

        public bool Holds(int i) => _mask[_recency[i] * 8 + _frequency[i]];
    }
}

/// <summary>One of these lifecycle states; nobody while there is no forecast.</summary>
public sealed record LifecycleRule(IReadOnlyList<LifecycleState> States) : SegmentRule
{
    internal override int Cost => 1;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check)
    {
        if (States.Count == 0) yield return new(RuleReason.NothingChosen);
        if (check.Facts.Forecasts is null) yield return new(RuleReason.NoForecast);
    }

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) =>
        scan.Facts.Forecasts is { } forecasts ? CustomerSet.Select(within, new Code(forecasts.State, StateMask.Of(States))) : new(within.Size);
}

/// <summary>Came into one of these states within the last so many days and is still in it, by the rules in service; nobody while there is no forecast.</summary>
/// <param name="Days">Days, at least 1.</param>
/// <param name="To">States come into.</param>
public sealed record LifecycleChangeRule(int Days, IReadOnlyList<LifecycleState> To) : SegmentRule
{
    /// <summary>States left; empty for any.</summary>
    public IReadOnlyList<LifecycleState> From { get; init; } = [];

    internal override int Cost => 3;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check)
    {
        if (To.Count == 0) yield return new(RuleReason.NothingChosen);
        if (Days is < 1 or > DayWindow.MostDays) yield return new(RuleReason.OutOfRange);
        if (check.Facts.Forecasts is null) yield return new(RuleReason.NoForecast);
    }

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) =>
        scan.Facts.Lifecycle is { } spells
            ? CustomerSet.Select(within, new Stays(spells, scan.Today - Days + 1, From.Count == 0 ? null : StateMask.Of(From), StateMask.Of(To)))
            : new(within.Size);

    private readonly struct Stays(LifecycleSpells spells, int since, bool[]? from, bool[] to) : ICustomerTest
    {
        public bool Holds(int i)
        {
            var (first, last) = (spells.Start[i], spells.Start[i + 1] - 1);
            return last >= first && spells.Day[last] >= since && to[spells.State[last]] && (from is null || from[(int)spells.Before(i, last)]);
        }
    }
}

internal static class StateMask
{
    public static bool[] Of(IReadOnlyList<LifecycleState> states)
    {
        var mask = new bool[byte.MaxValue + 1];
        foreach (var state in states) mask[(byte)state] = true;
        return mask;
    }
}

/// <summary>What is forecast of a customer.</summary>
public enum ForecastMeasure
{
    /// <summary>P(alive), a fraction.</summary>
    Alive,

    /// <summary>Probability to buy within a year, a fraction.</summary>
    BuysAgain,

    /// <summary>Expected purchases over the horizon.</summary>
    Purchases,

    /// <summary>Predicted CLV over the horizon in major units.</summary>
    Value,
}

/// <summary>A forecast; nobody who never bought, nobody while no model serves, and of P(alive) nobody of whom the model knows nothing.</summary>
public sealed record ForecastRule(ForecastMeasure Measure) : RangeRule
{
    private const int TenThousandths = 10_000;
    private const int Thousandths = 1_000;

    internal override int Cost => 2;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check)
    {
        var most = Measure switch { ForecastMeasure.Alive or ForecastMeasure.BuysAgain => 1, ForecastMeasure.Purchases => 1_000_000, _ => 1_000_000_000_000m };
        foreach (var fault in RangeFaults(0, most, whole: false)) yield return fault;
        if (!SegmentScan.HasModel(check.Facts)) yield return new(RuleReason.NoForecast);
    }

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        if (scan.Forecasts is not { } f) return new(within.Size);
        var purchases = scan.Facts.Customers.Purchases;
        return Measure switch
        {
            ForecastMeasure.Alive => CustomerSet.Select(within, new KnownAlive(f, In(TenThousandths), purchases)),
            ForecastMeasure.BuysAgain => CustomerSet.Select(within, new Share(f.BuysAgain, In(TenThousandths), purchases)),
            ForecastMeasure.Purchases => CustomerSet.Select(within, new OfBuyer<Number>(new(f.Purchases, In(Thousandths)), purchases)),
            _ => CustomerSet.Select(within, new OfBuyer<Amount>(new(f.Value, In(scan.Facts.Stamp.MinorPerMajor)), purchases)),
        };
    }

    private readonly struct KnownAlive(ForecastColumns forecasts, Bounds bounds, int[] purchases) : ICustomerTest
    {
        public bool Holds(int i) => bounds.Hold(forecasts.Alive[i]) && forecasts.KnowsAlive(i, purchases[i]);
    }

    private readonly struct OfBuyer<TTest>(TTest test, int[] purchases) : ICustomerTest where TTest : struct, ICustomerTest
    {
        public bool Holds(int i) => purchases[i] > 0 && test.Holds(i);
    }
}

/// <summary>Member of another segment.</summary>
/// <param name="Segment">Its number.</param>
public sealed record MemberRule(int Segment) : SegmentRule
{
    internal override int Cost => 40;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check)
    {
        if (Segment == 0) yield return new(RuleReason.NoChoice);
        else if (check.Inputs.Find(Segment) is null) yield return new(RuleReason.UnknownSegment);
        else if (check.IsCycle(Segment)) yield return new(RuleReason.Cycle);
    }

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) => scan.MembersOf(Segment, within);
}
