using Dashboard.Web.Components.Drill;

namespace Dashboard.Web.Features.Customers;

internal static class CustomerPageServices
{
    /// <summary>What the customer pages share and keep per connection.</summary>
    public static IServiceCollection AddCustomerPages(this IServiceCollection services) => services.AddScoped<CustomerListMemory>().AddScoped<CustomerColumnDesk>().AddScoped<DrillCounts>();
}
