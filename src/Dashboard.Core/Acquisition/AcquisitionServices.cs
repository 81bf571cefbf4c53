using Dashboard.Core.Housekeeping;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Acquisition;

public static class AcquisitionServices
{
    /// <summary>Registers what is known of the cost of winning customers.</summary>
    public static IServiceCollection AddAcquisition(this IServiceCollection services) => services.AddSingleton<SpendBook>().AddSingleton<IChore, RemovedSpend>();
}
