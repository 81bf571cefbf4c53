namespace Dashboard.SqliteJobs.Tests;

/// <summary>A clock that a test turns.</summary>
public sealed class ManualClock : TimeProvider
{
    private DateTimeOffset _now = new(Work.March1);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan time) => _now += time;
}
