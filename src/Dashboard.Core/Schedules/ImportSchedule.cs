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
public sealed class ImportSchedule : Schedule
{
    public ScheduleSource Source { get; set; }

    /// <summary>Names of the files to take from a folder, with <c>*</c> and <c>?</c>; <c>*</c> for all.</summary>
    public string Pattern { get; set; } = "*";

    /// <summary>Name of the saved mapping by which files are read; null recognises each file.</summary>
    public string? Profile { get; set; }

    public ScheduleOutcome? LastOutcome { get; set; }

    public override bool IsAddress => Source == ScheduleSource.Address;

    public override bool HasFailed => LastOutcome == ScheduleOutcome.Failed;
}

internal sealed class ImportScheduleTable : IEntityTypeConfiguration<ImportSchedule>
{
    public void Configure(EntityTypeBuilder<ImportSchedule> builder)
    {
        builder.ToTable("ImportSchedules");
        builder.HasIndex(s => s.Name).IsUnique().HasFilter("RemovedAt IS NULL");
    }
}
