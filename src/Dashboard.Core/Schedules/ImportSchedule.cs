using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Schedules;

/// <summary>Where a schedule takes its files from.</summary>
public enum ScheduleSource
{
    /// <summary>A folder of this machine, every new file of which is imported.</summary>
    Folder = 0,

    /// <summary>An HTTP or HTTPS address that gives one file.</summary>
    Address = 1,
}

/// <summary>How a run of a schedule ended.</summary>
public enum ScheduleOutcome
{
    /// <summary>It is going on, or its process died; the next run goes on with it.</summary>
    Running = 0,

    /// <summary>At least one file came in and none failed.</summary>
    Imported = 1,

    /// <summary>No file was there that had not been imported before.</summary>
    NothingNew = 2,

    /// <summary>The source could not be read, or a file of it.</summary>
    Failed = 3,

    /// <summary>Somebody stopped it; what came in stays.</summary>
    Stopped = 4,
}

/// <summary>Imports that a clock starts: where from, when, how to read the files, and how the last one fared.</summary>
public sealed class ImportSchedule
{
    public int Id { get; set; }

    /// <summary>Unique among the schedules that were not removed.</summary>
    public required string Name { get; set; }

    public ScheduleSource Source { get; set; }

    /// <summary>Path of the folder, relative ones below the inbox; or the address.</summary>
    public required string Location { get; set; }

    /// <summary>Names of the files to take from a folder, with <c>*</c> and <c>?</c>; <c>*</c> for all.</summary>
    public string Pattern { get; set; } = "*";

    /// <summary>Headers sent with a request, as JSON; values are protected and never shown again.</summary>
    public string? Headers { get; set; }

    /// <summary>Name of the saved mapping by which files are read; null recognises each file.</summary>
    public string? Profile { get; set; }

    /// <summary>Five fields: minute, hour, day of month, month, day of week; in the shop's time zone.</summary>
    public required string Cron { get; set; }

    public bool Enabled { get; set; }

    /// <summary>Runs in a row that a clock started and that failed.</summary>
    public int Failures { get; set; }

    /// <summary>Before this instant the clock starts nothing, because the last run failed; null otherwise.</summary>
    public DateTime? RetryAt { get; set; }

    public DateTime? LastRunAt { get; set; }
    public ScheduleOutcome? LastOutcome { get; set; }

    /// <summary>Why the last run failed, in one sentence.</summary>
    public string? LastReason { get; set; }

    /// <summary>When it was removed; it can be brought back until housekeeping forgets it.</summary>
    public DateTime? RemovedAt { get; set; }

    /// <summary>True when it was switched off because it kept failing.</summary>
    public bool IsGivenUp => !Enabled && Failures >= ScheduleRunner.MostFailures;
}

internal sealed class ImportScheduleTable : IEntityTypeConfiguration<ImportSchedule>
{
    public void Configure(EntityTypeBuilder<ImportSchedule> builder)
    {
        builder.ToTable("ImportSchedules");
        builder.HasIndex(s => s.Name).IsUnique().HasFilter("RemovedAt IS NULL");
        builder.Ignore(s => s.IsGivenUp);
    }
}
