namespace Dashboard.Core.Schedules;

/// <summary>A schedule as somebody wants it.</summary>
public abstract record ScheduleDraft
{
    public string Name { get; init; } = "";
    public string Location { get; init; } = "";
    public IReadOnlyList<HeaderDraft> Headers { get; init; } = [];
    public string Cron { get; init; } = "";
    public bool Enabled { get; init; } = true;

    /// <summary>Its <see cref="Location"/> is an address, not a folder.</summary>
    public abstract bool IsAddress { get; }
}

/// <summary>An import schedule as somebody wants it.</summary>
public sealed record ImportScheduleDraft : ScheduleDraft
{
    public ScheduleSource Source { get; init; }
    public string Pattern { get; init; } = "*";
    public string? Profile { get; init; }

    public override bool IsAddress => Source == ScheduleSource.Address;
}

/// <param name="Name">Name of the header.</param>
/// <param name="Value">Its value; null keeps the value that was saved under this name.</param>
public sealed record HeaderDraft(string Name, string? Value);

/// <summary>Why a part of a schedule cannot be saved.</summary>
public enum ScheduleReason
{
    Missing = 1,
    TooLong = 2,

    /// <summary>Another schedule has the name.</summary>
    Taken = 3,

    /// <summary>Not five fields of a cron expression, or one that never comes.</summary>
    NotACron = 4,

    /// <summary>Not a folder, or one that is not there.</summary>
    NoSuchFolder = 5,

    /// <summary>The folder lies outside those that may be watched.</summary>
    FolderNotAllowed = 6,

    /// <summary>Not an HTTP or HTTPS address.</summary>
    NotAnAddress = 7,

    /// <summary>The address holds a user name or password, which everybody who sees the schedule would read.</summary>
    PasswordInAddress = 8,

    /// <summary>Not the name of a header that may be sent.</summary>
    NotAHeader = 9,

    /// <summary>No value was typed, and none is saved for this name and host.</summary>
    HeaderWithoutValue = 10,

    /// <summary>No saved mapping of that name.</summary>
    UnknownProfile = 11,

    /// <summary>The folder lies outside those into which files may be put.</summary>
    FolderNotForExports = 12,

    /// <summary>Not the name of a file.</summary>
    NotAFileName = 13,

    /// <summary>No segment of that number that the person sees.</summary>
    UnknownSegment = 14,

    /// <summary>Not a number of files.</summary>
    NotANumber = 15,

    /// <summary>No table or chart of that name on a page of ours.</summary>
    UnknownFigure = 16,

    /// <summary>Not a page of ours that shows tables and charts.</summary>
    NotAPage = 17,

    /// <summary>The address of the page is longer than can be kept.</summary>
    PageTooLong = 18,

    /// <summary>The address leads to where nothing may be sent.</summary>
    AddressNotPublic = 19,
}

/// <summary>One part of a schedule that cannot be saved.</summary>
/// <param name="Field">Name of the property of the draft.</param>
/// <param name="Reason">Why.</param>
public sealed record ScheduleProblem(string Field, ScheduleReason Reason)
{
    /// <summary>The reason in words where it takes more than its kind says; null otherwise.</summary>
    public string? Sentence { get; init; }
}
