using Dashboard.Core.Imports;
using Dashboard.Core.Sharing;
using Dashboard.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Annotations;

/// <summary>What somebody wants to remember about a day, or some days, on the charts over time.</summary>
public sealed class Annotation : IOwned
{
    public int Id { get; set; }

    /// <summary>First business date.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last business date, included; the first for a single day.</summary>
    public DateOnly To { get; set; }

    /// <summary>What happened; empty for an import, whose words are made of its counts.</summary>
    public required string Text { get; set; }

    /// <summary>Path of the page whose charts alone show it; null for all.</summary>
    public string? Page { get; set; }

    /// <summary>Who wrote it; null for an import, or when that account is gone.</summary>
    public int? OwnerId { get; set; }

    public bool IsShared { get; set; }

    /// <summary>The import that it tells of; null for what people wrote.</summary>
    public long? ImportId { get; set; }

    public DateTime CreatedAt { get; set; }
    public DateTime ChangedAt { get; set; }
    public DateTime? RemovedAt { get; set; }
}

internal sealed class AnnotationTable : IEntityTypeConfiguration<Annotation>
{
    public void Configure(EntityTypeBuilder<Annotation> builder)
    {
        builder.ToTable("Annotations");
        builder.HasIndex(a => a.To);
        builder.HasIndex(a => a.ImportId).IsUnique();
        builder.HasOne<DashboardUser>().WithMany().HasForeignKey(a => a.OwnerId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<Import>().WithMany().HasForeignKey(a => a.ImportId).OnDelete(DeleteBehavior.Cascade);
    }
}
