using Dashboard.Core.Housekeeping;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Segments;

public static class SegmentServices
{
    /// <summary>Registers the segments and what measures them.</summary>
    public static IServiceCollection AddSegments(this IServiceCollection services) => services
        .AddSingleton<RuleSeals>()
        .AddSingleton<SegmentAnswers>()
        .AddSingleton<SegmentRefresher>()
        .AddSingleton<SegmentCatalog>()
        .AddSingleton<IChore, RemovedSegments>();
}
