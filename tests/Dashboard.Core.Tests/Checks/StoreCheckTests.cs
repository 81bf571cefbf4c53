using Dashboard.Core.Checks;
using Dashboard.Core.Imports;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Tests.Demo;

namespace Dashboard.Core.Tests.Checks;

public sealed class StoreCheckTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sound_shop_has_no_findings()
    {
        await using var store = await LoadedAsync();
        Assert.Empty(await FindAsync(store));
    }

    [Fact]
    public async Task An_empty_shop_has_no_findings()
    {
        await using var store = await DemoTestStore.CreateAsync();
        Assert.Empty(await FindAsync(store));
    }

    [Theory]
    [InlineData("UPDATE Orders SET ChannelId = 9999 WHERE Id IN (1, 2)", CheckReason.MissingLabel, 2)]
    [InlineData("UPDATE Orders SET CountryId = (SELECT Id FROM Labels WHERE Kind = 2 LIMIT 1) WHERE Id = 1", CheckReason.MissingLabel, 1)]
    [InlineData("UPDATE OrderLines SET ProductId = 9999 WHERE Id = 1", CheckReason.MissingProduct, 1)]
    [InlineData("UPDATE Orders SET Day = Day + 1 WHERE Id IN (3, 4, 5)", CheckReason.WrongBusinessDate, 3)]
    [InlineData("UPDATE Settings SET TimeZone = 'Pacific/Auckland'", CheckReason.WrongBusinessDate, 2)]
    [InlineData("UPDATE Orders SET Subtotal = Subtotal + 50 WHERE Id = 7", CheckReason.OrderDiffersFromLines, 1)]
    [InlineData("UPDATE Orders SET Discount = -1 WHERE Id = 7", CheckReason.ImpossibleAmount, 1)]
    [InlineData("UPDATE Settings SET TimeZone = 'Nowhere', EarlyRepeatDays = 0", CheckReason.InvalidSetting, 1)]
    [InlineData("PRAGMA foreign_keys = OFF; DELETE FROM Customers WHERE Id = 1", CheckReason.MissingReference, 1)]
    [InlineData("UPDATE Orders SET Subtotal = 1, Discount = 0 WHERE Id = 9", CheckReason.SnapshotDiffers, 1)]
    public async Task Each_kind_of_damage_is_found(string damage, CheckReason reason, int atLeast)
    {
        await using var store = await LoadedAsync();
        store.Run(damage);
        var found = (await FindAsync(store)).Where(f => f.Reason == reason).ToList();
        Assert.NotEmpty(found);
        Assert.True(found.Sum(f => f.Count) >= atLeast);
        Assert.All(found, f => Assert.EndsWith(".", f.Sentence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_import_that_failed_before_anything_came_in_is_no_fault()
    {
        await using var store = await DemoTestStore.CreateAsync();
        var file = Path.Combine(store.Folder.Root, "empty.csv");
        await File.WriteAllTextAsync(file, "", Cancellation);
        Assert.Equal(ImportStatus.Failed, (await store.Get<OrderImporter>().ImportAsync(new(file), cancellation: Cancellation)).Status);
        Assert.Empty(await FindAsync(store));
    }

    [Fact]
    public async Task A_damaged_snapshot_is_found_and_an_older_one_is_not_a_finding()
    {
        await using var store = await LoadedAsync();
        store.Run("UPDATE Orders SET Subtotal = Subtotal + 1 WHERE Id = 9; UPDATE StoreState SET Revision = Revision + 1");
        Assert.DoesNotContain(await FindAsync(store), f => f.Reason == CheckReason.SnapshotDiffers);

        var bytes = await File.ReadAllBytesAsync(store.Folder.SnapshotFile, Cancellation);
        bytes[^100] ^= 1;
        await File.WriteAllBytesAsync(store.Folder.SnapshotFile, bytes, Cancellation);
        Assert.Contains(await FindAsync(store), f => f.Reason == CheckReason.DamagedSnapshot);
    }

    [Fact]
    public async Task A_damaged_store_is_named_and_nothing_else_is_believed()
    {
        await using var store = await LoadedAsync();
        store.Run("PRAGMA wal_checkpoint(TRUNCATE)");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await using (var file = File.OpenWrite(store.Folder.StoreFile))
        {
            for (var page = 40; page < 200; page += 3)
            {
                file.Seek(page * 4096L, SeekOrigin.Begin);
                await file.WriteAsync(new byte[512], Cancellation);
            }
        }
        var finding = Assert.Single(await FindAsync(store));
        Assert.Equal(CheckReason.DamagedFile, finding.Reason);
    }

    private static Task<IReadOnlyList<CheckFinding>> FindAsync(DemoTestStore store) => store.Get<StoreCheck>().RunAsync(null, Cancellation);

    private static async Task<DemoTestStore> LoadedAsync()
    {
        var store = await DemoTestStore.CreateAsync();
        await store.LoadAsync();
        await store.Get<SnapshotService>().RefreshAsync(null, Cancellation);
        return store;
    }
}
