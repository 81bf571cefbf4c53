namespace Dashboard.Web.Features.Customers;

/// <summary>What somebody searched for, kept while the connection lasts, so that going back from a customer shows the same list. Never written anywhere.</summary>
public sealed class CustomerListMemory
{
    public string Search { get; set; } = "";
}
