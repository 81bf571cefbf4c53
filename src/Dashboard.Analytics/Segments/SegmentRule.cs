using System.Text.Json;

namespace Dashboard.Analytics.Segments;

/// <summary>What customers must be like to belong to a segment: a group of rules or one question. Immutable.</summary>
public abstract record SegmentRule
{
    /// <summary>Roughly the nanoseconds per customer, by which the cheap rules of a group are asked first.</summary>
    internal abstract int Cost { get; }

    /// <summary>The members of <paramref name="within"/> who fulfil the rule.</summary>
    internal abstract CustomerSet Select(SegmentScan scan, CustomerSet within);

    /// <summary>What is wrong with this rule itself, not with rules within it.</summary>
    internal virtual IEnumerable<RuleFault> Faults(RuleCheck check) => [];
}

/// <summary>How the rules of a group are taken together.</summary>
public enum GroupMode
{
    /// <summary>Every rule holds (and).</summary>
    All,

    /// <summary>At least one rule holds (or).</summary>
    Any,

    /// <summary>No rule holds (not).</summary>
    None,
}

/// <summary>Rules taken together. An empty group is a fault; asked all the same, all and none keep everybody and any keeps nobody.</summary>
public sealed record RuleGroup(GroupMode Mode, IReadOnlyList<SegmentRule> Rules) : SegmentRule
{
    public RuleGroup(GroupMode mode, params SegmentRule[] rules) : this(mode, (IReadOnlyList<SegmentRule>)rules)
    {
    }

    internal override int Cost => Rules.Sum(r => r.Cost);

    /// <summary>Cheap rules first, each only about those whom the rules before left open; nobody left ends it.</summary>
    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        var open = within;
        foreach (var rule in Rules.OrderBy(r => r.Cost))
        {
            if (open.IsEmpty) break;
            scan.Cancellation.ThrowIfCancellationRequested();
            var found = rule.Select(scan, open);
            open = Mode == GroupMode.All ? found : CustomerSet.Except(open, found);
        }
        return Mode == GroupMode.Any ? CustomerSet.Except(within, open) : open;
    }

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) => Rules.Count == 0 ? [new(RuleReason.EmptyGroup)] : [];
}

/// <summary>A rule that this version does not know, or whose content it cannot read: kept as it was, marked, and fulfilled by nobody.</summary>
/// <param name="Json">The rule as it was stored.</param>
public sealed record UnknownRule(JsonElement Json) : SegmentRule
{
    internal override int Cost => 0;

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) => new(within.Size);

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) => [new(RuleReason.UnknownRule)];

    public bool Equals(UnknownRule? other) => other is not null && Json.GetRawText() == other.Json.GetRawText();

    public override int GetHashCode() => Json.GetRawText().GetHashCode(StringComparison.Ordinal);
}

/// <summary>A rule about a number, with a bound on either side.</summary>
public abstract record RangeRule : SegmentRule
{
    /// <summary>Least value, included; null for none.</summary>
    public decimal? AtLeast { get; init; }

    /// <summary>Greatest value, included; null for none.</summary>
    public decimal? AtMost { get; init; }

    internal IEnumerable<RuleFault> RangeFaults(decimal least, decimal most, bool whole)
    {
        if (AtLeast is null && AtMost is null) yield return new(RuleReason.NoBound);
        if (AtLeast > AtMost) yield return new(RuleReason.BoundsCrossed);
        foreach (var bound in new[] { AtLeast, AtMost }.OfType<decimal>())
        {
            if (bound < least || bound > most) yield return new(RuleReason.OutOfRange);
            else if (whole && bound != Math.Floor(bound)) yield return new(RuleReason.NotWhole);
        }
    }

    /// <summary>The bounds in units of which <paramref name="unit"/> make one.</summary>
    internal Bounds In(long unit) => new(AtLeast is { } least ? (double)(least * unit) : double.NegativeInfinity, AtMost is { } most ? (double)(most * unit) : double.PositiveInfinity);
}

/// <summary>Both bounds included.</summary>
internal readonly record struct Bounds(double Low, double High)
{
    public bool Hold(double value) => value >= Low && value <= High;
}
