using System.Text.Json;
using Dashboard.Benchmarks.Shop;
using Dashboard.Core.Imports;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks.Importing;

/// <summary>The importer in a process of its own, without the refresh of the snapshot that the verb adds, so that its memory can be told.</summary>
internal static class LoneImport
{
    public const string Command = "import-alone";

    /// <summary>Imports the file <c>args[0]</c> into the data folder <c>args[1]</c> and prints the counts as JSON.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var store = await BenchmarkStore.OpenAsync(args[1]);
        var result = await store.Services.GetRequiredService<OrderImporter>().ImportAsync(new ImportRequest(args[0]));
        Console.WriteLine(JsonSerializer.Serialize(new ImportCounts(result.Rows, result.Created, result.Changed, result.Unchanged, result.Rejected, result.Seconds)));
        return result.Status == ImportStatus.Completed ? 0 : 1;
    }
}

internal sealed record ImportCounts(long Rows, long Created, long Changed, long Unchanged, long Rejected, double Seconds);
