using Dashboard.Core.Housekeeping;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Annotations;

public static class AnnotationServices
{
    /// <summary>Registers the annotations on charts over time.</summary>
    public static IServiceCollection AddAnnotations(this IServiceCollection services) => services
        .AddSingleton<AnnotationCatalog>()
        .AddSingleton<IChore, RemovedAnnotations>();
}
