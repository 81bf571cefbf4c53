using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Customers;

/// <summary>One person or company that may buy, whatever name each source knows it by.</summary>
public sealed class Customer
{
    public long Id { get; set; }

    /// <summary>Label of the source that first brought the customer.</summary>
    public int SourceId { get; set; }

    public DateTime CreatedAt { get; set; }
    public string? Name { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public DateOnly? BirthDate { get; set; }
    public string? Gender { get; set; }

    /// <summary>Label of the country.</summary>
    public int? CountryId { get; set; }

    public string? Region { get; set; }
    public string? City { get; set; }
    public string? PostalCode { get; set; }
    public string? Company { get; set; }
    public string? Industry { get; set; }
    public string? Household { get; set; }

    /// <summary>Label of the channel the customer likes to hear from.</summary>
    public int? PreferredChannelId { get; set; }

    /// <summary>Label of the channel that brought the customer, when a source says so; else the channel of the first order counts.</summary>
    public int? AcquisitionChannelId { get; set; }

    /// <summary>Label of the campaign that brought the customer, when a source says so.</summary>
    public int? AcquisitionCampaignId { get; set; }

    /// <summary>Free attributes as one JSON object of strings; null when there are none.</summary>
    public string? Attributes { get; set; }

    public ICollection<CustomerIdentity> Identities { get; } = [];
}

internal sealed class CustomerTable : IEntityTypeConfiguration<Customer>
{
    public void Configure(EntityTypeBuilder<Customer> builder) => builder.ToTable("Customers");
}
