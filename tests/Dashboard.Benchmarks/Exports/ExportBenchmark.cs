using System.Text.Json;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Shop;
using Dashboard.Core.Exports;
using Dashboard.Core.Snapshots;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks.Exports;

/// <summary>How long it takes to write every customer of the imported shop into a file, and in how much memory, each in a process of its own.</summary>
internal static class ExportBenchmark
{
    private const string Name = "exports";

    private static readonly (string Name, ExportFormat Format, bool Sorted, bool Masked)[] Runs =
    [
        ("CSV, in the order of the Customers page", ExportFormat.Csv, true, false),
        ("CSV, by number", ExportFormat.Csv, false, false),
        ("CSV, personal data masked", ExportFormat.Csv, true, true),
        ("JSON Lines", ExportFormat.JsonLines, true, false),
        ("XLSX", ExportFormat.Xlsx, true, false),
    ];

    public static async Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        var table = new MeasuredTable($"Export of {options.Customers:N0} customers with name, e-mail, phone and consent, {LoneExport.Columns.Length} columns");
        var folder = await PeopledAsync(options);
        foreach (var (name, format, sorted, masked) in Runs)
        {
            var run = await ChildProcess.RunAsync("dotnet", [Product.Benchmarks, LoneExport.Command, folder, format.ToString(), sorted.ToString(), masked.ToString()]);
            var figures = JsonSerializer.Deserialize<ExportFigures>(run.Output)!;
            if (format == ExportFormat.Csv) table.AtMost(name, figures.Seconds, "s", 10);
            else table.Plain(name, figures.Seconds, "s");
            table.AtMost($"{name}: memory above idle", figures.MegabytesAboveIdle, "MB", 100);
            table.Plain($"{name}: size of the file with {figures.Rows:N0} rows", figures.Megabytes, "MB");
        }
        return table;
    }

    // The generated orders name customers by number alone. A copy of the shop gets people, so that the export reads what it would read of a real one.
    internal static async Task<string> PeopledAsync(BenchmarkOptions options)
    {
        var folder = Path.Combine(options.Folder, Name);
        if (File.Exists(Path.Combine(folder, "peopled"))) return folder;
        string from;
        await using (var shop = await ImportedShop.OpenAsync(options)) from = shop.Folder.StoreFile;
        await using (var empty = await BenchmarkStore.CreateAsync(options, Name)) { }
        var store = Path.Combine(folder, "shop.db");
        File.Delete(store);
        using (var source = new SqliteConnection($"Data Source={from};Mode=ReadOnly"))
        {
            source.Open();
            using var copy = source.CreateCommand();
            copy.CommandText = $"VACUUM INTO '{store}'";
            copy.ExecuteNonQuery();
        }
        using (var target = new SqliteConnection($"Data Source={store}"))
        {
            target.Open();
            using var people = target.CreateCommand();
            people.CommandText = """
                UPDATE Customers SET Name = 'Ada-Marie Lovelace the ' || Id || '.', Email = 'customer' || Id || '@mail' || (Id % 90) || '.example', Phone = '+4790' || (100000 + Id), PostalCode = 1000 + Id % 8999;
                INSERT INTO Consents (CustomerId, Purpose, Granted, RecordedAt, SourceId) SELECT Id, 'email', Id % 5 <> 0, 0, SourceId FROM Customers;
                UPDATE StoreState SET Revision = Revision + 1, RebuildRevision = Revision + 1;
                """;
            people.CommandTimeout = 600;
            people.ExecuteNonQuery();
        }
        SqliteConnection.ClearAllPools();
        await using (var shop = await BenchmarkStore.OpenAsync(folder)) await shop.Services.GetRequiredService<SnapshotService>().RefreshAsync(null, CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(folder, "peopled"), "");
        return folder;
    }
}
