using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Imports;

public static class ImportServices
{
    public static IServiceCollection AddImports(this IServiceCollection services)
    {
        services.AddLocalization();
        services.AddSingleton<FileInspector>();
        services.AddSingleton<OrderImporter>();
        services.AddSingleton<ImportProfiles>();
        services.AddSingleton<ImportHistory>();
        services.AddSingleton<RejectedRows>();
        return services;
    }
}
