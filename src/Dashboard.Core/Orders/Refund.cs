using Dashboard.Core.Customers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Orders;

/// <summary>Money given back: for one order, or only to a customer, or (where the source names nobody) to no one known.</summary>
public sealed class Refund
{
    public long Id { get; set; }

    /// <summary>Label of the source; with <see cref="ExternalId"/> the natural key.</summary>
    public int SourceId { get; set; }

    public required string ExternalId { get; set; }
    public long? OrderId { get; set; }
    public long? CustomerId { get; set; }
    public DateTime RefundedAt { get; set; }

    /// <summary>Calendar day of <see cref="RefundedAt"/> in the shop's time zone.</summary>
    public DateOnly Day { get; set; }

    public int CurrencyId { get; set; }

    /// <inheritdoc cref="Order.ReportingRate"/>
    public double? ReportingRate { get; set; }

    /// <summary>Amount given back in minor units of the refund's currency, 0 or more.</summary>
    public long Amount { get; set; }

    public int? ChannelId { get; set; }
    public int? CountryId { get; set; }

    /// <inheritdoc cref="Order.ContentHash"/>
    public long ContentHash { get; set; }
}

/// <summary>One returned line. Lines belong to their refund and are replaced as a set.</summary>
public sealed class RefundLine
{
    public long Id { get; set; }
    public long RefundId { get; set; }
    public long ProductId { get; set; }

    /// <summary>Number returned, 0 or more.</summary>
    public double Quantity { get; set; }

    /// <summary>Amount given back for the line in minor units.</summary>
    public long Amount { get; set; }
}

internal sealed class RefundTable : IEntityTypeConfiguration<Refund>, IEntityTypeConfiguration<RefundLine>
{
    public void Configure(EntityTypeBuilder<Refund> builder)
    {
        builder.ToTable("Refunds");
        builder.HasIndex(r => new { r.SourceId, r.ExternalId }).IsUnique();
        builder.HasIndex(r => r.CustomerId);
        builder.HasIndex(r => r.OrderId);
        builder.HasOne<Customer>().WithMany().HasForeignKey(r => r.CustomerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Order>().WithMany().HasForeignKey(r => r.OrderId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<RefundLine> builder)
    {
        builder.ToTable("RefundLines");
        builder.HasIndex(l => l.RefundId);
        builder.HasOne<Refund>().WithMany().HasForeignKey(l => l.RefundId).OnDelete(DeleteBehavior.Cascade);
    }
}
