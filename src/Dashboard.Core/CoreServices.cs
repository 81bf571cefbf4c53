using Dashboard.Core.Acquisition;
using Dashboard.Core.Annotations;
using Dashboard.Core.Checks;
using Dashboard.Core.Customers;
using Dashboard.Core.Data;
using Dashboard.Core.Demo;
using Dashboard.Core.Exports;
using Dashboard.Core.Housekeeping;
using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Marks;
using Dashboard.Core.Orders;
using Dashboard.Core.Schedules;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Views;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dashboard.Core;

public static class CoreServices
{
    /// <summary>Registers the product without a browser; the host, the command line and the tests all call this.</summary>
    public static IServiceCollection AddDashboardCore(this IServiceCollection services, DataFolder folder)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddStore(folder);
        // The server and the verbs share the keys: a link printed by a verb works on the server, and what one sealed the other opens.
        services.AddDataProtection().SetApplicationName("customer-dashboard").PersistKeysToFileSystem(new DirectoryInfo(folder.Keys));
        services.AddSettings();
        services.AddSnapshots();
        services.AddKpis();
        services.AddLifetime();
        services.AddAcquisition();
        services.AddSegments();
        services.AddViews();
        services.AddAnnotations();
        services.AddMarks();
        services.AddDemo();
        services.AddChecks();
        services.AddHousekeeping();
        services.AddCustomers();
        services.AddJobTracking();
        services.AddOrders();
        services.AddImports();
        services.AddSchedules();
        services.AddExports();
        return services;
    }
}
