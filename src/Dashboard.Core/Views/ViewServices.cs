using Dashboard.Core.Housekeeping;
using Dashboard.Core.Segments;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Views;

public static class ViewServices
{
    /// <summary>Registers the saved views.</summary>
    public static IServiceCollection AddViews(this IServiceCollection services) => services
        .AddSingleton<ViewCatalog>()
        .AddSingleton<ISegmentUser, ViewSegments>()
        .AddSingleton<IChore, RemovedViews>();
}
