using System.ComponentModel.DataAnnotations.Schema;

namespace Dashboard.Core.Schedules;

/// <summary>Files that a clock has come or go: when, where from or to, and how the last run fared.</summary>
public abstract class Schedule
{
    public int Id { get; set; }

    /// <summary>Unique among the schedules of its kind, for exports those of its owner, that were not removed.</summary>
    public required string Name { get; set; }

    /// <summary>Path of the folder, relative ones below the data folder's own for it; or the address.</summary>
    public required string Location { get; set; }

    /// <summary>Headers sent with a request, as JSON; values are protected and never shown again.</summary>
    public string? Headers { get; set; }

    /// <summary>Five fields: minute, hour, day of month, month, day of week; in the shop's time zone.</summary>
    public required string Cron { get; set; }

    public bool Enabled { get; set; }

    /// <summary>Runs in a row that a clock started and that failed.</summary>
    public int Failures { get; set; }

    /// <summary>Before this instant the clock starts nothing, because the last run failed; null otherwise.</summary>
    public DateTime? RetryAt { get; set; }

    public DateTime? LastRunAt { get; set; }

    /// <summary>Why the last run failed, in one sentence.</summary>
    public string? LastReason { get; set; }

    /// <summary>When it was removed; it can be brought back until housekeeping forgets it.</summary>
    public DateTime? RemovedAt { get; set; }

    /// <summary>Its <see cref="Location"/> is an address, not a folder.</summary>
    [NotMapped]
    public abstract bool IsAddress { get; }

    /// <summary>Its last run failed.</summary>
    [NotMapped]
    public abstract bool HasFailed { get; }

    /// <summary>True when it was switched off because it kept failing.</summary>
    [NotMapped]
    public bool IsGivenUp => !Enabled && Failures >= ScheduleRunner.MostFailures;

    /// <summary>Names of the headers whose values are saved.</summary>
    [NotMapped]
    public IReadOnlyList<string> HeaderNames => HeaderSecrets.Names(Headers);

    /// <summary>Forgets its failures.</summary>
    internal void Forgive() => (Failures, RetryAt) = (0, null);

    /// <summary>Counts a failure that the clock met: it is waited for and, as the last of <see cref="ScheduleRunner.MostFailures"/> in a row, switches the schedule off.</summary>
    /// <returns>When to try again; null for not by itself.</returns>
    internal DateTime? Fail(DateTime now)
    {
        if (++Failures < ScheduleRunner.MostFailures) return RetryAt = now + ScheduleRunner.BackOff[Failures - 1];
        (Enabled, RetryAt) = (false, null);
        return null;
    }
}
