using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dashboard.Analytics.Segments;
using Dashboard.Benchmarks.Shop;
using Dashboard.Core.Customers;
using Dashboard.Core.Exports;
using Dashboard.Core.Snapshots;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks.Exports;

/// <summary>One export in a process of its own, so that its memory can be told.</summary>
internal static class LoneExport
{
    public const string Command = "export-alone";

    public static readonly string[] Columns =
    [
        "id", "number", "name", "email", "phone", "country", "first_purchase", "last_purchase", "purchases", "revenue", "currency", "rfm_group", "lifecycle", "predicted_clv", "consent.email",
    ];

    /// <summary>Exports everybody of the data folder <c>args[0]</c> in format <c>args[1]</c>, sorted as <c>args[2]</c> and masked as <c>args[3]</c> say, and prints figures as JSON.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var store = await BenchmarkStore.OpenAsync(args[0]);
        var snapshots = store.Services.GetRequiredService<SnapshotService>();
        await snapshots.LoadAsync();
        var facts = snapshots.Current;
        var path = Path.Combine(args[0], "export.out");
        var few = new CustomerSet(facts.CustomerCount);
        few.Add(0);
        await ExportAsync(few);   // an idle server has its store open and its code compiled
        var idle = Idle();
        var start = Stopwatch.GetTimestamp();
        var export = await ExportAsync(CustomerSet.Everybody(facts.CustomerCount));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        File.Delete(path);
        if (export.Rows != facts.CustomerCount) throw new InvalidOperationException($"{export.Rows} of {facts.CustomerCount} customers are in the file.");
        Console.WriteLine(JsonSerializer.Serialize(new ExportFigures(seconds, Status("VmHWM") - idle, export.Bytes / 1e6, export.Rows)));
        return 0;

        async Task<Export> ExportAsync(CustomerSet customers)
        {
            var work = store.Services.GetRequiredService<ExportWork>();
            var number = await work.AskAsync(new(facts, customers, new(Enum.Parse<ExportFormat>(args[1]), Columns))
            {
                Purpose = null,
                Sort = bool.Parse(args[2]) ? CustomerSort.LastPurchase : null,
                IsDescending = true,
                IsMasked = bool.Parse(args[3]),
            }, CancellationToken.None);
            return (await work.RunAsync(number, null, CancellationToken.None, path))!;
        }
    }

    // What was needed to load is given back, and the system forgets the peak it has seen so far.
    private static double Idle()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Status("VmRSS");
    }

    private static double Status(string what) => double.Parse(
        File.ReadLines("/proc/self/status").First(l => l.StartsWith(what, StringComparison.Ordinal))[(what.Length + 1)..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1000;
}

/// <param name="Seconds">From the request to the finished file on disk.</param>
/// <param name="MegabytesAboveIdle">Peak of the resident set above that with the snapshot loaded.</param>
/// <param name="Megabytes">Size of the file.</param>
internal sealed record ExportFigures(double Seconds, double MegabytesAboveIdle, double Megabytes, int Rows);
