using System.Text.Json;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Shop;
using Dashboard.Core.Snapshots;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks.Snapshots;

/// <summary>How long a night lasts: all models, choice, forecasts, lifecycle, equity, KPIs and tidying of the imported shop, the first time and again.</summary>
internal static class NightlyBenchmark
{
    public static async Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        var table = new MeasuredTable($"Nightly work on {options.Orders:N0} orders of {options.Customers:N0} customers");
        string folder;
        await using (var shop = await ImportedShop.OpenAsync(options))
        {
            folder = shop.Folder.Root;
            await shop.Services.GetRequiredService<SnapshotService>().LoadAsync();
        }
        foreach (var which in new[] { "first", "second" })
        {
            var run = await ChildProcess.RunAsync("dotnet", [Product.Benchmarks, LoneNight.Command, folder]);
            var night = JsonSerializer.Deserialize<NightFigures>(run.Output)!;
            table.AtMost($"{which} night", night.Seconds, "s", 30);
            table.Plain($"of it fits and choice ({night.Served ?? "none"} serves)", night.Fits, "s");
            table.AtMost("peak memory of the process", run.PeakMegabytes, "MB", 1000);
        }
        return table;
    }
}
