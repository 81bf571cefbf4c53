using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Settings;

public static class SettingsServices
{
    /// <summary>Registers the shop's settings.</summary>
    public static IServiceCollection AddSettings(this IServiceCollection services)
    {
        services.AddSingleton<SettingsService>();
        return services;
    }
}
