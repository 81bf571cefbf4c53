using Dashboard.Analytics.Segments;

namespace Dashboard.Core.Segments;

/// <summary>A segment as somebody wants it.</summary>
public sealed record SegmentDraft
{
    public string Name { get; init; } = "";
    public string Description { get; init; } = "";
    public required SegmentRule Rule { get; init; }
    public bool IsShared { get; init; }
    public bool IsFrozen { get; init; }
}

/// <summary>Why a segment was not saved or removed.</summary>
public enum SegmentReason
{
    NameMissing = 1,
    NameTooLong,

    /// <summary>Another segment that this person sees has the name.</summary>
    NameTaken,

    DescriptionTooLong,

    /// <summary>A rule is not complete or contradicts itself; <see cref="SegmentResult.Rules"/> says which.</summary>
    BadRule,

    /// <summary>Others, or a manager, may change it; this person may not.</summary>
    NotAllowed,

    /// <summary>It is not there any more.</summary>
    NotFound,

    /// <summary>Something asks for it; <see cref="SegmentResult.Uses"/> names it.</summary>
    InUse,
}

/// <summary>How saving or removing a segment ended.</summary>
/// <param name="Id">Number of the segment; null when it was not done.</param>
/// <param name="Reason">Why it was not; null when it was.</param>
public sealed record SegmentResult(int? Id, SegmentReason? Reason = null)
{
    public IReadOnlyList<RuleProblem> Rules { get; init; } = [];
    public SegmentUses Uses { get; init; } = SegmentUses.None;

    internal static SegmentResult Refused(SegmentReason reason) => new(null, reason);
}
