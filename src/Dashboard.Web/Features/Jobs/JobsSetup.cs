using Dashboard.Core.Jobs;
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

    /// <summary>The scheduler and where it keeps its jobs. The one place to change when they are to outlive a restart.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, JobLimits limits)
    {
        AddStore(services);
        services.AddHangfireServer(server =>
        {
            server.WorkerCount = limits.Workers;
            server.ServerName = "dashboard";
            server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
            server.ShutdownTimeout = TimeSpan.FromSeconds(15);
        });
        services.AddJobSchedule();
        return services;
    }

    /// <summary>For verbs, which do their work themselves and schedule none.</summary>
    public static IServiceCollection AddVerbJobs(this IServiceCollection services)
    {
        AddStore(services);
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
    private static void AddStore(IServiceCollection services)
    {
        services.AddSingleton<JobStorage>(_ => new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromDays(1) }));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire(configuration => configuration
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings());
    }

    /// <summary>Asks again inside the handler, so that the dashboard stays shut even where it is mapped without its policy.</summary>
    private sealed class AdminsOnly : IDashboardAsyncAuthorizationFilter
    {
        public async Task<bool> AuthorizeAsync(DashboardContext context)
        {
            var http = context.GetHttpContext();
            var authorization = http.RequestServices.GetRequiredService<Microsoft.AspNetCore.Authorization.IAuthorizationService>();
            return (await authorization.AuthorizeAsync(http.User, resource: null, Policies.Administer)).Succeeded;
        }
    }
}
