using System.Diagnostics;

namespace Dashboard.Benchmarks.Jobs;

/// <summary>A job that does nothing but be counted.</summary>
public static class NoWork
{
    private static TaskCompletionSource _allRan = new();
    private static int _left;
    private static long _firstRan;

    /// <summary>Ends when as many ran as were expected.</summary>
    public static Task AllRan => _allRan.Task;

    /// <summary>Timestamp at which the first of those expected ran.</summary>
    public static long FirstRan => Interlocked.Read(ref _firstRan);

    public static void Expect(int jobs)
    {
        _allRan = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _firstRan, 0);
        Interlocked.Exchange(ref _left, jobs);
    }

    public static void Run(int number)
    {
        Interlocked.CompareExchange(ref _firstRan, Stopwatch.GetTimestamp(), 0);
        if (Interlocked.Decrement(ref _left) == 0) _allRan.SetResult();
    }
}
