using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Schedules;

/// <summary>A file that a schedule has seen, taken or refused, so that it is not imported again before its content or its mapping changes.</summary>
public sealed class ScheduledFile
{
    public int ScheduleId { get; set; }

    /// <summary>Name without the folder, or the last part of the address.</summary>
    public required string Name { get; set; }

    public long Bytes { get; set; }

    /// <summary>When the file was last written; of an address, when it was fetched.</summary>
    public DateTime ChangedAt { get; set; }

    /// <summary>SHA-256 of the content, lower-case hex.</summary>
    public required string Hash { get; set; }

    /// <summary>The saved mapping by which it was read, as <see cref="Imports.ImportProfiles.VersionAsync"/> names it; null when the file was recognised.</summary>
    public string? Mapping { get; set; }

    /// <summary>What the server called this version of the content; null for folders.</summary>
    public string? ETag { get; set; }

    /// <summary>When the server says the content last changed, as it wrote it; null for folders.</summary>
    public string? LastModified { get; set; }
}

internal sealed class ScheduledFileTable : IEntityTypeConfiguration<ScheduledFile>
{
    public void Configure(EntityTypeBuilder<ScheduledFile> builder)
    {
        builder.ToTable("ScheduledFiles");
        builder.HasKey(f => new { f.ScheduleId, f.Name });
        builder.HasOne<ImportSchedule>().WithMany().HasForeignKey(f => f.ScheduleId).OnDelete(DeleteBehavior.Cascade);
    }
}
