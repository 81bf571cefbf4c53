using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Imports;

/// <summary>Where an import stands.</summary>
public enum ImportStatus
{
    Queued = 0,
    Running = 1,

    /// <summary>The process ended in the middle; a resume goes on after the last committed row.</summary>
    Interrupted = 2,
    Completed = 3,

    /// <summary>The file could not be read as orders at all; nothing was taken.</summary>
    Failed = 4,

    /// <summary>Stopped by a person; what was committed stays, and a resume or a later import of the file adds the rest.</summary>
    Cancelled = 5,
}

/// <summary>One run of one file, with its counts.</summary>
public sealed class Import
{
    public long Id { get; set; }
    public int SourceId { get; set; }

    /// <summary>Name of the file without its folder.</summary>
    public required string FileName { get; set; }

    /// <summary>Where the file lies, or lay, while the import can go on; null once it has ended.</summary>
    public string? FilePath { get; set; }

    public long FileBytes { get; set; }

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public required string FileHash { get; set; }

    /// <summary>The mapping in force, as JSON, so that a resume reads the file in the same way.</summary>
    public required string Mapping { get; set; }

    /// <summary>User who asked for it; null for the command line and schedules.</summary>
    public int? UserId { get; set; }

    /// <summary>Run of a schedule that asked for it; null for people and the command line.</summary>
    public long? ScheduleRunId { get; set; }

    public ImportStatus Status { get; set; }
    public DateTime StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }

    /// <summary>Time spent over all attempts, in milliseconds.</summary>
    public long Milliseconds { get; set; }

    /// <summary>Orders and refunds (or rows) already committed: where a resume goes on.</summary>
    public long Position { get; set; }

    public long Rows { get; set; }
    public long Created { get; set; }
    public long Changed { get; set; }
    public long Unchanged { get; set; }
    public long Rejected { get; set; }
    public long Orders { get; set; }
    public long Customers { get; set; }
    public long Refunds { get; set; }

    /// <summary>Orders among them that name no customer.</summary>
    public long AnonymousOrders { get; set; }

    /// <summary>Why it failed, in words for the person who started it.</summary>
    public string? Error { get; set; }
}

internal sealed class ImportTable : IEntityTypeConfiguration<Import>
{
    public void Configure(EntityTypeBuilder<Import> builder)
    {
        builder.ToTable("Imports");
        builder.HasIndex(i => i.StartedAt);
        builder.HasIndex(i => i.ScheduleRunId).HasFilter("ScheduleRunId IS NOT NULL");
    }
}
