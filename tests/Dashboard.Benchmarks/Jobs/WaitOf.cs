using System.Diagnostics;
using Hangfire;

namespace Dashboard.Benchmarks.Jobs;

/// <summary>How long one job waits from the moment its caller begins to queue it until it starts.</summary>
public static class WaitOf
{
    private static TaskCompletionSource<double> _started = new();

    public static async Task<double> OneAsync(IBackgroundJobClient client)
    {
        _started = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queued = Stopwatch.GetTimestamp();
        client.Enqueue(() => Start(queued));
        return await _started.Task;
    }

    public static void Start(long queued) => _started.SetResult(Stopwatch.GetElapsedTime(queued).TotalMilliseconds);
}
