using Dashboard.Core.Money;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Settings;

public static class SettingsServices
{
    /// <summary>Registers the shop's settings and exchange rates.</summary>
    public static IServiceCollection AddSettings(this IServiceCollection services)
    {
        services.AddSingleton<SettingsService>();
        services.AddSingleton<SettingsDrafts>();
        services.AddSingleton<ExchangeRates>();
        services.AddSingleton<MissingRates>();
        return services;
    }
}
