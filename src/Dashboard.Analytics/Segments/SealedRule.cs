namespace Dashboard.Analytics.Segments;

/// <summary>A rule that must not be read where it stands, as in an address, and that <see cref="SegmentInputs.Open"/> reads. One that cannot be opened is fulfilled by nobody.</summary>
/// <param name="Text">The encrypted rule.</param>
public sealed record SealedRule(string Text) : SegmentRule
{
    internal override int Cost => 3;

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) => scan.Inputs.Open(this)?.Select(scan, within) ?? new(within.Size);

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) => check.Inputs.Open(this)?.Faults(check) ?? [new(RuleReason.UnknownRule)];
}
