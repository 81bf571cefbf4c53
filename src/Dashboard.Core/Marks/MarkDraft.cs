namespace Dashboard.Core.Marks;

/// <summary>A mark as somebody wants it.</summary>
public sealed record MarkDraft(MarkKind Kind)
{
    /// <summary>Name of the tag, the words of the note, or the name of a new frozen segment.</summary>
    public string Text { get; init; } = "";

    /// <summary>First day on which those snoozed are back; null for at once.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Who shall look after them; null for nobody.</summary>
    public int? AssigneeId { get; init; }

    /// <summary>The frozen segment that they join; null for a new one.</summary>
    public int? SegmentId { get; init; }
}

/// <summary>Why customers were not marked, or a mark not undone.</summary>
public enum MarkReason
{
    /// <summary>The person may not.</summary>
    NotAllowed = 1,

    /// <summary>No customer was chosen.</summary>
    Nobody,

    TextMissing,
    TextTooLong,

    /// <summary>The day is today or before, or more than ten years ahead.</summary>
    BadDay,

    /// <summary>The person has no account any more, or sees no customers.</summary>
    UnknownPerson,

    /// <summary>There is no such frozen segment, or it is not this person's to change.</summary>
    UnknownSegment,

    /// <summary>Another segment has the name.</summary>
    NameTaken,

    /// <summary>The tag does not exist, so nobody can lose it.</summary>
    UnknownTag,

    /// <summary>It was undone before, is gone or is too old.</summary>
    NotUndoable,
}

/// <summary>How marking customers or undoing it ended.</summary>
/// <param name="Id">Number of the mark; null when it was not done.</param>
/// <param name="Reason">Why it was not; null when it was.</param>
public sealed record MarkResult(long? Id, MarkReason? Reason = null)
{
    internal static MarkResult Refused(MarkReason reason) => new(null, reason);
}
