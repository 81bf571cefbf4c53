namespace Dashboard.Core.Orders;

/// <summary>An order as a source tells it, ready to be written by <see cref="OrderWriter"/>. Money is in minor units of <see cref="Currency"/>.</summary>
public sealed record OrderDraft
{
    /// <summary>The source's own number of the order; with the source the natural key.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Who bought; null for an order without any identity.</summary>
    public CustomerDraft? Customer { get; init; }

    /// <summary>UTC instant.</summary>
    public required DateTime PlacedAt { get; init; }

    public OrderStatus Status { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <inheritdoc cref="Order.Subtotal"/>
    public long Subtotal { get; init; }

    /// <inheritdoc cref="Order.Discount"/>
    public long Discount { get; init; }

    public long Tax { get; init; }
    public long Shipping { get; init; }

    /// <summary>Null takes subtotal − discount + tax + shipping.</summary>
    public long? Total { get; init; }

    /// <summary>Null takes the sum over the lines.</summary>
    public int? Items { get; init; }

    public string? Channel { get; init; }
    public string? Campaign { get; init; }
    public string? Coupon { get; init; }
    public string? Country { get; init; }
    public IReadOnlyList<OrderLineDraft> Lines { get; init; } = [];

    /// <summary>What was given back for this order.</summary>
    public RefundDraft? Refund { get; init; }
}

/// <summary>One line of an order.</summary>
public sealed record OrderLineDraft
{
    public required string Sku { get; init; }
    public string? Name { get; init; }
    public string? Brand { get; init; }
    public string? Category { get; init; }

    /// <summary>What one costs the shop, in minor units.</summary>
    public long? Cost { get; init; }

    public double Quantity { get; init; } = 1;

    /// <summary>Price of one in major units.</summary>
    public double UnitPrice { get; init; }

    /// <summary>Discount on the line in minor units, 0 or more.</summary>
    public long Discount { get; init; }

    /// <summary>Quantity × price in minor units, before discount.</summary>
    public long Amount { get; init; }
}

/// <summary>Money given back.</summary>
/// <param name="At">UTC instant.</param>
/// <param name="Amount">Minor units of the order's currency, above 0.</param>
public sealed record RefundDraft(DateTime At, long Amount);

/// <summary>A customer as a source names and describes him; attributes fill what is empty in the store and overwrite nothing.</summary>
public sealed record CustomerDraft
{
    /// <summary>The customer's number in the source. The strongest identity; then e-mail, then phone.</summary>
    public string? Number { get; init; }

    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? Name { get; init; }
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
}
