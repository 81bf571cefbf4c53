using Dashboard.Core.Imports;

namespace Dashboard.Core.Schedules;

/// <summary>How a run of a schedule ended.</summary>
public sealed record ScheduleResult
{
    /// <summary>Null when nothing was run: it was removed, switched off, runs already, or waits after a failure.</summary>
    public ScheduleOutcome? Outcome { get; init; }

    /// <summary>Why it failed, in one sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>Imports that were made, with their counts.</summary>
    public IReadOnlyList<ImportResult> Imports { get; init; } = [];

    /// <summary>When the clock tries again after a failure; null when it does not.</summary>
    public DateTime? RetryAt { get; init; }

    public long Rows => Imports.Sum(i => i.Rows);
    public long Created => Imports.Sum(i => i.Created);
    public long Changed => Imports.Sum(i => i.Changed);
    public long Unchanged => Imports.Sum(i => i.Unchanged);
    public long Rejected => Imports.Sum(i => i.Rejected);
}
