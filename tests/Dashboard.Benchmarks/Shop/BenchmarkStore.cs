using Dashboard.Core;
using Dashboard.Core.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks.Shop;

/// <summary>A data folder below the benchmark's folder and the product's services on it.</summary>
internal sealed class BenchmarkStore : IAsyncDisposable
{
    private BenchmarkStore(DataFolder folder)
    {
        Folder = folder;
        Services = new ServiceCollection().AddLogging().AddDashboardCore(folder).BuildServiceProvider();
    }

    public DataFolder Folder { get; }
    public ServiceProvider Services { get; }

    /// <summary>An empty, migrated store; what stood there before is gone.</summary>
    public static async Task<BenchmarkStore> CreateAsync(BenchmarkOptions options, string name)
    {
        var root = Path.Combine(options.Folder, name);
        if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
        return await OpenAsync(options, name);
    }

    /// <summary>The store as an earlier benchmark left it.</summary>
    public static Task<BenchmarkStore> OpenAsync(BenchmarkOptions options, string name) => OpenAsync(Path.Combine(options.Folder, name));

    /// <summary>The store in this data folder, made when there is none.</summary>
    public static async Task<BenchmarkStore> OpenAsync(string root)
    {
        var store = new BenchmarkStore(new DataFolder(root).Create());
        if (await store.Services.GetRequiredService<StoreMigrator>().MigrateAsync(CancellationToken.None) is { } problem)
            throw new InvalidOperationException(problem);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }
}
