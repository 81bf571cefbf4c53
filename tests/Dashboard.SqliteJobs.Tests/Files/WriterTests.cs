using Dashboard.SqliteJobs.Files;

namespace Dashboard.SqliteJobs.Tests.Files;

public sealed class WriterTests : IDisposable
{
    private readonly TestFile _file = new();
    private readonly Writer _writer;

    public WriterTests()
    {
        JobFile.Prepare(_file.Path);
        _writer = new Writer(_file.Path);
    }

    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void Work_that_throws_changes_nothing_and_the_next_goes_on()
    {
        Assert.Throws<InvalidOperationException>(() => _writer.Write<int>(Durability.Disk, db =>
        {
            Insert(db, "lost");
            throw new InvalidOperationException();
        }));
        _writer.Write(Durability.Disk, db => Insert(db, "kept"));
        Assert.Equal(["kept"], Keys());
    }

    [Fact]
    public async Task Whoever_comes_while_the_gate_is_shut_shares_one_transaction_and_fails_alone()
    {
        using var leaderIsIn = new ManualResetEventSlim();
        using var letLeaderGo = new ManualResetEventSlim();
        var leader = Task.Run(() => _writer.Write(Durability.Disk, db =>
        {
            leaderIsIn.Set();
            letLeaderGo.Wait();
            return Insert(db, "leader");
        }));
        leaderIsIn.Wait(TestContext.Current.CancellationToken);

        var transactions = new HashSet<long>();
        var followers = Enumerable.Range(0, 20).Select(i => Task.Factory.StartNew(() => _writer.Write(i % 2 == 0 ? Durability.Disk : Durability.Process, db =>
        {
            // A row that the transaction itself would take back: the same for all who share it.
            transactions.Add(db.Number("SELECT COUNT(*) FROM counter WHERE key = 'leader'"));
            Insert(db, $"f{i:00}");
            return i % 5 == 0 ? throw new InvalidOperationException($"{i}") : db.IsInTransaction;
        }), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        letLeaderGo.Set();
        await leader;

        for (var i = 0; i < followers.Count; i++)
        {
            if (i % 5 == 0) Assert.Equal($"{i}", (await Assert.ThrowsAsync<InvalidOperationException>(() => followers[i])).Message);
            else Assert.True(await followers[i]);
        }
        Assert.Equal([1L], transactions);
        Assert.Equal(["leader", .. Enumerable.Range(0, 20).Where(i => i % 5 != 0).Select(i => $"f{i:00}")], Keys().OrderBy(k => k == "leader" ? "" : k, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_writer_waits_for_the_transaction_of_another_process()
    {
        using var other = new Database(_file.Path, "");
        other.Execute("BEGIN IMMEDIATE");
        var waiting = Task.Run(() => _writer.Write(Durability.Disk, db => Insert(db, "mine")), TestContext.Current.CancellationToken);
        other.Execute("INSERT INTO counter VALUES ('theirs', 1, NULL)");
        other.Execute("COMMIT");
        Assert.Equal(1, await waiting);
        Assert.Equal(["mine", "theirs"], Keys());
    }

    [Fact]
    public async Task Readers_are_never_kept_waiting_by_a_writer()
    {
        using var isIn = new ManualResetEventSlim();
        using var letGo = new ManualResetEventSlim();
        var writing = Task.Run(() => _writer.Write(Durability.Disk, db =>
        {
            Insert(db, "x");
            isIn.Set();
            letGo.Wait();
            return true;
        }));
        isIn.Wait(TestContext.Current.CancellationToken);
        Assert.Empty(Keys());
        letGo.Set();
        await writing;
        Assert.Equal(["x"], Keys());
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_threads_write()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(thread => Task.Factory.StartNew(() =>
        {
            for (var i = 0; i < 50; i++)
                _writer.Write(Durability.Process, db => db.Run("INSERT INTO counter VALUES ('n', 1, NULL) ON CONFLICT DO UPDATE SET value = value + 1"));
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        using var readers = new Readers(_file.Path);
        Assert.Equal(800, readers.Read(db => db.Number("SELECT value FROM counter")));
    }

    private static int Insert(Database db, string key) => db.Run("INSERT INTO counter VALUES (?, 1, NULL)", key);

    private List<string> Keys()
    {
        using var readers = new Readers(_file.Path);
        return readers.Read(db => db.All("SELECT key FROM counter ORDER BY key", static row => row.Text(0)));
    }
}
