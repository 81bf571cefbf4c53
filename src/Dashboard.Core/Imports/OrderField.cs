namespace Dashboard.Core.Imports;

/// <summary>What a column of an order file means.</summary>
public enum OrderField
{
    /// <summary>Read past.</summary>
    Ignore,
    OrderNumber,
    Date,

    /// <summary>Time of day, where it stands in a column of its own.</summary>
    Time,

    /// <summary>Name of the zone in which date and time are given.</summary>
    TimeZone,

    CustomerNumber,
    Email,
    Phone,
    CustomerName,
    FirstName,
    LastName,

    /// <summary>The only amount of the file: counts as the items' worth, as given.</summary>
    Amount,

    /// <summary>Items before discount, without tax and shipping.</summary>
    Subtotal,

    /// <summary>Items after discount, without tax and shipping.</summary>
    NetAmount,
    Discount,
    Tax,
    Shipping,

    /// <summary>What was paid: items − discount + tax + shipping.</summary>
    Total,
    Currency,
    RefundedAmount,
    RefundDate,
    Status,

    /// <summary>A date here means that the order was cancelled.</summary>
    CancelledAt,

    /// <summary>Live or test, as payment services write it.</summary>
    Mode,
    Channel,
    Campaign,
    Coupon,
    Country,
    Quantity,
    UnitPrice,

    /// <summary>Worth of a line before its discount.</summary>
    LineAmount,
    LineDiscount,
    Sku,
    ProductName,
    Brand,
    Category,
    Cost,
    Region,
    City,
    PostalCode,
    Company,
    BirthDate,
    Gender,
    Industry,
    Household,
    PreferredChannel,
    AcquisitionChannel,
    AcquisitionCampaign,

    /// <summary>Kept with the customer under the column's own name.</summary>
    Attribute,
}
