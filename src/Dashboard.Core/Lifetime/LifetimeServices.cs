using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Lifetime;

public static class LifetimeServices
{
    /// <summary>Registers the forecast of what customers will do and be worth.</summary>
    public static IServiceCollection AddLifetime(this IServiceCollection services) =>
        services.AddSingleton<LifetimeStore>().AddSingleton<LifecycleRecorder>().AddSingleton<PastEquityRecorder>().AddSingleton<LifetimeWork>().AddSingleton<RiskBook>().AddSingleton<LifecycleBook>().AddSingleton<EquityHistory>();

    /// <summary>Registers what has a shop without a forecast fitted, for the one process that runs jobs.</summary>
    public static IServiceCollection AddFirstForecast(this IServiceCollection services) => services.AddHostedService<FirstForecast>();
}
