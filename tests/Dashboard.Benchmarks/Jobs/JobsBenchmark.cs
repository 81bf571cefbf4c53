using System.Diagnostics;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Shop;
using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Dashboard.Tests;
using Dashboard.Web.Features.Jobs;
using Dashboard.Web.Hosting;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks.Jobs;

/// <summary>How many jobs the app's storages take and run, side by side, and what SQLite costs and keeps waiting.</summary>
internal static class JobsBenchmark
{
    private const int JobsPerMeasure = 1200;
    private const int Rounds = 3;
    private const double IdleSeconds = 20;

    private static readonly int[] Threads = [1, 4, 16];

    public static async Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        var table = new MeasuredTable("Jobs");
        GlobalConfiguration.Configuration.SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();

        table.AtMost("an idle server with its storage", await IdlePercentAsync(options), "% of a core", 1);
        var waits = await WaitsDuringImportAsync(options);
        table.Plain($"from queued to started during an import of {options.Orders:N0} orders, median of {waits.Length}", waits[waits.Length / 2], "ms");
        table.AtMost("the same, 95th percentile", waits[(int)(waits.Length * 0.95)], "ms", 100);

        var (server, reason) = await PostgresPackage.TryStartAsync(options);
        await using (server)
        {
            if (server is null) table.Skipped("PostgreSQL", reason!);
            var rates = await RatesAsync(options, server);
            foreach (var (what, by) in rates)
            {
                foreach (var (store, rate) in by) table.Plain($"{what}, {store}", rate, "jobs/s");
                if (by.TryGetValue(JobStore.PostgreSql, out var postgres)) table.AtLeast($"{what}, times PostgreSQL", by[JobStore.Sqlite] / postgres, "×", 2);
            }
        }
        return table;
    }

    /// <summary>Median rate of some rounds by what was done and where; the storages take turns within each round.</summary>
    private static async Task<List<(string What, SortedDictionary<JobStore, double> By)>> RatesAsync(BenchmarkOptions options, PostgresServer? postgres)
    {
        JobStore[] stores = postgres is null ? [JobStore.Sqlite, JobStore.Memory] : [JobStore.Sqlite, JobStore.Memory, JobStore.PostgreSql];
        var measured = new List<(string What, JobStore Store, double Rate)>();
        // The first round compiles the code.
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var threads in Threads)
            {
                foreach (var store in stores)
                {
                    var storage = Open(options, store, postgres is null ? null : await postgres.NewDatabaseAsync());
                    using var closing = storage as IDisposable;
                    var queued = Queue(storage, threads);
                    var ran = await RunAllAsync(storage, threads);
                    if (round == 0) continue;
                    measured.Add(($"queued by {threads} at once", store, queued));
                    measured.Add(($"run by {threads} workers", store, ran));
                }
            }
        }
        return
        [
            .. from m in measured
               group m by m.What into what
               orderby what.Key[0], int.Parse(what.Key.Split(' ')[2])
               select (what.Key, new SortedDictionary<JobStore, double>(what.GroupBy(m => m.Store).ToDictionary(g => g.Key, g => Middle(g.Select(m => m.Rate))))),
        ];
    }

    private static double Queue(JobStorage storage, int threads)
    {
        var each = JobsPerMeasure / threads;
        var begun = Stopwatch.GetTimestamp();
        var queueing = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            var client = new BackgroundJobClient(storage);
            for (var i = 0; i < each; i++) client.Enqueue(() => NoWork.Run(i));
        })).ToList();
        queueing.ForEach(t => t.Start());
        queueing.ForEach(t => t.Join());
        return JobsPerMeasure / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<double> RunAllAsync(JobStorage storage, int workers)
    {
        NoWork.Expect(JobsPerMeasure);
        using var server = Serve(storage, workers);
        await NoWork.AllRan;
        var monitor = storage.GetMonitoringApi();
        while (monitor.GetStatistics().Succeeded < JobsPerMeasure) await Task.Delay(1);
        return JobsPerMeasure / Stopwatch.GetElapsedTime(NoWork.FirstRan).TotalSeconds;
    }

    private static async Task<double> IdlePercentAsync(BenchmarkOptions options)
    {
        var storage = Open(options, JobStore.Sqlite, null);
        using var closing = (IDisposable)storage;
        using var server = Serve(storage, 20);
        await Task.Delay(TimeSpan.FromSeconds(3));
        using var process = Process.GetCurrentProcess();
        var (begun, before) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        await Task.Delay(TimeSpan.FromSeconds(IdleSeconds));
        process.Refresh();
        return 100 * (process.TotalProcessorTime - before) / Stopwatch.GetElapsedTime(begun);
    }

    /// <summary>Milliseconds from queued to started, sorted, of jobs queued now and then while an import in the same process writes the store beside.</summary>
    private static async Task<double[]> WaitsDuringImportAsync(BenchmarkOptions options)
    {
        var files = ShopFiles.Prepare(options);
        await using var shop = await BenchmarkStore.CreateAsync(options, "jobs-beside-import");
        var storage = Open(options, JobStore.Sqlite, null);
        using var closing = (IDisposable)storage;
        using var server = Serve(storage, new JobOptions().Workers);
        var client = new BackgroundJobClient(storage);
        // The first jobs compile the code.
        for (var i = 0; i < 20; i++) await WaitOf.OneAsync(client);

        var import = Task.Run(() => shop.Services.GetRequiredService<OrderImporter>().ImportAsync(new ImportRequest(files.History)));
        var waits = new List<double>();
        while (!import.IsCompleted)
        {
            waits.Add(await WaitOf.OneAsync(client));
            await Task.Delay(20);
        }
        if ((await import).Created != options.Orders) throw new InvalidOperationException("The import did something else than it should.");
        return [.. waits.Order()];
    }

    private static BackgroundJobServer Serve(JobStorage storage, int workers) =>
        new(new BackgroundJobServerOptions { WorkerCount = workers, SchedulePollingInterval = TimeSpan.FromSeconds(5) }, storage);

    private static JobStorage Open(BenchmarkOptions options, JobStore store, string? postgres)
    {
        var folder = new DataFolder(Path.Combine(options.Folder, "jobs"));
        if (Directory.Exists(folder.Root)) Directory.Delete(folder.Root, recursive: true);
        return JobsSetup.Open(new JobOptions { Storage = store, PostgreSql = postgres }, folder.Create());
    }

    private static double Middle(IEnumerable<double> rates)
    {
        double[] sorted = [.. rates.Order()];
        return sorted[sorted.Length / 2];
    }
}
