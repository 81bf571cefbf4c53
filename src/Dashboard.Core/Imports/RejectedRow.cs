using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Imports;

/// <summary>A row of a file that could not be taken, kept word for word so that it can be repaired and imported again.</summary>
public sealed class RejectedRow
{
    public long Id { get; set; }
    public long ImportId { get; set; }

    /// <summary>Line of the file on which the row begins; the first line is 1.</summary>
    public long Line { get; set; }

    /// <summary>Header of the column at fault; null when the whole row is.</summary>
    public string? Column { get; set; }

    public string? Value { get; set; }
    public RejectReason Reason { get; set; }

    /// <summary>All fields of the row as a JSON array of strings.</summary>
    public required string Fields { get; set; }
}

internal sealed class RejectedRowTable : IEntityTypeConfiguration<RejectedRow>
{
    public void Configure(EntityTypeBuilder<RejectedRow> builder)
    {
        builder.ToTable("RejectedRows");
        builder.HasIndex(r => new { r.ImportId, r.Line });
        builder.HasOne<Import>().WithMany().HasForeignKey(r => r.ImportId).OnDelete(DeleteBehavior.Cascade);
    }
}
