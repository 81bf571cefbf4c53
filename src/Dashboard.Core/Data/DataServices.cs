using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Data;

public static class DataServices
{
    /// <summary>Registers the store in <paramref name="folder"/>.</summary>
    public static IServiceCollection AddStore(this IServiceCollection services, DataFolder folder)
    {
        services.AddSingleton(folder);
        services.AddSingleton<StoreConnections>();
        services.AddSingleton<WriteGate>();
        services.AddSingleton<StoreMigrator>();
        services.AddDbContextFactory<SqliteDashboardDbContext>((provider, options) => options
            .UseSqlite(provider.GetRequiredService<StoreConnections>().ConnectionString)
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            .AddInterceptors(new PragmaInterceptor()));
        services.AddSingleton<IDbContextFactory<DashboardDbContext>, SqliteContextFactory>();
        services.AddScoped<DashboardDbContext>(provider => provider.GetRequiredService<IDbContextFactory<SqliteDashboardDbContext>>().CreateDbContext());
        return services;
    }

    /// <summary>Hands out the SQLite context under the name that the product knows.</summary>
    private sealed class SqliteContextFactory(IDbContextFactory<SqliteDashboardDbContext> contexts) : IDbContextFactory<DashboardDbContext>
    {
        public DashboardDbContext CreateDbContext() => contexts.CreateDbContext();
    }
}
