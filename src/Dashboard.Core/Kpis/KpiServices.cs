using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Kpis;

public static class KpiServices
{
    /// <summary>Registers the answers about the snapshot and their history.</summary>
    public static IServiceCollection AddKpis(this IServiceCollection services) =>
        services.AddSingleton<KpiService>().AddSingleton<KpiHistoryRecorder>();
}
