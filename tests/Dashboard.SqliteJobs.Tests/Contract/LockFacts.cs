using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Tests.Contract;

public abstract class LockFacts(Func<TestStorage> open) : IDisposable
{
    private static readonly TimeSpan Shortly = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patiently = TimeSpan.FromSeconds(20);

    private readonly TestStorage _s = open();

    public sealed class InMemory() : LockFacts(TestStorage.InMemory);

    public sealed class Sqlite() : LockFacts(TestStorage.Sqlite);

    public void Dispose()
    {
        _s.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Another_connection_waits_in_vain_while_a_lock_is_held()
    {
        using var mine = _s.Connection.AcquireDistributedLock("r", TimeSpan.Zero);
        using var other = _s.Connect();
        Assert.Equal("r", Assert.Throws<DistributedLockTimeoutException>(() => other.AcquireDistributedLock("r", Shortly)).Resource);
        Assert.Throws<DistributedLockTimeoutException>(() => other.AcquireDistributedLock("r", TimeSpan.Zero));
        using var elsewhere = other.AcquireDistributedLock("another", TimeSpan.Zero);
    }

    [Fact]
    public void A_released_lock_can_be_taken()
    {
        using var other = _s.Connect();
        _s.Connection.AcquireDistributedLock("r", TimeSpan.Zero).Dispose();
        using var taken = other.AcquireDistributedLock("r", TimeSpan.Zero);
    }

    [Fact]
    public async Task Who_waits_gets_the_lock_when_it_is_released()
    {
        var mine = _s.Connection.AcquireDistributedLock("r", TimeSpan.Zero);
        var others = Task.Run(() =>
        {
            using var other = _s.Connect();
            using var taken = other.AcquireDistributedLock("r", Patiently);
        }, TestContext.Current.CancellationToken);
        mine.Dispose();
        await others;
    }

    [Fact]
    public void A_connection_may_take_its_lock_again_and_holds_it_until_both_are_released()
    {
        using var other = _s.Connect();
        var outer = _s.Connection.AcquireDistributedLock("r", TimeSpan.Zero);
        var inner = _s.Connection.AcquireDistributedLock("r", TimeSpan.Zero);
        inner.Dispose();
        inner.Dispose();
        Assert.Throws<DistributedLockTimeoutException>(() => other.AcquireDistributedLock("r", TimeSpan.Zero));
        outer.Dispose();
        other.AcquireDistributedLock("r", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void A_closed_connection_holds_nothing()
    {
        var closed = _s.Connect();
        closed.AcquireDistributedLock("r", TimeSpan.Zero);
        closed.Dispose();
        using var taken = _s.Connection.AcquireDistributedLock("r", TimeSpan.Zero);
    }

    [Fact]
    public void A_transaction_releases_its_locks_when_it_commits()
    {
        using var other = _s.Connect();
        using var transaction = (JobStorageTransaction)_s.Connection.CreateWriteTransaction();
        transaction.AcquireDistributedLock("r", TimeSpan.Zero);
        Assert.Throws<DistributedLockTimeoutException>(() => other.AcquireDistributedLock("r", TimeSpan.Zero));
        transaction.Commit();
        other.AcquireDistributedLock("r", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void A_transaction_given_up_releases_its_locks()
    {
        using var other = _s.Connect();
        using (var transaction = (JobStorageTransaction)_s.Connection.CreateWriteTransaction())
            transaction.AcquireDistributedLock("r", TimeSpan.Zero);
        other.AcquireDistributedLock("r", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void A_connection_and_its_transaction_share_a_lock()
    {
        using var other = _s.Connect();
        using var mine = _s.Connection.AcquireDistributedLock("r", TimeSpan.Zero);
        using var transaction = (JobStorageTransaction)_s.Connection.CreateWriteTransaction();
        transaction.AcquireDistributedLock("r", TimeSpan.Zero);
        transaction.Commit();
        Assert.Throws<DistributedLockTimeoutException>(() => other.AcquireDistributedLock("r", TimeSpan.Zero));
    }

    [Fact]
    public async Task One_lock_is_held_by_one_of_many_at_a_time()
    {
        var (inside, entered, most) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using var connection = _s.Connect();
            for (var i = 0; i < 25; i++)
            {
                using var held = connection.AcquireDistributedLock("r", Patiently);
                most = Math.Max(most, Interlocked.Increment(ref inside));
                entered++;
                Interlocked.Decrement(ref inside);
            }
        })));
        Assert.Equal((1, 200), (most, entered));
    }

    [Fact]
    public void A_name_is_needed()
    {
        Assert.Throws<ArgumentNullException>(() => _s.Connection.AcquireDistributedLock(null!, TimeSpan.Zero));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.AcquireDistributedLock(null!, TimeSpan.Zero)));
    }
}
