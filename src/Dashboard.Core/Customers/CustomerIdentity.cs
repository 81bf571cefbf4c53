using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Customers;

/// <summary>What kind of name an identity is. An identity unites orders of one customer; numbers of two sources never meet, e-mails and phones do.</summary>
public enum IdentityKind
{
    /// <summary>The customer's number in one source; <see cref="CustomerIdentity.SourceId"/> says which.</summary>
    CustomerNumber = 1,

    /// <summary>E-mail address, trimmed and lower-cased.</summary>
    Email = 2,

    /// <summary>Telephone number, digits with a leading plus where known.</summary>
    Phone = 3,
}

/// <summary>A name by which a source knows a customer; unique by kind, source and value.</summary>
public sealed class CustomerIdentity
{
    public long Id { get; set; }
    public long CustomerId { get; set; }
    public IdentityKind Kind { get; set; }

    /// <summary>Label of the source for <see cref="IdentityKind.CustomerNumber"/>; 0 for kinds that hold everywhere.</summary>
    public int SourceId { get; set; }

    public required string Value { get; set; }
}

internal sealed class CustomerIdentityTable : IEntityTypeConfiguration<CustomerIdentity>
{
    public void Configure(EntityTypeBuilder<CustomerIdentity> builder)
    {
        builder.ToTable("CustomerIdentities");
        builder.HasIndex(i => new { i.Kind, i.SourceId, i.Value }).IsUnique();
        builder.HasOne<Customer>().WithMany(c => c.Identities).HasForeignKey(i => i.CustomerId).OnDelete(DeleteBehavior.Cascade);
    }
}
