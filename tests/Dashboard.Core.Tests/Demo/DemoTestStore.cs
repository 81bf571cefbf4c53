using Dashboard.Core.Data;
using Dashboard.Core.Demo;
using Dashboard.Tests;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Demo;

/// <summary>A migrated store in a folder of its own with all of Core registered.</summary>
internal sealed class DemoTestStore : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ServiceProvider _services;

    private DemoTestStore(TimeProvider clock)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(clock);
        _services = services.AddDashboardCore(_folder).BuildServiceProvider();
    }

    public static async Task<DemoTestStore> CreateAsync(TimeProvider? clock = null)
    {
        var store = new DemoTestStore(clock ?? TimeProvider.System);
        Assert.Null(await store.Get<StoreMigrator>().MigrateAsync(TestContext.Current.CancellationToken));
        return store;
    }

    public DataFolder Folder => _folder;
    public DemoShop Shop => Get<DemoShop>();

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A small sample shop of a fixed period.</summary>
    public Task<DemoLoad> LoadAsync(int customers = 300) => Shop.LoadAsync(DemoShopOfTests.LastDay, customers, null, TestContext.Current.CancellationToken);

    public DashboardDbContext Open() => Get<IDbContextFactory<DashboardDbContext>>().CreateDbContext();

    public void Run(string sql)
    {
        using var connection = Get<StoreConnections>().Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // tests write their own statements
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public long Count(string sql)
    {
        using var connection = Get<StoreConnections>().Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // tests write their own statements
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }
}
