namespace Dashboard.Web.Features.Marks;

internal static class MarkPageServices
{
    /// <summary>What the pages about marks share.</summary>
    public static IServiceCollection AddMarkPages(this IServiceCollection services) => services.AddScoped<MarkDesk>().AddScoped<MarkWords>();
}
