using Microsoft.Data.Sqlite;

namespace Dashboard.Benchmarks.Shop;

/// <summary>The store that holds the generated history, as <c>import</c> left it.</summary>
internal static class ImportedShop
{
    public const string Name = "shop";

    /// <summary>Opens it.</summary>
    /// <exception cref="InvalidOperationException">There is none of this size yet.</exception>
    public static async Task<BenchmarkStore> OpenAsync(BenchmarkOptions options)
    {
        var store = await BenchmarkStore.OpenAsync(options, Name);
        var orders = store.Count("Orders");
        return orders >= options.Orders ? store : throw new InvalidOperationException($"{store.Folder.Root} holds {orders} orders; run import first.");
    }

    private static long Count(this BenchmarkStore store, string table)
    {
        using var connection = new SqliteConnection($"Data Source={store.Folder.StoreFile};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT max(Id) FROM {table}";
        return command.ExecuteScalar() as long? ?? 0;
    }
}
