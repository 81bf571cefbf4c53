using System.Globalization;
using Dashboard.Web.Charts;

namespace Dashboard.Web.Components;

public static class PagePartServices
{
    /// <summary>What the parts of every page need.</summary>
    public static IServiceCollection AddPageParts(this IServiceCollection services) =>
        services.AddScoped(_ => new Figures(CultureInfo.CurrentCulture)).AddScoped<ChartScript>();
}
