using System.Diagnostics;
using System.Text.Json;
using Dashboard.Benchmarks.Shop;
using Dashboard.Core.Housekeeping;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Snapshots;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks.Snapshots;

/// <summary>The nightly work in a process of its own, so that its memory can be told.</summary>
internal static class LoneNight
{
    public const string Command = "night-alone";

    /// <summary>Loads the snapshot of the data folder <c>args[0]</c>, does the nightly work once and prints the seconds as JSON.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var store = await BenchmarkStore.OpenAsync(args[0]);
        await store.Services.GetRequiredService<SnapshotService>().LoadAsync();
        var start = Stopwatch.GetTimestamp();
        await store.Services.GetRequiredService<NightlyWork>().RunAsync(null, CancellationToken.None);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var run = await store.Services.GetRequiredService<LifetimeStore>().LatestAsync(CancellationToken.None);
        Console.WriteLine(JsonSerializer.Serialize(new NightFigures(seconds, run!.Seconds, run.Served)));
        return 0;
    }
}

/// <param name="Seconds">All of the night's work.</param>
/// <param name="Fits">Of that, fitting, holding out and choosing.</param>
/// <param name="Served">The model that serves.</param>
internal sealed record NightFigures(double Seconds, double Fits, string? Served);
