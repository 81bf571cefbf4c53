using System.Diagnostics;
using Dashboard.Analytics.Forecasts;
using Dashboard.Benchmarks.Measuring;
using Dashboard.Benchmarks.Questions;
using Dashboard.Benchmarks.Shop;
using Dashboard.Core.Imports;
using Dashboard.Core.Snapshots;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks.Snapshots;

/// <summary>How long it takes until pages have the generated shop: from the store, from the file, and after 1 % new orders.</summary>
internal static class SnapshotBenchmark
{
    public static async Task<MeasuredTable> RunAsync(BenchmarkOptions options)
    {
        var table = new MeasuredTable($"Snapshot of {options.Orders:N0} orders");
        await using var shop = await ImportedShop.OpenAsync(options);
        var file = shop.Folder.SnapshotFile;

        var builds = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            File.Delete(file);
            builds.Add((await FreshAsync(shop, SnapshotOutcome.Rebuilt)).Milliseconds);
        }
        table.AtMost("built from the store", builds.Order().ElementAt(1) / 1000, "s", 4);
        await ForecastAsync(shop, options, table);

        var loads = new List<double>();
        for (var i = 0; i < options.Repeats; i++)
            loads.Add((await FreshAsync(shop, SnapshotOutcome.Loaded)).Milliseconds);
        table.AtMost("loaded from its file", loads.Order().ElementAt(options.Repeats / 2), "ms", 100);
        table.Plain("its file", new FileInfo(file).Length / 1e6, "MB");
        await MergeAsync(options, shop, table);
        return table;
    }

    /// <summary>The part of a build that forecasts everybody by what is in service.</summary>
    private static async Task ForecastAsync(BenchmarkStore shop, BenchmarkOptions options, MeasuredTable table)
    {
        var snapshots = shop.Services.GetRequiredService<SnapshotService>();
        await snapshots.LoadAsync();
        if (ForecastRules.Parse(snapshots.Current.Stamp.Forecast) is not { } rules) return;
        var times = new List<double>();
        for (var i = 0; i < options.Repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Forecaster.Run(snapshots.Current, rules);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        table.Plain($"of it forecasts ({(rules.Blend is { Learner: not null } ? "a stack" : rules.Model ?? "no model")} serves)", times.Order().ElementAt(options.Repeats / 2), "s");
    }

    /// <summary>A copy of the shop takes 1 % new orders; what counts is the time from their commit until pages have them.</summary>
    private static async Task MergeAsync(BenchmarkOptions options, BenchmarkStore shop, MeasuredTable table)
    {
        var copy = Path.Combine(options.Folder, "merge");
        if (Directory.Exists(copy)) Directory.Delete(copy, recursive: true);
        Directory.CreateDirectory(copy);
        foreach (var name in Directory.GetFiles(shop.Folder.Root).Select(Path.GetFileName))
            File.Copy(Path.Combine(shop.Folder.Root, name!), Path.Combine(copy, name!));
        await using (var grown = await BenchmarkStore.OpenAsync(copy))
        {
            var snapshots = grown.Services.GetRequiredService<SnapshotService>();
            await snapshots.LoadAsync();
            await grown.Services.GetRequiredService<OrderImporter>().ImportAsync(new(ShopFiles.Prepare(options).FollowUp));
            var merged = await snapshots.RefreshAsync();
            if (merged.Outcome != SnapshotOutcome.Merged)
                throw new InvalidOperationException($"The snapshot was {merged.Outcome}, not merged.");
            table.AtMost("1 % new orders merged", merged.Milliseconds / 1000d, "s", 1);
        }
        Directory.Delete(copy, recursive: true);
    }

    public static async Task<MeasuredTable> AskAsync(BenchmarkOptions options)
    {
        var table = new MeasuredTable($"Questions to {options.Orders:N0} orders, one thread, no cache");
        await using var shop = await ImportedShop.OpenAsync(options);
        var snapshots = shop.Services.GetRequiredService<SnapshotService>();
        await snapshots.LoadAsync();
        QuestionBenchmark.Run(snapshots.Current, options.Repeats, table);
        return table;
    }

    /// <summary>What a program that has just started waits for.</summary>
    private static async Task<SnapshotRefresh> FreshAsync(BenchmarkStore shop, SnapshotOutcome expected)
    {
        using var service = ActivatorUtilities.CreateInstance<SnapshotService>(shop.Services);
        var refresh = await service.LoadAsync();
        return refresh.Outcome == expected ? refresh : throw new InvalidOperationException($"The snapshot was {refresh.Outcome}, not {expected}.");
    }
}
