using Dashboard.Core.Housekeeping;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Marks;

public static class MarkServices
{
    /// <summary>Registers what people do with customers.</summary>
    public static IServiceCollection AddMarks(this IServiceCollection services) => services
        .AddSingleton<MarkBook>()
        .AddSingleton<MarkWork>()
        .AddSingleton<IChore, OldMarks>();
}
