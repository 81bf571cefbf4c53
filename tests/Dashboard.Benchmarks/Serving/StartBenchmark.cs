using Dashboard.Benchmarks.Measuring;

namespace Dashboard.Benchmarks.Serving;

/// <summary>How long people wait: from the clone's first command to the first page, and from starting a published folder.</summary>
internal static class StartBenchmark
{
    public static async Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        var table = new MeasuredTable("Start");
        Directory.CreateDirectory(options.Folder);
        var clone = Path.Combine(options.Folder, "clone");
        if (Directory.Exists(clone)) Directory.Delete(clone, recursive: true);
        await ChildProcess.RunAsync("git", ["clone", "--quiet", Product.Checkout(), clone]);

        await using (var demo = await ServerProcess.StartAsync(clone, "run", "--project", "src/Dashboard.Web", "--", "demo", "--data", Path.Combine(clone, "data")))
            table.AtMost("dotnet run of a fresh clone with the sample shop, packages cached", demo.SecondsToFirstPage, "s", 20);

        var published = Path.Combine(clone, "published");
        await ChildProcess.RunAsync("dotnet", ["publish", Path.Combine(clone, "src", "Dashboard.Web"), "-c", "Release", "-o", published, "-v", "quiet"]);
        var starts = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            await using var server = await ServerProcess.StartAsync(clone, Path.Combine(published, "Dashboard.Web.dll"), "serve", "--data", Path.Combine(clone, "data"));
            starts.Add(server.SecondsToFirstPage);
        }
        table.AtMost("published folder to first page", starts.Order().ElementAt(starts.Count / 2), "s", 1.5);
        Directory.Delete(clone, recursive: true);
        return table;
    }
}
