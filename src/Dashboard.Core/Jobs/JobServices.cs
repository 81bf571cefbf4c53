using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Jobs;

public static class JobServices
{
    /// <summary>Registers what every process knows of jobs; the scheduler itself is the server's.</summary>
    public static IServiceCollection AddJobTracking(this IServiceCollection services)
    {
        services.AddSingleton<JobTracker>();
        services.AddSingleton<IBackgroundWork, BackgroundWork>();
        services.AddSingleton<PendingJobs>();
        return services;
    }

    /// <summary>Registers what starts work by itself, for the one process that runs jobs.</summary>
    public static IServiceCollection AddJobSchedule(this IServiceCollection services)
    {
        services.AddHostedService<JobSchedule>();
        return services;
    }
}
