namespace Dashboard.Web.Features.Customers;

internal static class CustomerPageServices
{
    /// <summary>What the customer pages keep per connection.</summary>
    public static IServiceCollection AddCustomerPages(this IServiceCollection services) => services.AddScoped<CustomerListMemory>();
}
