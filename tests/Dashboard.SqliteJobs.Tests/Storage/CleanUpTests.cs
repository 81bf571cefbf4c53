using Dashboard.SqliteJobs.Storage;
using Hangfire.States;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Tests.Storage;

public sealed class CleanUpTests
{
    [Fact]
    public void Expired_rows_go_in_small_passes_and_all_of_them_in_the_end()
    {
        var clock = new ManualClock();
        using var s = TestStorage.Sqlite(new SQLiteStorageOptions { Clock = clock });
        for (var i = 0; i < 250; i++)
        {
            var id = s.Create(new DeletedState());
            s.Commit(t => t.ExpireJob(id, TimeSpan.FromHours(1)), t => t.IncrementCounter($"c{id}", TimeSpan.FromHours(1)));
        }
        var kept = s.Create(new DeletedState());
        s.Commit(t => t.PersistJob(kept), t => t.IncrementCounter("kept"));
        s.Commit(
            t => t.AddRangeToSet("set", [.. Enumerable.Range(0, 250).Select(i => $"{i}")]), t => t.ExpireSet("set", TimeSpan.FromHours(1)),
            t => t.SetRangeInHash("hash", Enumerable.Range(0, 250).ToDictionary(i => $"{i}", i => "x")), t => t.ExpireHash("hash", TimeSpan.FromHours(1)),
            t => t.InsertToList("list", "x"), t => t.ExpireList("list", TimeSpan.FromHours(1)), t => t.AddToSet("kept", "a"));

        clock.Advance(TimeSpan.FromMinutes(59));
        var cleanUp = new CleanUp((SQLiteStorage)s.Storage);
        Assert.False(cleanUp.Pass());
        Assert.Equal(251, s.Monitor.DeletedListCount());

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(cleanUp.Pass());
        Assert.Equal(151, s.Monitor.DeletedListCount());
        var passes = 1;
        while (cleanUp.Pass()) passes++;
        Assert.InRange(passes, 5, 8);

        Assert.Equal([kept], s.Monitor.DeletedJobs(0, 10).Select(j => j.Key));
        Assert.Equal(0, s.Connection.GetSetCount("set") + s.Connection.GetHashCount("hash") + s.Connection.GetListCount("list"));
        Assert.Equal((1L, 1L), (s.Connection.GetSetCount("kept"), s.Connection.GetCounter("kept")));
        Assert.Equal(0, Enumerable.Range(1, 250).Sum(i => s.Connection.GetCounter($"c{i}")));
    }

    [Fact]
    public void Locks_that_dead_processes_left_behind_are_removed()
    {
        var clock = new ManualClock();
        using var s = TestStorage.Sqlite(new SQLiteStorageOptions { Clock = clock, DistributedLockLifetime = TimeSpan.FromHours(1) });
        s.Connection.AcquireDistributedLock("left behind", TimeSpan.Zero);
        var ours = (SQLiteStorage)s.Storage;
        clock.Advance(TimeSpan.FromHours(1));
        new CleanUp(ours).Pass();
        Assert.Equal(0, ours.Readers.Read(db => db.Number("SELECT COUNT(*) FROM held_lock")));
    }
}
