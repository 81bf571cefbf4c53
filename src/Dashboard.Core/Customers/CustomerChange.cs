using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Customers;

/// <summary>
/// A customer whose earlier facts changed (an order was altered, moved or refunded), so that the next snapshot reads that customer again.
/// New orders need no row: the snapshot finds them by their number.
/// </summary>
public sealed class CustomerChange
{
    /// <summary>Stands for all orders and refunds without a customer.</summary>
    public const long Anonymous = 0;

    public long CustomerId { get; set; }

    /// <summary>The store's revision in which the change became visible.</summary>
    public long Revision { get; set; }
}

internal sealed class CustomerChangeTable : IEntityTypeConfiguration<CustomerChange>
{
    public void Configure(EntityTypeBuilder<CustomerChange> builder)
    {
        builder.ToTable("CustomerChanges");
        builder.HasKey(c => c.CustomerId);
        builder.Property(c => c.CustomerId).ValueGeneratedNever();
    }
}
