using Dashboard.Core.Housekeeping;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Views;

public static class ViewServices
{
    /// <summary>Registers the saved views.</summary>
    public static IServiceCollection AddViews(this IServiceCollection services) => services
        .AddSingleton<ViewCatalog>()
        .AddSingleton<IChore, RemovedViews>();
}
