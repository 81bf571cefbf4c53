using System.Net;
using System.Text.RegularExpressions;
using Dashboard.Benchmarks.Measuring;

namespace Dashboard.Benchmarks.Serving;

/// <summary>What one open and idle Overview costs the server, at two hundred of them.</summary>
internal static partial class CircuitBenchmark
{
    private const int Circuits = 200;
    private const string Email = "reader@example.com", Password = "a-long-enough-word-42";

    public static async Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        var table = new MeasuredTable($"{Circuits} idle circuits");
        var data = Path.Combine(options.Folder, "circuits");
        if (Directory.Exists(data)) Directory.Delete(data, recursive: true);
        await using (await ServerProcess.StartAsync(AppContext.BaseDirectory, Product.WebAssembly, "demo", "--data", data)) { }
        await ChildProcess.RunAsync(
            "dotnet", [Product.WebAssembly, "user", "add", "--data", data, "--email", Email, "--name", "Reader", "--role", "Manager", "--password-stdin"], Password + "\n");

        await using var server = await ServerProcess.StartAsync(
            AppContext.BaseDirectory, [Product.Benchmarks, CircuitHost.Command, data]);
        var cookies = new CookieContainer();
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = cookies });
        await SignInAsync(client, server.Address);

        // What every first page needs once (compiled code, caches, pools) is not the price of a circuit.
        var warm = await OpenAsync(client, cookies, server.Address, 5);
        var before = await SettledHeapAsync(server);
        var open = await OpenAsync(client, cookies, server.Address, Circuits);
        await Task.Delay(TimeSpan.FromSeconds(3));
        var after = await server.HeapAsync();
        table.AtMost("managed heap per circuit", (after - before) / 1000d / Circuits, "kB", 750);
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

    private static async Task SignInAsync(HttpClient client, Uri root)
    {
        var page = new Uri(root, "/sign-in");
        var fields = HiddenField().Matches(await client.GetStringAsync(page)).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
        fields["Typed.Email"] = Email;
        fields["Typed.Password"] = Password;
        using var form = new HttpRequestMessage(HttpMethod.Post, page) { Content = new FormUrlEncodedContent(fields) };
        form.Headers.Add("Origin", root.GetLeftPart(UriPartial.Authority));
        using var answer = await client.SendAsync(form);
        answer.EnsureSuccessStatusCode();
        if (answer.RequestMessage?.RequestUri?.AbsolutePath == page.AbsolutePath)
            throw new InvalidOperationException("The sign-in was refused.");
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenField();
}
