using Dashboard.Core.Timeline;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Customers;

public static class CustomerServices
{
    /// <summary>Registers what reads customers.</summary>
    public static IServiceCollection AddCustomers(this IServiceCollection services)
    {
        services.AddSingleton<CustomerSearch>();
        services.AddSingleton<CustomerDirectory>();
        services.AddSingleton<ListColumns>();
        services.AddSingleton<CustomerProfiles>();
        services.AddSingleton<CustomerNames>();
        services.AddSingleton<CustomerTimeline>();
        return services;
    }
}
