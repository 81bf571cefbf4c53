using Dashboard.Core.Housekeeping;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dashboard.Core.Schedules;

public static class ScheduleServices
{
    /// <summary>Registers scheduled imports; who runs them is the job server's. The host adds <see cref="ScheduleOptions"/> and the data protection that headers need.</summary>
    public static IServiceCollection AddSchedules(this IServiceCollection services)
    {
        services.TryAddSingleton(new ScheduleOptions());
        return services
            .AddSingleton<WatchedFolders>()
            .AddSingleton<HeaderSecrets>()
            .AddSingleton<Downloader>()
            .AddSingleton<ScheduleLog>()
            .AddSingleton<ImportSchedules>()
            .AddSingleton<ScheduleStore<ImportSchedule>>(p => p.GetRequiredService<ImportSchedules>())
            .AddSingleton<ScheduleRunner>()
            .AddSingleton<IChore, RemovedImportSchedules>();
    }
}
