using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Orders;

/// <summary>One line of an order. Lines belong to their order and are replaced as a set.</summary>
public sealed class OrderLine
{
    public long Id { get; set; }
    public long OrderId { get; set; }
    public long ProductId { get; set; }
    public double Quantity { get; set; }

    /// <summary>Price of one, in major units of the order's currency as the source gave it (prices may have more decimals than the currency).</summary>
    public double UnitPrice { get; set; }

    /// <summary>Discount on the line in minor units, 0 or more.</summary>
    public long Discount { get; set; }

    /// <summary>Quantity × price in minor units, before discount.</summary>
    public long Amount { get; set; }
}

internal sealed class OrderLineTable : IEntityTypeConfiguration<OrderLine>
{
    public void Configure(EntityTypeBuilder<OrderLine> builder)
    {
        builder.ToTable("OrderLines");
        builder.HasIndex(l => l.OrderId);
        builder.HasOne<Order>().WithMany().HasForeignKey(l => l.OrderId).OnDelete(DeleteBehavior.Cascade);
    }
}
