using Dashboard.Core.Housekeeping;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Tests.Demo;

namespace Dashboard.Core.Tests.Housekeeping;

public sealed class HousekeeperTests
{
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 3, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rejected_rows_go_ninety_days_after_their_import_and_its_counts_stay()
    {
        await using var store = await DemoTestStore.CreateAsync(new StoppedClock(Now));
        AddImport(store, 1, finishedDaysAgo: 91);
        AddImport(store, 2, finishedDaysAgo: 89);
        AddImport(store, 3, finishedDaysAgo: null);
        store.Run("INSERT INTO RejectedRows (ImportId, Line, Reason, Fields) VALUES (1, 1, 1, '[]'), (1, 2, 1, '[]'), (2, 1, 1, '[]'), (3, 1, 1, '[]')");
        Assert.Equal(2, (await RunAsync(store))["rejected rows"]);
        Assert.Equal(0, (await RunAsync(store))["rejected rows"]);
        Assert.Equal(2, store.Count("SELECT COUNT(*) FROM RejectedRows"));
        Assert.Equal(3, store.Count("SELECT COUNT(*) FROM Imports"));
    }

    [Fact]
    public async Task Uploads_go_a_day_later_unless_an_import_needs_them()
    {
        await using var store = await DemoTestStore.CreateAsync(new StoppedClock(Now));
        string Upload(string name, int hoursOld)
        {
            var path = Path.Combine(store.Folder.Uploads, name);
            File.WriteAllText(path, "x");
            File.SetLastWriteTimeUtc(path, Now.UtcDateTime.AddHours(-hoursOld));
            return path;
        }
        var (needed, young, old) = (Upload("needed", 50), Upload("young", 3), Upload("old", 50));
        AddImport(store, 1, null, status: 2, path: needed);
        Assert.Equal(1, (await RunAsync(store))["ended uploads"]);
        Assert.True(File.Exists(needed) && File.Exists(young));
        Assert.False(File.Exists(old));
    }

    [Fact]
    public async Task The_newest_copy_stays_however_old()
    {
        await using var store = await DemoTestStore.CreateAsync(new StoppedClock(Now));
        foreach (var name in new[] { "shop-before-migration-20250101-000000.db", "shop-before-migration-20250201-000000.db", "other.txt" })
        {
            var path = Path.Combine(store.Folder.Copies, name);
            await File.WriteAllTextAsync(path, "x", Cancellation);
            File.SetLastWriteTimeUtc(path, Now.UtcDateTime.AddDays(-200));
        }
        Assert.Equal(1, (await RunAsync(store))["old copies"]);
        Assert.Equal(["other.txt", "shop-before-migration-20250201-000000.db"], Directory.GetFiles(store.Folder.Copies).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Notes_of_changed_customers_go_once_the_snapshot_and_its_file_show_them()
    {
        await using var store = await DemoTestStore.CreateAsync();
        await store.LoadAsync();
        var snapshots = store.Get<SnapshotService>();
        await snapshots.RefreshAsync(null, Cancellation);
        var revision = snapshots.Current.Stamp.Revision;
        store.Run($"INSERT INTO CustomerChanges (CustomerId, Revision) VALUES (1, {revision}), (2, {revision + 1})");
        Assert.Equal(1, (await RunAsync(store))["notes of changed customers"]);
        File.Delete(store.Folder.SnapshotFile);
        Assert.Equal(0, (await RunAsync(store))["notes of changed customers"]);
        Assert.Equal(2, store.Count("SELECT CustomerId FROM CustomerChanges"));
    }

    [Fact]
    public async Task The_log_is_empty_afterwards()
    {
        await using var store = await DemoTestStore.CreateAsync();
        await store.LoadAsync();
        await RunAsync(store);
        Assert.Equal(0, new FileInfo(store.Folder.StoreFile + "-wal") is { Exists: true } log ? log.Length : 0);
    }

    [Fact]
    public async Task A_night_refreshes_records_and_cleans_and_reports_to_the_end()
    {
        await using var store = await DemoTestStore.CreateAsync();
        await store.LoadAsync();
        var shares = new Shares();
        await store.Get<NightlyWork>().RunAsync(shares, Cancellation);
        await store.Get<NightlyWork>().RunAsync(null, Cancellation);
        Assert.True(store.Get<SnapshotService>().Current.OrderCount > 0);
        Assert.True(store.Count("SELECT COUNT(*) FROM KpiHistory") > 0);
        Assert.Equal(shares.Seen.Order(), shares.Seen);
        Assert.Equal(1, shares.Seen[^1], 6);
    }

    [Fact]
    public async Task A_stopped_night_throws_nothing_away()
    {
        await using var store = await DemoTestStore.CreateAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Get<NightlyWork>().RunAsync(null, new CancellationToken(canceled: true)));
    }

    private static Task<IReadOnlyDictionary<string, long>> RunAsync(DemoTestStore store) => store.Get<Housekeeper>().RunAsync(null, Cancellation);

    private static void AddImport(DemoTestStore store, int id, int? finishedDaysAgo, int status = 3, string? path = null)
    {
        var finished = finishedDaysAgo is { } days ? Now.AddDays(-days).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture) : "NULL";
        store.Run($"""
            INSERT INTO Imports (Id, SourceId, FileName, FilePath, FileBytes, FileHash, Mapping, Status, StartedAt, FinishedAt, Milliseconds, Position, Rows, Created, Changed, Unchanged,
                Rejected, Orders, Customers, Refunds, AnonymousOrders)
            VALUES ({id}, 1, 'f', {(path is null ? "NULL" : $"'{path}'")}, 0, '', '', {status}, 0, {finished}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            """);
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private sealed class Shares : IProgress<double>
    {
        public List<double> Seen { get; } = [];

        public void Report(double value) => Seen.Add(value);
    }
}
