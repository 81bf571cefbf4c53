using Dashboard.Core.Housekeeping;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Exports;

public static class ExportServices
{
    /// <summary>Registers what writes customers into files.</summary>
    public static IServiceCollection AddExports(this IServiceCollection services) => services
        .AddSingleton<ExportHistory>()
        .AddSingleton<ExportProfiles>()
        .AddSingleton<ExportWork>()
        .AddSingleton<IChore, OldExports>();
}
