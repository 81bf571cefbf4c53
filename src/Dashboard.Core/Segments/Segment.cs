using Dashboard.Core.Sharing;
using Dashboard.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Segments;

/// <summary>Customers somebody wants to keep an eye on: by a rule, or as a list that does not change. Holds numbers of customers, nothing about them.</summary>
public sealed class Segment : IOwned
{
    public int Id { get; set; }

    /// <summary>Unique among the segments that one person sees.</summary>
    public required string Name { get; set; }

    public string Description { get; set; } = "";

    /// <summary>The rule as <see cref="Analytics.Segments.SegmentJson"/> writes it. Of a frozen segment the one it was frozen from.</summary>
    public required string Rule { get; set; }

    /// <summary>Who made it; null when that account is gone.</summary>
    public int? OwnerId { get; set; }

    /// <summary>Everybody who sees customers sees it; otherwise the owner alone.</summary>
    public bool IsShared { get; set; }

    /// <summary>The members are those of the day it was frozen, whatever their orders since.</summary>
    public bool IsFrozen { get; set; }

    /// <summary>Raised with every change of the name or of who belongs.</summary>
    public int Version { get; set; } = 1;

    public DateTime CreatedAt { get; set; }
    public DateTime ChangedAt { get; set; }

    /// <summary>When it was removed; it can be brought back until housekeeping forgets it.</summary>
    public DateTime? RemovedAt { get; set; }

    /// <summary>Members when last measured; null before.</summary>
    public int? Size { get; set; }

    /// <summary>Their net revenue to date in minor units.</summary>
    public long Revenue { get; set; }

    /// <summary>The last business day with an order when it was measured.</summary>
    public DateOnly? MeasuredDay { get; set; }

    public DateTime? MeasuredAt { get; set; }

    /// <summary>Numbers of the customers who belonged then, as <see cref="CustomerIds"/> packs them; of a frozen segment the definition.</summary>
    public byte[]? Members { get; set; }
}

/// <summary>What a segment was from one change to the next.</summary>
public sealed class SegmentVersion
{
    public int SegmentId { get; set; }
    public int Number { get; set; }
    public required string Name { get; set; }
    public required string Rule { get; set; }
    public bool IsFrozen { get; set; }
    public DateTime ChangedAt { get; set; }
    public int? ChangedById { get; set; }
}

/// <summary>A segment on one day, and who came and went since the day measured before.</summary>
public sealed class SegmentDay
{
    public int SegmentId { get; set; }

    /// <summary>A business date.</summary>
    public DateOnly Day { get; set; }

    /// <summary>The version that was measured; another than the day before means that people came and went because the rule changed.</summary>
    public int Version { get; set; }

    public int Size { get; set; }
    public int Entered { get; set; }
    public int Exited { get; set; }

    /// <summary>Numbers of those who came, packed; null for nobody.</summary>
    public byte[]? EnteredIds { get; set; }

    /// <summary>Numbers of those who went.</summary>
    public byte[]? ExitedIds { get; set; }
}

internal sealed class SegmentTable : IEntityTypeConfiguration<Segment>
{
    public void Configure(EntityTypeBuilder<Segment> builder)
    {
        builder.ToTable("Segments");
        builder.Property(s => s.Name).UseCollation("NOCASE");
        builder.HasIndex(s => s.Name);
        builder.HasOne<DashboardUser>().WithMany().HasForeignKey(s => s.OwnerId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class SegmentVersionTable : IEntityTypeConfiguration<SegmentVersion>
{
    public void Configure(EntityTypeBuilder<SegmentVersion> builder)
    {
        builder.ToTable("SegmentVersions");
        builder.HasKey(v => new { v.SegmentId, v.Number });
        builder.HasOne<Segment>().WithMany().HasForeignKey(v => v.SegmentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<DashboardUser>().WithMany().HasForeignKey(v => v.ChangedById).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class SegmentDayTable : IEntityTypeConfiguration<SegmentDay>
{
    public void Configure(EntityTypeBuilder<SegmentDay> builder)
    {
        builder.ToTable("SegmentDays");
        builder.HasKey(d => new { d.SegmentId, d.Day });
        builder.HasOne<Segment>().WithMany().HasForeignKey(d => d.SegmentId).OnDelete(DeleteBehavior.Cascade);
    }
}
