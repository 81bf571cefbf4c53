using Dashboard.Core.Data;
using Dashboard.Core.Jobs;
using Dashboard.Core.Lifetime;
using Dashboard.SqliteJobs;
using Dashboard.Web.Hosting;
using Dashboard.Web.Security;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Dashboard;
using Hangfire.InMemory;

namespace Dashboard.Web.Features.Jobs;

internal static class JobsSetup
{
    public const string Path = "/jobs";

    /// <summary>The scheduler and where it keeps its jobs.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, JobOptions options, DataFolder folder)
    {
        AddHangfire(services, () => Open(options, folder));
        services.AddHangfireServer(server =>
        {
            server.WorkerCount = options.Workers;
            server.ServerName = "dashboard";
            server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
            server.ShutdownTimeout = TimeSpan.FromSeconds(15);
        });
        services.AddJobSchedule();
        services.AddFirstForecast();
        return services;
    }

    /// <summary>For verbs, which do their work themselves and schedule none.</summary>
    public static IServiceCollection AddVerbJobs(this IServiceCollection services)
    {
        AddHangfire(services, Memory);
        return services;
    }

    public static void MapJobsDashboard(this WebApplication app) =>
        app.MapHangfireDashboard(Path, new Hangfire.DashboardOptions
        {
            DashboardTitle = "Jobs",
            AppPath = "/",
            DisplayStorageConnectionString = false,
            // Authorised by the endpoint's policy below; Hangfire's own default would let only loopback in.
            Authorization = [],
            AsyncAuthorization = [new AdminsOnly()],
            IgnoreAntiforgeryToken = false,
        }).RequireAuthorization(Policies.Administer);

    // Both are registered before Hangfire falls back to its static ones, by which two hosts in one process would run each other's jobs.
    private static void AddHangfire(IServiceCollection services, Func<JobStorage> open)
    {
        services.AddSingleton(_ => open());
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire((provider, configuration) => configuration
            .UseLogProvider(new JobLogProvider(provider.GetRequiredService<ILoggerFactory>()))
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings());
    }

    /// <summary>Opens the storage that the settings name.</summary>
    internal static JobStorage Open(JobOptions options, DataFolder folder) => options.Storage switch
    {
        JobStore.PostgreSql => PostgreSqlJobs.Open(options.PostgreSql!),
        JobStore.Memory => Memory(),
        _ => new SQLiteStorage(folder.JobsFile),
    };

    private static InMemoryStorage Memory() => new(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromDays(1) });

    /// <summary>Asks again inside the handler, so that the dashboard stays shut even where it is mapped without its policy.</summary>
    private sealed class AdminsOnly : IDashboardAsyncAuthorizationFilter
    {
        public async Task<bool> AuthorizeAsync(DashboardContext context)
        {
            var http = context.GetHttpContext();
            return await http.RequestServices.GetRequiredService<Permission>().HasAsync(http.User, Policies.Administer);
        }
    }
}
