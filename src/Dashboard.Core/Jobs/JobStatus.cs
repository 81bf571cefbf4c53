namespace Dashboard.Core.Jobs;

/// <summary>What a job is about; its words stand in the resources of the pages.</summary>
public enum JobKind
{
    Import,
    ScheduledImport,
    Refresh,
    Nightly,
    SampleData,
    RemoveSampleData,
    Settings,
    Lifetime,
    Export,
    Mark,
    ScheduledExport,
}

public enum JobState
{
    Waiting,
    Running,
    Finished,
    Failed,
    Cancelled,
}

/// <summary>One count of a job's outcome, named in snake case as in the answers of the verbs: <c>rows</c>, <c>created</c>, <c>customers</c>.</summary>
public readonly record struct JobCount(string What, long Count);

/// <summary>How far a job is.</summary>
/// <param name="Share">Share done, 0 to 1; null when the end is not known.</param>
public readonly record struct JobProgress(double? Share, params IReadOnlyList<JobCount> Counts)
{
    /// <summary>Page that shows the work while it is done; null when there is none yet.</summary>
    public string? Link { get; init; }
}

/// <summary>A job as people see it: immutable, replaced whenever something happens.</summary>
/// <param name="Subject">What it works on in words that may be shown, such as a file's name; null when the kind says it all.</param>
/// <param name="Share">Share done, 0 to 1; null when the end is not known.</param>
/// <param name="Link">Page that shows the work, later its outcome; null while there is none.</param>
/// <param name="Reason">Why it failed, in one sentence.</param>
public sealed record JobStatus(string Id, JobKind Kind, string? Subject, JobState State, DateTime Asked)
{
    /// <summary>The one person whose work it is, who alone sees and stops it; null when it is everybody's who may do such work.</summary>
    public int? OwnerId { get; init; }

    public double? Share { get; init; }
    public IReadOnlyList<JobCount> Counts { get; init; } = [];
    public string? Link { get; init; }
    public string? Reason { get; init; }
    /// <summary>Its process died or was stopped in the middle, and it goes on, or will, after a restart.</summary>
    public bool IsResumed { get; init; }

    public DateTime? Started { get; init; }
    public DateTime? Ended { get; init; }

    public bool IsOver => State is JobState.Finished or JobState.Failed or JobState.Cancelled;
}

/// <summary>How a job ended: expected failures are a reason, bugs are exceptions.</summary>
/// <param name="Link">Page that shows the outcome.</param>
/// <param name="Reason">Why it failed, in one sentence; null when it succeeded.</param>
public sealed record JobOutcome(string? Link, string? Reason, IReadOnlyList<JobCount> Counts)
{
    /// <summary>Somebody stopped it; what was done until then stays.</summary>
    public bool IsStopped { get; private init; }

    /// <summary>There was nothing to do.</summary>
    public bool IsIdle { get; private init; }

    public static JobOutcome Stopped(string? link, params IReadOnlyList<JobCount> counts) => new(link, null, counts) { IsStopped = true };

    public static JobOutcome Finished(string? link, params IReadOnlyList<JobCount> counts) => new(link, null, counts);

    /// <summary>There was nothing to do; where a clock started it, nobody needs to hear of it.</summary>
    public static JobOutcome Idle(string? link, params IReadOnlyList<JobCount> counts) => new(link, null, counts) { IsIdle = true };

    /// <summary>It failed; the counts are what came of it all the same.</summary>
    public static JobOutcome Failed(string reason, string? link = null, params IReadOnlyList<JobCount> counts) => new(link, reason, counts);
}
