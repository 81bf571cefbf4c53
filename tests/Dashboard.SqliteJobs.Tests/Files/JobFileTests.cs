using Dashboard.SqliteJobs.Files;
using Hangfire;
using Hangfire.States;

namespace Dashboard.SqliteJobs.Tests.Files;

public sealed class JobFileTests : IDisposable
{
    private readonly TestFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void Jobs_outlive_the_storage_that_queued_them()
    {
        string id;
        using (var first = new SQLiteStorage(_file.Path)) id = new BackgroundJobClient(first).Create(Work.Job(5), new EnqueuedState());
        using var second = new SQLiteStorage(_file.Path);
        using var connection = second.GetConnection();
        Assert.Equal([5L], connection.GetJobData(id).Job.Args);
        using var job = connection.FetchNextJob(["default"], TestContext.Current.CancellationToken);
        Assert.Equal(id, job.JobId);
    }

    [Fact]
    public void Ids_are_never_given_again_not_even_those_of_the_last_job()
    {
        using var first = new SQLiteStorage(_file.Path);
        var id = long.Parse(new BackgroundJobClient(first).Create(Work.Job(), new DeletedState())!, System.Globalization.CultureInfo.InvariantCulture);
        first.Writer.Write(Durability.Disk, db => db.Run("DELETE FROM job"));
        using var second = new SQLiteStorage(_file.Path);
        Assert.Equal($"{id + 1}", new BackgroundJobClient(second).Create(Work.Job(), new DeletedState()));
    }

    [Fact]
    public void The_file_is_written_ahead_and_to_the_disk()
    {
        using var storage = new SQLiteStorage(_file.Path);
        Assert.Equal("wal", storage.Readers.Read(db => db.Text("PRAGMA journal_mode")));
        Assert.Equal(2, storage.Writer.Write(Durability.Disk, db => db.Number("PRAGMA synchronous")));
        Assert.Equal(1, storage.Writer.Write(Durability.Process, db => db.Number("PRAGMA synchronous")));
        Assert.Equal(2, storage.Writer.Write(Durability.Disk, db => db.Number("PRAGMA synchronous")));
    }

    [Fact]
    public void A_newer_file_is_refused_in_words()
    {
        new SQLiteStorage(_file.Path).Dispose();
        using (var db = new Database(_file.Path, "")) db.Execute("PRAGMA user_version = 99");
        var refused = Assert.Throws<SQLiteStorageException>(() => new SQLiteStorage(_file.Path));
        Assert.Contains("newer program", refused.Message, StringComparison.Ordinal);
        Assert.Contains("99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_something_else_is_refused_and_left_as_it_is()
    {
        using (var db = new Database(_file.Path, "")) db.Execute("CREATE TABLE orders (id INTEGER)");
        var refused = Assert.Throws<SQLiteStorageException>(() => new SQLiteStorage(_file.Path));
        Assert.Contains("something else", refused.Message, StringComparison.Ordinal);
        using var after = new Database(_file.Path, "");
        Assert.Equal("delete", after.Text("PRAGMA journal_mode"));
        Assert.Equal(1, after.Number("SELECT COUNT(*) FROM sqlite_schema"));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        File.WriteAllText(_file.Path, new string('x', 5000));
        Assert.Throws<SQLiteStorageException>(() => new SQLiteStorage(_file.Path));
    }

    [Fact]
    public async Task Many_may_open_a_new_file_at_once()
    {
        var storages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new SQLiteStorage(_file.Path))));
        var ids = await Task.WhenAll(storages.Select(s => Task.Run(() => new BackgroundJobClient(s).Create(Work.Job(), new EnqueuedState()))));
        Assert.Equal(8, ids.Distinct().Count());
        foreach (var storage in storages) storage.Dispose();
    }

    [Fact]
    public async Task A_file_may_be_opened_while_others_close_it()
    {
        using var start = new Barrier(4);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                for (var times = 0; times < 50; times++) new SQLiteStorage(_file.Path).Dispose();
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        using var last = new SQLiteStorage(_file.Path);
        Assert.NotNull(new BackgroundJobClient(last).Create(Work.Job(), new EnqueuedState()));
    }

    [Fact]
    public void A_closed_storage_says_so()
    {
        var storage = new SQLiteStorage(_file.Path);
        var connection = storage.GetConnection();
        storage.Dispose();
        storage.Dispose();
        Assert.Throws<ObjectDisposedException>(() => connection.GetJobData("1"));
        Assert.Throws<ObjectDisposedException>(() => connection.RemoveServer("a"));
    }

    [Fact]
    public void Times_of_zero_or_less_are_refused()
    {
        var options = new SQLiteStorageOptions();
        Assert.Throws<ArgumentException>(() => options.QueuePollInterval = TimeSpan.Zero);
        Assert.Throws<ArgumentException>(() => options.InvisibilityTimeout = TimeSpan.FromSeconds(-1));
        Assert.Throws<ArgumentException>(() => options.DistributedLockLifetime = TimeSpan.Zero);
        Assert.Throws<ArgumentException>(() => options.JobExpirationCheckInterval = TimeSpan.Zero);
    }
}
