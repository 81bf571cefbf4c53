namespace Dashboard.Core.Customers;

/// <summary>What may be known of a customer; the number is the bit in the mask of known attributes.</summary>
internal enum CustomerAttribute
{
    Name,
    Email,
    Phone,
    BirthDate,
    Gender,
    Country,
    Region,
    City,
    PostalCode,
    Company,
    Industry,
    Household,
    PreferredChannel,
    AcquisitionChannel,
    AcquisitionCampaign,

    /// <summary>All free attributes together, as one JSON object.</summary>
    Free,
}
