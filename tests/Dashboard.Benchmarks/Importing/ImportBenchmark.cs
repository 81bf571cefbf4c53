using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Shop;

namespace Dashboard.Benchmarks.Importing;

/// <summary>How fast the generated order file comes in, by the verb that people use, each time in a process of its own.</summary>
internal static class ImportBenchmark
{
    private const int EfCoreRows = 200_000;

    public static async Task<FigureTable> RunAsync(BenchmarkOptions options)
    {
        var files = ShopFiles.Prepare(options);
        var table = new FigureTable($"Import of {options.Orders:N0} orders of {options.Customers:N0} customers");
        var efCore = await EfCoreBaseline.RowsPerSecondAsync(options, files.History, Math.Min(EfCoreRows, options.Orders));
        table.Plain($"EF Core AddRange, first {EfCoreRows:N0} rows", efCore, "rows/s");
        var shell = await SqliteShellBaseline.SecondsAsync(options, files.History);
        if (shell is { } seconds)
            table.Plain("sqlite3 .import and typed upsert", options.Orders / seconds, "rows/s");
        return table;
    }
}
