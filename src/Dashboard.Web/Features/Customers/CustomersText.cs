namespace Dashboard.Web.Features.Customers;

/// <summary>Texts of the list of customers and of one customer's page.</summary>
public sealed class CustomersText;
