using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Checks;

public static class CheckServices
{
    /// <summary>Registers the checks, in the order in which they run.</summary>
    public static IServiceCollection AddChecks(this IServiceCollection services) => services
        .AddSingleton<ICheck, StoreFileCheck>()
        .AddSingleton<ICheck, IndexCheck>()
        .AddSingleton<ICheck, ReferenceCheck>()
        .AddSingleton<ICheck, LabelCheck>()
        .AddSingleton<ICheck, ProductCheck>()
        .AddSingleton<ICheck, BusinessDateCheck>()
        .AddSingleton<ICheck, OrderLinesCheck>()
        .AddSingleton<ICheck, AmountCheck>()
        .AddSingleton<ICheck, SettingsCheck>()
        .AddSingleton<ICheck, SnapshotCheck>()
        .AddSingleton<StoreCheck>();
}
