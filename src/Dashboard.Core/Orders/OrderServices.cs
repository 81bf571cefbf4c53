using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Orders;

public static class OrderServices
{
    public static IServiceCollection AddOrders(this IServiceCollection services) => services.AddSingleton<OrderWriters>();
}
