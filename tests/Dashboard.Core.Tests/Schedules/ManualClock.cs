using System.Collections.Concurrent;

namespace Dashboard.Core.Tests.Schedules;

/// <summary>A clock that a test sets. Short waits pass at once; longer ones when the test says so.</summary>
internal sealed class ManualClock(DateTime utc) : TimeProvider
{
    private readonly ConcurrentBag<ITimer> _waits = [];

    public DateTime Now { get; set; } = DateTime.SpecifyKind(utc, DateTimeKind.Utc);

    public override DateTimeOffset GetUtcNow() => Now;

    public void FireWaits()
    {
        foreach (var wait in _waits) wait.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime < TimeSpan.FromMinutes(1) ? dueTime : Timeout.InfiniteTimeSpan, period);
        if (dueTime >= TimeSpan.FromMinutes(1)) _waits.Add(timer);
        return timer;
    }
}
