namespace Dashboard.Web.Tests;

/// <summary>The time of day goes on, but what waits for a time waits until it is told that the time has come.</summary>
public sealed class HeldClock : TimeProvider
{
    private readonly Lock _door = new();
    private readonly List<(TimeSpan Due, ITimer Timer)> _waits = [];

    /// <summary>How long those wait who have not been let go.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_door) return [.. _waits.Select(w => w.Due)];
        }
    }

    /// <summary>Lets go of all that wait now.</summary>
    public void Release()
    {
        lock (_door)
        {
            foreach (var (_, timer) in _waits) timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            _waits.Clear();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        lock (_door) _waits.Add((dueTime, timer));
        return timer;
    }
}
