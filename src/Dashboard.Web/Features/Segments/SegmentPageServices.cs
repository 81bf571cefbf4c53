namespace Dashboard.Web.Features.Segments;

internal static class SegmentPageServices
{
    /// <summary>What the pages about segments share.</summary>
    public static IServiceCollection AddSegmentPages(this IServiceCollection services) => services.AddScoped<SegmentDesk>().AddScoped<SegmentWords>();
}
