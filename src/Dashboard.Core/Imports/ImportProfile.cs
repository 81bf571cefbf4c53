using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Imports;

/// <summary>A mapping that was saved under a name, to be used for the next file of the same kind.</summary>
public sealed class ImportProfile
{
    public int Id { get; set; }
    public required string Name { get; set; }

    /// <summary>The mapping as JSON.</summary>
    public required string Mapping { get; set; }

    public DateTime ChangedAt { get; set; }
}

internal sealed class ImportProfileTable : IEntityTypeConfiguration<ImportProfile>
{
    public void Configure(EntityTypeBuilder<ImportProfile> builder)
    {
        builder.ToTable("ImportProfiles");
        builder.HasIndex(p => p.Name).IsUnique();
    }
}
