using Dashboard.Core.Orders;

namespace Dashboard.Core.Demo;

/// <summary>A customer of the sample shop.</summary>
internal sealed class DemoCustomer
{
    public required int Number { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required string Name { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public DateOnly? BirthDate { get; init; }
    public string? Gender { get; init; }
    public required string Country { get; init; }
    public required string Region { get; init; }
    public required string City { get; init; }
    public required string PostalCode { get; init; }
    public string? Company { get; init; }
    public string? Industry { get; init; }
    public string? Household { get; init; }
    public string? PreferredChannel { get; init; }
    public required string AcquisitionChannel { get; init; }
    public string? AcquisitionCampaign { get; init; }
    public string? Attributes { get; init; }
    public required IReadOnlyList<DemoConsent> Consents { get; init; }
}

internal sealed record DemoConsent(string Purpose, bool Granted, DateTime RecordedAt);

/// <summary>An order of the sample shop; money in minor units.</summary>
/// <param name="Customer">Index of the customer; null for a guest.</param>
internal sealed record DemoOrder(
    int? Customer, DateTime PlacedAt, DateOnly Day, OrderStatus Status, string Channel, string Country, string? Campaign, string? Coupon,
    IReadOnlyList<DemoLine> Lines, long Tax, long Shipping, DemoRefund? Refund)
{
    public long Subtotal => Lines.Sum(l => l.Amount);
    public long Discount => Lines.Sum(l => l.Discount);
    public long Total => Subtotal - Discount + Tax + Shipping;
    public int Items => Lines.Sum(l => l.Quantity);
}

/// <summary>A line; <paramref name="Product"/> is the product's index.</summary>
internal sealed record DemoLine(int Product, int Quantity, long UnitPrice, long Discount)
{
    public long Amount => Quantity * UnitPrice;
}

/// <summary>Money given back for an order; <paramref name="Lines"/> are the ones that came back.</summary>
internal sealed record DemoRefund(DateTime RefundedAt, DateOnly Day, long Amount, IReadOnlyList<DemoLine> Lines);

/// <summary>A generated shop: customers by number, orders by time.</summary>
internal sealed record DemoData(DateOnly FirstDay, DateOnly LastDay, IReadOnlyList<DemoProduct> Products, IReadOnlyList<DemoCustomer> Customers, IReadOnlyList<DemoOrder> Orders);
