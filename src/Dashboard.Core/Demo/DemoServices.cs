using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Demo;

public static class DemoServices
{
    /// <summary>Registers the sample shop.</summary>
    public static IServiceCollection AddDemo(this IServiceCollection services) => services.AddSingleton<DemoShop>();
}
