using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Labels;

/// <summary>What a <see cref="Label"/> names.</summary>
public enum LabelKind
{
    Source = 1,
    Channel = 2,
    Campaign = 3,
    Coupon = 4,
    Country = 5,
    Currency = 6,
    Brand = 7,
    Category = 8,
}

/// <summary>A word that many rows share (a channel, a country …), kept once; rows hold its number. Labels are only ever added.</summary>
public sealed class Label
{
    public int Id { get; set; }
    public LabelKind Kind { get; set; }
    public required string Name { get; set; }
}

internal sealed class LabelTable : IEntityTypeConfiguration<Label>
{
    public void Configure(EntityTypeBuilder<Label> builder)
    {
        builder.ToTable("Labels");
        builder.HasIndex(l => new { l.Kind, l.Name }).IsUnique();
    }
}
