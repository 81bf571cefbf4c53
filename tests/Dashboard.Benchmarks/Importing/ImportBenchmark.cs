using System.Text.Json;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Shop;

namespace Dashboard.Benchmarks.Importing;

/// <summary>How fast the generated order file comes in, each time in a process of its own.</summary>
internal static class ImportBenchmark
{
    private const int EfCoreRows = 200_000;

    public static async Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        var files = ShopFiles.Prepare(options);
        var table = new MeasuredTable($"Import of {options.Orders:N0} orders of {options.Customers:N0} customers");
        await using (await BenchmarkStore.CreateAsync(options, ImportedShop.Name)) { }
        var data = Path.Combine(options.Folder, ImportedShop.Name);

        var (first, peak) = await ImportAsync(files.History, data, r => r.Created == options.Orders);
        table.AtLeast("into an empty store", first, "rows/s", 300_000);
        table.AtMost("peak memory of the process", peak, "MB", 400);

        var (again, peakAgain) = await ImportAsync(files.History, data, r => r.Unchanged == options.Orders);
        table.Plain("the same file again", again, "rows/s");
        table.AtLeast("the same file again, times as fast", again / first, "×", 2);
        table.AtMost("peak memory of it", peakAgain, "MB", 400);

        var efCore = await EfCoreBaseline.RowsPerSecondAsync(options, files.History, Math.Min(EfCoreRows, options.Orders));
        table.Plain($"EF Core AddRange, first {EfCoreRows:N0} rows", efCore, "rows/s");
        table.AtLeast("times as fast as EF Core", first / efCore, "×", 5);

        if (await SqliteShellBaseline.SecondsAsync(options, files.History) is { } seconds)
        {
            table.Plain("sqlite3 .import and typed upsert", options.Orders / seconds, "rows/s");
            table.AtLeast("times as fast as sqlite3", first / (options.Orders / seconds), "×", 1);
        }
        else
            table.Skipped("sqlite3 .import and typed upsert", "there is no sqlite3 on this machine");
        return table;
    }

    /// <summary>Rows per second until everything was committed, and the memory that the process held at most.</summary>
    private static async Task<(double RowsPerSecond, double PeakMegabytes)> ImportAsync(string file, string data, Predicate<ImportCounts> expected)
    {
        var run = await ChildProcess.RunAsync("dotnet", [Product.Benchmarks, LoneImport.Command, file, data]);
        var counts = JsonSerializer.Deserialize<ImportCounts>(run.Output)!;
        if (!expected(counts))
            throw new InvalidOperationException($"The import did something else than it should: {run.Output}");
        return (counts.Rows / counts.Seconds, run.PeakMegabytes);
    }
}
