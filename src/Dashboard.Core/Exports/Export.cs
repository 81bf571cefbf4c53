using Dashboard.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Exports;

/// <summary>Where an export stands.</summary>
public enum ExportStatus
{
    Waiting = 0,
    Finished = 1,
    Failed = 2,

    /// <summary>Stopped by a person; there is no file.</summary>
    Stopped = 3,
}

/// <summary>Which customers or figures an export began from.</summary>
public enum ExportOrigin
{
    Everybody = 0,

    /// <summary>A segment; <see cref="Export.SegmentName"/> names it.</summary>
    Segment = 1,

    /// <summary>A rule that belongs to no segment, such as a cell of a grid.</summary>
    Rule = 2,

    /// <summary>One customer, whose orders are the rows; who it is does not stay.</summary>
    OneCustomer = 3,

    /// <summary>The figures of a table or chart; <see cref="Export.Title"/> names it.</summary>
    Figures = 4,
}

/// <summary>One export: who took what along, when, how much and the fingerprint of the file. Holds nothing about customers once it has ended.</summary>
public sealed class Export
{
    public long Id { get; set; }

    /// <summary>Who asked for it; null for the command line and when that account is gone.</summary>
    public int? UserId { get; set; }

    public DateTime AskedAt { get; set; }
    public DateTime? EndedAt { get; set; }
    public ExportStatus Status { get; set; }
    public ExportOrigin Origin { get; set; }

    /// <summary>Name of the segment at that time; null for another origin.</summary>
    public string? SegmentName { get; set; }

    /// <summary>What the table or chart was called; null for another origin.</summary>
    public string? Title { get; set; }

    /// <summary>The segment, or one that the title names, was its owner's own, and its name is for nobody else.</summary>
    public bool IsPersonal { get; set; }

    /// <summary>RFM groups or a search narrowed it down further.</summary>
    public bool IsFiltered { get; set; }

    public ExportFormat Format { get; set; }

    /// <summary>Names of the columns as a JSON array; of one customer's orders and of figures their headings.</summary>
    public required string Columns { get; set; }

    /// <summary>Only who consented to this is in it; null for everybody.</summary>
    public string? Purpose { get; set; }

    /// <summary>Personal data was masked or left out, because its maker may not take it along.</summary>
    public bool IsMasked { get; set; }

    /// <summary>Column by which the rows are sorted, a <see cref="Customers.CustomerSort"/>; null for by number.</summary>
    public int? Sort { get; set; }

    public bool IsDescending { get; set; }

    /// <summary>Customers asked for, before the consent filter; 0 for figures, which name nobody.</summary>
    public int Selected { get; set; }

    /// <summary>Their numbers, as <see cref="Segments.CustomerIds"/> packs them, until it has ended; null for nobody.</summary>
    public byte[]? Customers { get; set; }

    /// <summary>The orders that it counts, an <see cref="Analytics.Segments.OrderScope"/> as JSON, until it has ended; null for all.</summary>
    public string? Scope { get; set; }

    /// <summary>Rows of the file: customers, of one customer orders and refunds, or those of a table.</summary>
    public int Rows { get; set; }

    public long Bytes { get; set; }

    /// <summary>SHA-256 of the file, lower-case hex; null while there is none.</summary>
    public string? Hash { get; set; }
}

internal sealed class ExportTable : IEntityTypeConfiguration<Export>
{
    public void Configure(EntityTypeBuilder<Export> builder)
    {
        builder.ToTable("Exports");
        builder.HasIndex(e => e.UserId);
        builder.HasOne<DashboardUser>().WithMany().HasForeignKey(e => e.UserId).OnDelete(DeleteBehavior.SetNull);
    }
}
