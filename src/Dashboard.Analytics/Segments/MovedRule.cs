namespace Dashboard.Analytics.Segments;

/// <summary>What is asked of a segment's history.</summary>
public enum SegmentMove
{
    /// <summary>Came into it.</summary>
    Came,

    /// <summary>Went out of it.</summary>
    Went,

    /// <summary>Was in it on one of the days at least; between two days on which it was measured as on the earlier one.</summary>
    Belonged,
}

/// <summary>Came into another segment, went out of it or belonged to it on some days, whether there still or not.</summary>
/// <param name="Move">What is asked.</param>
/// <param name="Segment">Its number.</param>
/// <param name="Window">The days.</param>
public sealed record MovedRule(SegmentMove Move, int Segment, DayWindow Window) : SegmentRule
{
    internal override int Cost => 20;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check)
    {
        if (Segment == 0) yield return new(RuleReason.NoChoice);
        else if (check.Inputs.Find(Segment) is null) yield return new(RuleReason.UnknownSegment);
        foreach (var fault in Window.Faults()) yield return fault;
    }

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) => scan.Inputs.Moved(this) is { } moved ? CustomerSet.Intersect(moved, within) : new(within.Size);
}
