using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Customers;
using Dashboard.Core.Marks;

namespace Dashboard.Core.Timeline;

/// <summary>What happened with a customer. At one instant the later kinds of this list come later in it.</summary>
public enum TimelineKind
{
    Assign = 1,
    Tag = 2,
    Note = 3,

    /// <summary>The customer entered or left a segment.</summary>
    Segment = 4,

    /// <summary>The customer's state changed.</summary>
    Lifecycle = 5,

    Consent = 6,
    Refund = 7,
    Order = 8,
}

/// <summary>Something that happened with a customer.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Id">Tells it from others of its kind; of a segment that of the segment.</param>
/// <param name="At">When (UTC); of what is known by its day alone, the end of that day.</param>
/// <param name="Day">Its day in the shop's zone.</param>
public sealed record TimelineEntry(TimelineKind Kind, long Id, DateTime At, DateOnly Day)
{
    /// <summary>The order or refund.</summary>
    public CustomerEvent? Event { get; init; }

    /// <summary>What somebody did with the customer.</summary>
    public MarkEntry? Mark { get; init; }

    public Consent? Consent { get; init; }

    /// <summary>States before and after.</summary>
    public (LifecycleState From, LifecycleState To)? Change { get; init; }

    /// <summary>The segment, and whether the customer entered it.</summary>
    public (int Id, string Name, bool Entered)? Segment { get; init; }

    /// <summary>A lost customer bought again.</summary>
    public bool IsReactivation => Change is { From: LifecycleState.Lost, To: not LifecycleState.Lost };
}

/// <summary>Where a part of a timeline ended, and the next begins.</summary>
public sealed record TimelineCursor(DateTime At, TimelineKind Kind, long Id)
{
    /// <summary>Before all that ends with <paramref name="at"/>.</summary>
    internal static TimelineCursor Through(DateTime at) => new(at, default, 0);

    /// <summary>True for what comes after it, from the newest to the oldest.</summary>
    internal bool Precedes(TimelineKind kind, long id, DateTime at) => at < At || (at == At && (kind > Kind || (kind == Kind && id < Id)));
}

/// <summary>A part of a timeline, the newest first.</summary>
/// <param name="Entries">What happened.</param>
/// <param name="Next">Where to go on; null at the end.</param>
public sealed record TimelinePart(IReadOnlyList<TimelineEntry> Entries, TimelineCursor? Next);
