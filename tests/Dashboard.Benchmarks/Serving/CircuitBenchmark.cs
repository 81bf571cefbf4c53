using System.Net;
using Dashboard.Benchmarks.Measuring;

namespace Dashboard.Benchmarks.Serving;

/// <summary>What one open and idle Overview costs the server, at two hundred of them and at five hundred.</summary>
internal static class CircuitBenchmark
{
    private static readonly int[] Counts = [200, 500];

    public static async Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        var table = new MeasuredTable("Idle circuits");
        var data = Path.Combine(options.Folder, "circuits");
        if (Directory.Exists(data)) Directory.Delete(data, recursive: true);
        await using (await ServerProcess.StartAsync(AppContext.BaseDirectory, Product.WebAssembly, "demo", "--data", data)) { }
        await Reader.JoinAsync(data);

        await using var server = await ServerProcess.StartAsync(
            AppContext.BaseDirectory, [Product.Benchmarks, CircuitHost.Command, data]);
        var cookies = new CookieContainer();
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = cookies });
        await Reader.SignInAsync(client, server.Address);

        // What every first page needs once (compiled code, caches, pools) is not the price of a circuit.
        var warm = await OpenAsync(client, cookies, server.Address, 5);
        var before = await SettledHeapAsync(server);
        var open = new List<BlazorConnection>();
        foreach (var count in Counts)
        {
            open.AddRange(await OpenAsync(client, cookies, server.Address, count - open.Count));
            await Task.Delay(TimeSpan.FromSeconds(3));
            var after = await server.HeapAsync();
            table.AtMost($"managed heap of each of {count}", (after - before) / 1000d / count, "kB", 750);
        }
        table.Plain("render batches per circuit until idle", open.Average(c => c.Batches), "");
        foreach (var circuit in warm.Concat(open))
            await circuit.DisposeAsync();
        Directory.Delete(data, recursive: true);
        return table;
    }

    /// <summary>The heap once the jobs of the start are over: the first forecast of the sample shop takes some seconds and stays in memory.</summary>
    private static async Task<long> SettledHeapAsync(ServerProcess server)
    {
        var (earlier, heap) = (0L, await server.HeapAsync());
        for (var looks = 0; looks < 60 && Math.Abs(heap - earlier) > 100_000; looks++)
        {
            await Task.Delay(TimeSpan.FromSeconds(5));
            (earlier, heap) = (heap, await server.HeapAsync());
        }
        return heap;
    }

    private static async Task<List<BlazorConnection>> OpenAsync(HttpClient client, CookieContainer cookies, Uri page, int count)
    {
        var open = new List<BlazorConnection>();
        while (open.Count < count)
            open.Add(await BlazorConnection.OpenAsync(client, cookies, page));
        return open;
    }
}
