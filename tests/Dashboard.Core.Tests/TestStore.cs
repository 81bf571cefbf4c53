using Dashboard.Core.Data;
using Dashboard.Tests;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Tests;

/// <summary>The product without a browser, on a store of the test's own.</summary>
public sealed class TestStore : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly StoppableProgram _stopping = new();
    private readonly ServiceProvider _services;

    /// <param name="adjust">Registers what is to be found before the product's own.</param>
    public TestStore(Action<IServiceCollection>? adjust = null)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IHostApplicationLifetime>(_stopping);
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        adjust?.Invoke(services);
        _services = services.AddDashboardCore(_folder.Data).BuildServiceProvider();
    }

    public DataFolder Folder => _folder.Data;

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public DashboardDbContext Context() => Get<IDbContextFactory<DashboardDbContext>>().CreateDbContext();

    public async ValueTask MigrateAsync() => Assert.Null(await Get<StoreMigrator>().MigrateAsync(TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _stopping.Dispose();
        _folder.Dispose();
    }
}

/// <summary>A program that stops when it is told to, as the host's own does.</summary>
internal sealed class StoppableProgram : IHostApplicationLifetime, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    public CancellationToken ApplicationStarted => CancellationToken.None;
    public CancellationToken ApplicationStopping => _stopping.Token;
    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();
}
