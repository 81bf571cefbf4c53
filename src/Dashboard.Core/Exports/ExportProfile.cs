using Dashboard.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Exports;

/// <summary>Columns and format that somebody saved under a name.</summary>
public sealed class ExportProfile
{
    public int Id { get; set; }
    public int UserId { get; set; }

    /// <summary>Unique among the person's own.</summary>
    public required string Name { get; set; }

    public ExportFormat Format { get; set; }

    /// <summary>Names of the columns as a JSON array.</summary>
    public required string Columns { get; set; }

    public DateTime ChangedAt { get; set; }
}

internal sealed class ExportProfileTable : IEntityTypeConfiguration<ExportProfile>
{
    public void Configure(EntityTypeBuilder<ExportProfile> builder)
    {
        builder.ToTable("ExportProfiles");
        builder.Property(p => p.Name).UseCollation("NOCASE");
        builder.HasIndex(p => new { p.UserId, p.Name }).IsUnique();
        builder.HasOne<DashboardUser>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
