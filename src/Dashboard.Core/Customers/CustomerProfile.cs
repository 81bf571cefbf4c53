using Dashboard.Core.Orders;

namespace Dashboard.Core.Customers;

/// <summary>What the store knows of one customer, apart from orders.</summary>
public sealed record CustomerProfile
{
    public required long Id { get; init; }

    /// <summary>Label of the source that first brought the customer.</summary>
    public required string Source { get; init; }

    public required DateTime CreatedAt { get; init; }
    public string? Name { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public DateOnly? BirthDate { get; init; }
    public string? Gender { get; init; }
    public string? Country { get; init; }
    public string? Region { get; init; }
    public string? City { get; init; }
    public string? PostalCode { get; init; }
    public string? Company { get; init; }
    public string? Industry { get; init; }
    public string? Household { get; init; }
    public string? PreferredChannel { get; init; }
    public string? AcquisitionChannel { get; init; }
    public string? AcquisitionCampaign { get; init; }

    /// <summary>Free attributes by name.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    public required IReadOnlyList<CustomerName> Identities { get; init; }

    /// <summary>The newest word on each purpose.</summary>
    public required IReadOnlyList<CustomerConsent> Consents { get; init; }

    /// <summary>Name, else the customer number, else any other identity, else the number in the store.</summary>
    public string Title =>
        Name ?? Identities.OrderBy(i => i.Kind).Select(i => i.Value).FirstOrDefault() ?? Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A name by which a source knows the customer.</summary>
/// <param name="Source">The source for customer numbers; null for kinds that hold everywhere.</param>
public sealed record CustomerName(IdentityKind Kind, string? Source, string Value);

/// <summary>What the customer last said about a purpose.</summary>
public sealed record CustomerConsent(string Purpose, bool Granted, DateTime RecordedAt);

/// <summary>Whether an event of a customer's history brought money or took it back.</summary>
public enum CustomerEventKind
{
    Order = 0,
    Refund = 1,
}

/// <summary>An order or a refund in a customer's history. Money is in minor units of <see cref="Currency"/>.</summary>
public sealed record CustomerEvent
{
    public required CustomerEventKind Kind { get; init; }
    public required long Id { get; init; }

    /// <summary>The source's number of the order or refund.</summary>
    public required string Number { get; init; }

    public required DateTime At { get; init; }
    public required DateOnly Day { get; init; }
    public required string Currency { get; init; }

    /// <summary>Net revenue of an order before refunds, with tax and shipping where the settings count them; what was given back, 0 or more, for a refund.</summary>
    public required long Amount { get; init; }

    public OrderStatus Status { get; init; }

    /// <summary>Items before discount, without tax and shipping.</summary>
    public long Subtotal { get; init; }

    public long Discount { get; init; }
    public long Tax { get; init; }
    public long Shipping { get; init; }
    public long Total { get; init; }
    public int Items { get; init; }
    public string? Channel { get; init; }
    public string? Campaign { get; init; }
    public string? Coupon { get; init; }

    /// <summary>False when no exchange rate was known on its day, so that it is missing from every sum.</summary>
    public bool HasRate { get; init; }

    /// <summary>What was given back of this order so far, in minor units.</summary>
    public long Refunded { get; init; }

    /// <summary>Number of the order that a refund belongs to; null when the source did not say.</summary>
    public string? OfOrder { get; init; }

    /// <summary>Given back entirely, so that it no longer counts as an order.</summary>
    public bool IsFullyRefunded => Kind == CustomerEventKind.Order && Total > 0 && Refunded >= Total;
}

/// <summary>A product within an order or a refund.</summary>
/// <param name="UnitPrice">Price of one in major units; null for a refund.</param>
/// <param name="Amount">Minor units, after the line's discount.</param>
public sealed record CustomerEventLine(string Sku, string? Product, double Quantity, double? UnitPrice, long Discount, long Amount);
