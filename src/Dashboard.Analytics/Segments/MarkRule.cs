namespace Dashboard.Analytics.Segments;

/// <summary>What is asked of the marks that people put on customers.</summary>
public enum MarkQuestion
{
    /// <summary>Has a tag.</summary>
    Tagged,

    /// <summary>Is left out of the lists of customers at risk for the time being.</summary>
    Snoozed,

    /// <summary>Somebody looks after the customer.</summary>
    Assigned,

    /// <summary>One person does.</summary>
    AssignedTo,
}

/// <summary>Has a tag, is snoozed, or is somebody's to look after.</summary>
/// <param name="Question">What is asked.</param>
public sealed record MarkRule(MarkQuestion Question) : SegmentRule
{
    /// <summary>The tag of <see cref="MarkQuestion.Tagged"/>; letter case does not matter.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Account of the person of <see cref="MarkQuestion.AssignedTo"/>; names do not belong into rules, which stand in addresses.</summary>
    public int Person { get; init; }

    internal override int Cost => 1;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check)
    {
        if (Question == MarkQuestion.Tagged && Tag.Length == 0 || Question == MarkQuestion.AssignedTo && Person == 0) yield return new(RuleReason.NoChoice);
        else if (check.Inputs.Marked(this) is null) yield return new(RuleReason.UnknownName, Tag);
    }

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) =>
        scan.Inputs.Marked(this) is { } marked ? CustomerSet.Intersect(marked, within) : new(within.Size);
}
