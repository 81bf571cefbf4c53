using Dashboard.Benchmarks.Buyers;
using Dashboard.Benchmarks.Clicking;
using Dashboard.Benchmarks.Cohorts;
using Dashboard.Benchmarks.Exports;
using Dashboard.Benchmarks.Importing;
using Dashboard.Benchmarks.Jobs;
using Dashboard.Benchmarks.Lifetime;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Questions;
using Dashboard.Benchmarks.Searching;
using Dashboard.Benchmarks.Segments;
using Dashboard.Benchmarks.Serving;
using Dashboard.Benchmarks.Shop;
using Dashboard.Benchmarks.Snapshots;

namespace Dashboard.Benchmarks;

/// <summary>What <c>dotnet run -c Release --project tests/Dashboard.Benchmarks -- NAME</c> can do.</summary>
internal static class Commands
{
    private static readonly (string Name, string Help, Func<BenchmarkOptions, Task<MeasuredTable>> Run)[] All =
    [
        ("import", "rows per second into an empty store, the same file again, memory; against EF Core and sqlite3", ImportBenchmark.RunAsync),
        ("snapshot", "building, loading and merging the facts snapshot of the imported shop", SnapshotBenchmark.RunAsync),
        ("queries", "RFM, cohorts and revenue of the imported shop, against DuckDB", SnapshotBenchmark.AskAsync),
        ("segments", "live counts of segments of ten rules in the imported shop", SegmentBenchmark.RunAsync),
        ("cohorts", "every question of the page of cohorts to the imported shop", CohortBenchmark.RunAsync),
        ("buyers", "every question of the pages of one-time buyers and the lifecycle to the imported shop", BuyerBenchmark.RunAsync),
        ("pages", "every question of the analytic pages, of everybody and of those whom a channel brought", PageBenchmark.RunAsync),
        ("search", "customers of the imported shop searched as somebody types", SearchBenchmark.RunAsync),
        ("exports", "every customer of the imported shop into CSV, JSON Lines and XLSX, and its memory", ExportBenchmark.RunAsync),
        ("lifetime", "fits and predictions of the purchase models, against the times of public tools", LifetimeBenchmark.RunAsync),
        ("holdouts", "every model, season variant, learner, stack and rule of thumb beside published figures on the hold-outs of the reference data", HoldoutBenchmark.RunAsync),
        ("nightly", "all models, choice, forecasts, lifecycle and equity of the imported shop, and their memory", NightlyBenchmark.RunAsync),
        ("jobs", "jobs queued and run per second in SQLite, memory and PostgreSQL, idle load, and the wait for a job during an import", JobsBenchmark.RunAsync),
        ("start", "dotnet run of a fresh clone to the first page, a published folder to the first page", StartBenchmark.RunAsync),
        ("circuits", "managed heap of an open and idle Overview", CircuitBenchmark.RunAsync),
        ("clicks", "from click to paint in Chromium on the pages of the imported shop, with fifty others at work", ClickBenchmark.RunAsync),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var name = args.FirstOrDefault();
        if (name == LoneImport.Command)
            return await LoneImport.RunAsync(args[1..]);
        if (name == LoneNight.Command)
            return await LoneNight.RunAsync(args[1..]);
        if (name == LoneExport.Command)
            return await LoneExport.RunAsync(args[1..]);
        if (name == CircuitHost.Command)
            return await CircuitHost.RunAsync(args[1..]);
        if (BenchmarkOptions.Parse(args.Skip(1)) is not { } options)
            return Usage();
        if (name == "generate")
        {
            ShopFiles.Prepare(options);
            return 0;
        }
        var chosen = name == "all" ? All : [.. All.Where(c => c.Name == name)];
        if (chosen.Length == 0)
            return Usage();

        Console.WriteLine(Machine.Describe());
        foreach (var command in chosen)
            Console.WriteLine((await command.Run(options)).ToMarkdown());
        return 0;
    }

    private static int Usage()
    {
        Console.Error.WriteLine("Name what to measure:");
        foreach (var (name, help, _) in All.Append(("all", "all of these", null!)).Append(("generate", "only write the generated shop's files", null!)))
            Console.Error.WriteLine($"  {name,-10}{help}");
        Console.Error.WriteLine($"Options: {BenchmarkOptions.Help}");
        return 2;
    }
}
