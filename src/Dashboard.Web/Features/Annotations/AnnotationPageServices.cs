namespace Dashboard.Web.Features.Annotations;

internal static class AnnotationPageServices
{
    /// <summary>What the annotations of charts need.</summary>
    public static IServiceCollection AddAnnotationPages(this IServiceCollection services) => services.AddScoped<AnnotationDesk>();
}
