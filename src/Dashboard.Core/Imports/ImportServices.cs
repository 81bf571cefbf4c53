using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Imports;

public static class ImportServices
{
    public static IServiceCollection AddImports(this IServiceCollection services) => services;
}
