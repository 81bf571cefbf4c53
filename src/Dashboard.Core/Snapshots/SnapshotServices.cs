using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Snapshots;

public static class SnapshotServices
{
    /// <summary>Registers the facts snapshot.</summary>
    public static IServiceCollection AddSnapshots(this IServiceCollection services)
    {
        services.AddSingleton<SnapshotService>();
        services.AddHostedService<SnapshotWatcher>();
        return services;
    }
}
