using Dashboard.Core.Schedules;
using Dashboard.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Exports.Schedules;

/// <summary>Where a scheduled export goes.</summary>
public enum DeliveryTarget
{
    /// <summary>A folder of this machine.</summary>
    Folder = 0,

    /// <summary>An HTTP or HTTPS address to which the file is posted.</summary>
    Address = 1,
}

/// <summary>How a run of an export schedule ended.</summary>
public enum DeliveryOutcome
{
    /// <summary>It is going on, or its process died; the next run goes on with it.</summary>
    Running = 0,

    Delivered = 1,
    Failed = 2,

    /// <summary>Somebody stopped it; nothing was delivered.</summary>
    Stopped = 3,
}

/// <summary>An export that a clock starts: who and what, when, where it goes, and how the last one fared. It runs with the rights that its owner has at that moment.</summary>
public sealed class ExportSchedule : Schedule
{
    /// <summary>Whose it is; null when that account is gone, and then it fails.</summary>
    public int? UserId { get; set; }

    /// <summary>The segment whose members are exported; null for everybody.</summary>
    public int? SegmentId { get; set; }

    /// <summary>Whom it exports in place of a segment, as <see cref="Analytics.Segments.SegmentJson"/> writes it; null for a segment or everybody.</summary>
    public string? Rule { get; set; }

    /// <summary>Path and query of the page whose figures it exports in place of customers; null for customers.</summary>
    public string? Page { get; set; }

    /// <summary>Name of the table or chart on that page, a <see cref="FigureTable.Name"/>; null for customers.</summary>
    public string? Figure { get; set; }

    /// <summary>What it was called when it was chosen; null for customers.</summary>
    public string? FigureTitle { get; set; }

    /// <summary>That title named a segment that was its owner's own when it was saved, and is for nobody else.</summary>
    public bool IsPersonal { get; set; }

    /// <summary>Only who consented to this; null for everybody.</summary>
    public string? Purpose { get; set; }

    public ExportFormat Format { get; set; }

    /// <summary>Names of the columns as a JSON array.</summary>
    public required string Columns { get; set; }

    public DeliveryTarget Target { get; set; }

    /// <summary>Name of the files without their ending; <c>{date}</c> stands for the shop's day, <c>{time}</c> for its time of day.</summary>
    public required string FileName { get; set; }

    /// <summary>How many files of its own it leaves in the folder, the newest; null for all.</summary>
    public int? Keep { get; set; }

    /// <summary>Secret by which what is posted is signed, protected and never shown again; null for no signature.</summary>
    public string? Secret { get; set; }

    public DeliveryOutcome? LastOutcome { get; set; }

    public override bool IsAddress => Target == DeliveryTarget.Address;

    public override bool HasFailed => LastOutcome == DeliveryOutcome.Failed;
}

/// <summary>One run of an export schedule; its <see cref="Export"/> has rows and fingerprint.</summary>
public sealed class DeliveryRun
{
    public long Id { get; set; }
    public int ScheduleId { get; set; }

    /// <summary>What was written; null before that.</summary>
    public long? ExportId { get; set; }

    /// <summary>Name under which the file was delivered; null before that.</summary>
    public string? FileName { get; set; }

    public DateTime StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }

    /// <summary>A person asked for it, not the clock.</summary>
    public bool ByPerson { get; set; }

    public DeliveryOutcome Outcome { get; set; }

    /// <summary>Why it failed, in one sentence.</summary>
    public string? Reason { get; set; }
}

internal sealed class ExportScheduleTable : IEntityTypeConfiguration<ExportSchedule>
{
    public void Configure(EntityTypeBuilder<ExportSchedule> builder)
    {
        builder.ToTable("ExportSchedules");
        builder.HasIndex(s => new { s.UserId, s.Name }).IsUnique().HasFilter("RemovedAt IS NULL");
        builder.HasOne<DashboardUser>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(s => s.SegmentId);
    }
}

internal sealed class DeliveryRunTable : IEntityTypeConfiguration<DeliveryRun>
{
    public void Configure(EntityTypeBuilder<DeliveryRun> builder)
    {
        builder.ToTable("DeliveryRuns");
        builder.HasIndex(r => r.ScheduleId);
        builder.HasOne<ExportSchedule>().WithMany().HasForeignKey(r => r.ScheduleId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Export>().WithMany().HasForeignKey(r => r.ExportId).OnDelete(DeleteBehavior.SetNull);
    }
}
