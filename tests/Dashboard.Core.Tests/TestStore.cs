using Dashboard.Core.Data;
using Dashboard.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Tests;

/// <summary>The product without a browser, on a store of the test's own.</summary>
public sealed class TestStore : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ServiceProvider _services;

    public TestStore()
    {
        _services = new ServiceCollection().AddLogging().AddDashboardCore(_folder.Data).BuildServiceProvider();
    }

    public DataFolder Folder => _folder.Data;

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public DashboardDbContext Context() => Get<IDbContextFactory<DashboardDbContext>>().CreateDbContext();

    public async ValueTask MigrateAsync() => Assert.Null(await Get<StoreMigrator>().MigrateAsync(TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }
}
