using Dashboard.Core.Customers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Orders;

/// <summary>What became of an order. Only <see cref="Placed"/> orders can be valid.</summary>
public enum OrderStatus
{
    /// <summary>Paid, pending, authorised or fulfilled: counts unless fully refunded.</summary>
    Placed = 0,
    Cancelled = 1,

    /// <summary>Payment voided or failed.</summary>
    Failed = 2,
    Test = 3,
}

/// <summary>One order as its source gave it. Money is in minor units of the order's currency.</summary>
public sealed class Order
{
    public long Id { get; set; }

    /// <summary>Label of the source; with <see cref="ExternalId"/> the natural key.</summary>
    public int SourceId { get; set; }

    public required string ExternalId { get; set; }

    /// <summary>Null for an order without any identity: counted in revenue, left out of customer KPIs.</summary>
    public long? CustomerId { get; set; }

    public DateTime PlacedAt { get; set; }

    /// <summary>Calendar day of <see cref="PlacedAt"/> in the shop's time zone.</summary>
    public DateOnly Day { get; set; }

    public OrderStatus Status { get; set; }
    public int CurrencyId { get; set; }

    /// <summary>Worth of one major unit of the order's currency in major units of the reporting currency, fixed at the order's day; null when no rate was known.</summary>
    public double? ReportingRate { get; set; }

    /// <summary>Items before discount, without tax and shipping.</summary>
    public long Subtotal { get; set; }

    /// <summary>Discount on the items, 0 or more.</summary>
    public long Discount { get; set; }

    public long Tax { get; set; }
    public long Shipping { get; set; }
    public long Total { get; set; }

    /// <summary>Number of items; a line sold by weight or length counts as one.</summary>
    public int Items { get; set; }

    public int? ChannelId { get; set; }
    public int? CampaignId { get; set; }
    public int? CouponId { get; set; }
    public int? CountryId { get; set; }

    /// <summary>64-bit hash of everything the source said of the order and its lines; equal means unchanged.</summary>
    public long ContentHash { get; set; }
}

internal sealed class OrderTable : IEntityTypeConfiguration<Order>
{
    public void Configure(EntityTypeBuilder<Order> builder)
    {
        builder.ToTable("Orders");
        builder.HasIndex(o => new { o.SourceId, o.ExternalId }).IsUnique();
        builder.HasIndex(o => o.CustomerId);
        builder.HasOne<Customer>().WithMany().HasForeignKey(o => o.CustomerId).OnDelete(DeleteBehavior.Restrict);
    }
}
