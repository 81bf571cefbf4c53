namespace Dashboard.Core.Sharing;

/// <summary>Why something was not saved, removed or brought back.</summary>
public enum KeepReason
{
    /// <summary>It is not there any more, or not for this person.</summary>
    NotFound = 1,

    /// <summary>The owner, or a manager, may change it; this person may not.</summary>
    NotAllowed,

    NameMissing,
    NameTooLong,

    /// <summary>Another that this person sees has the name.</summary>
    NameTaken,

    /// <summary>The address is none of a page that can be kept.</summary>
    NoPage,

    TextMissing,
    TextTooLong,

    /// <summary>The last day lies before the first.</summary>
    DaysReversed,
}

/// <summary>How saving, removing or bringing back ended.</summary>
/// <param name="Id">Number of what was kept; null when it was not done.</param>
/// <param name="Reason">Why it was not; null when it was.</param>
public sealed record KeepResult(int? Id, KeepReason? Reason = null)
{
    public static KeepResult Refused(KeepReason reason) => new(null, reason);
}
