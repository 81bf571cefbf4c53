namespace Dashboard.Web.Features.Views;

internal static class ViewPageServices
{
    /// <summary>What menu and page of the saved views share.</summary>
    public static IServiceCollection AddViewPages(this IServiceCollection services) => services.AddScoped<ViewDesk>();
}
