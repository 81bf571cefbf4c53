using Dashboard.Core.Exports.Schedules;
using Dashboard.Core.Housekeeping;
using Dashboard.Core.Schedules;
using Dashboard.Core.Segments;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dashboard.Core.Exports;

public static class ExportServices
{
    /// <summary>Registers what writes customers into files.</summary>
    public static IServiceCollection AddExports(this IServiceCollection services)
    {
        services.TryAddSingleton(new DeliveryOptions());
        return services
            .AddSingleton<ExportHistory>()
            .AddSingleton<ExportProfiles>()
            .AddSingleton<ExportWork>()
            .AddSingleton<FigureFiles>()
            .AddSingleton<DeliveryFolders>()
            .AddSingleton<Webhook>()
            .AddSingleton<ExportSchedules>()
            .AddSingleton<ScheduleStore<ExportSchedule>>(p => p.GetRequiredService<ExportSchedules>())
            .AddSingleton<ExportScheduleRunner>()
            .AddSingleton<ISegmentUser, ExportScheduleSegments>()
            .AddSingleton<IChore, RemovedExportSchedules>()
            .AddSingleton<IChore, OldExports>();
    }
}
