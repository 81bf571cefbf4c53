using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Customers;

/// <summary>What a customer allowed or refused, when, and who recorded it. The newest row per purpose holds.</summary>
public sealed class Consent
{
    public long Id { get; set; }
    public long CustomerId { get; set; }

    /// <summary>What the consent is for, such as <c>email</c>, <c>sms</c> or <c>profiling</c>.</summary>
    public required string Purpose { get; set; }

    public bool Granted { get; set; }
    public DateTime RecordedAt { get; set; }

    /// <summary>Label of the source that recorded it.</summary>
    public int SourceId { get; set; }
}

internal sealed class ConsentTable : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> builder)
    {
        builder.ToTable("Consents");
        builder.HasIndex(c => new { c.CustomerId, c.Purpose, c.RecordedAt });
        builder.HasOne<Customer>().WithMany().HasForeignKey(c => c.CustomerId).OnDelete(DeleteBehavior.Cascade);
    }
}
