using System.Diagnostics;

namespace Dashboard.Benchmarks.Measuring;

/// <summary>Times what takes milliseconds or more, where one call is the whole question.</summary>
internal static class Timed
{
    /// <summary>Milliseconds of one call.</summary>
    public static double Once(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <inheritdoc cref="Once"/>
    public static async Task<double> OnceAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private const int WarmCalls = 3;

    /// <summary>The runtime compiles what was called thirty times at its final tier, a tenth of a second later.</summary>
    private static readonly TimeSpan WarmTime = TimeSpan.FromMilliseconds(300);

    /// <summary>Median milliseconds over <paramref name="repeats"/> calls, after those that are not counted so that the code is compiled at its final tier.</summary>
    public static double Median(int repeats, Action action)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < WarmCalls || Stopwatch.GetElapsedTime(start) < WarmTime; i++)
            action();
        return Middle([.. Enumerable.Range(0, repeats).Select(_ => Once(action))]);
    }

    /// <inheritdoc cref="Median"/>
    public static async Task<double> MedianAsync(int repeats, Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < WarmCalls || Stopwatch.GetElapsedTime(start) < WarmTime; i++)
            await action();
        var times = new double[repeats];
        for (var i = 0; i < repeats; i++)
            times[i] = await OnceAsync(action);
        return Middle(times);
    }

    /// <summary>The same of the processor time of all threads, which others on the machine do not stretch.</summary>
    public static double Processor(int repeats, Action action)
    {
        Median(1, action);
        return Middle([.. Enumerable.Range(0, repeats).Select(_ =>
        {
            var start = Environment.CpuUsage.TotalTime;
            action();
            return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
        })]);
    }

    private static double Middle(double[] times)
    {
        Array.Sort(times);
        return (times[(times.Length - 1) / 2] + times[times.Length / 2]) / 2;
    }
}
