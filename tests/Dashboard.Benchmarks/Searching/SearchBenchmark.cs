using Dashboard.Benchmarks.Exports;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Shop;
using Dashboard.Core.Customers;
using Dashboard.Core.Snapshots;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks.Searching;

/// <summary>How long the list of customers takes to answer each key of somebody who types, with names, e-mails and phones.</summary>
internal static class SearchBenchmark
{
    private const double Most = 150;
    private const double Percentile = 0.95;

    private static readonly string[] Texts = ["Lovelace the 4", "customer77", "mail42.example", "+47901234", "ada-marie the 99", "nobody of this name"];

    public static async Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        var table = new MeasuredTable($"Search as somebody types among {options.Customers:N0} customers with name, e-mail and phone, list included");
        await using var shop = await BenchmarkStore.OpenAsync(await ExportBenchmark.PeopledAsync(options));
        var (snapshots, directory) = (shop.Services.GetRequiredService<SnapshotService>(), shop.Services.GetRequiredService<CustomerDirectory>());
        await snapshots.LoadAsync();
        var facts = snapshots.Current;
        Task<CustomerList> AskAsync(string text) => directory.ReadAsync(facts, new(text, [], CustomerSort.LastPurchase, Descending: true, 0, 50), CancellationToken.None);

        await AskAsync("");
        table.Plain("reading the names, once while somebody searches", await Timed.OnceAsync(() => AskAsync("a")), "ms");
        for (var warm = 0; warm < 3; warm++)
            foreach (var text in Texts) await AskAsync(text);
        var keys = new List<double>();
        foreach (var text in Texts)
            for (var length = 1; length <= text.Length; length++)
                keys.Add(await Timed.OnceAsync(() => AskAsync(text[..length])));
        keys.Sort();
        table.Plain($"median of {keys.Count} keys", keys[keys.Count / 2], "ms");
        table.AtMost("95th percentile", keys[(int)(keys.Count * Percentile)], "ms", Most);
        return table;
    }
}
