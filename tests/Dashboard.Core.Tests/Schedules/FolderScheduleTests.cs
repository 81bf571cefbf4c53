using Dashboard.Core.Data;
using Dashboard.Core.Housekeeping;
using Dashboard.Core.Imports;
using Dashboard.Core.Schedules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Dashboard.Core.Tests.Schedules;

public sealed class FolderScheduleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_files_come_in_by_name_and_an_unchanged_one_comes_in_once()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var id = await shop.AddAsync(shop.Folder());
        shop.Drop("b.csv", 2);
        shop.Drop("a.csv", 1);
        var first = await shop.RunAsync(id);
        Assert.Equal((ScheduleOutcome.Imported, 2, 2), (first.Outcome, first.Imports.Count, first.Created));
        Assert.Equal(["a.csv", "b.csv"], (await shop.ImportsAsync()).Select(i => i.FileName));

        Assert.Equal(ScheduleOutcome.NothingNew, (await shop.RunAsync(id)).Outcome);
        shop.Drop("c.csv", 3);
        var next = await shop.RunAsync(id);
        Assert.Equal(("c.csv", 1), ((await shop.ImportsAsync())[^1].FileName, next.Imports.Count));
        Assert.Equal(["a.csv", "b.csv", "c.csv"], Directory.GetFiles(shop.Store.Folder.Inbox).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task The_same_content_under_another_date_or_name_is_passed_over_and_another_content_is_not()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var id = await shop.AddAsync(shop.Folder());
        var file = shop.Drop("a.csv");
        await shop.RunAsync(id);
        File.SetLastWriteTimeUtc(file, new DateTime(2026, 5, 3));
        File.Copy(file, Path.Combine(shop.Store.Folder.Inbox, "copy.csv"));
        Assert.Equal(ScheduleOutcome.NothingNew, (await shop.RunAsync(id)).Outcome);

        shop.Drop("a.csv", 1, amount: 99);
        var changed = await shop.RunAsync(id);
        Assert.Equal((1, 1), (changed.Imports.Count, changed.Changed));
    }

    [Fact]
    public async Task A_file_that_is_still_being_written_is_left_for_the_next_run()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var id = await shop.AddAsync(shop.Folder());
        var path = shop.Drop("a.csv");
        shop.Write("b.csv.part", "half a file");
        shop.Write("empty.csv", "");
        var folders = shop.Store.Get<WatchedFolders>();
        folders.Quiet = TimeSpan.FromMinutes(2);
        var running = shop.RunAsync(id);
        // The file grows between the two looks.
        await File.AppendAllTextAsync(path, "2,ben@example.com,2024-01-06,20\n", Cancellation);
        folders.Quiet = TimeSpan.FromMilliseconds(1);
        shop.Clock.FireWaits();
        Assert.Equal(ScheduleOutcome.NothingNew, (await running).Outcome);
        Assert.Empty(await shop.ImportsAsync());

        Assert.Equal(2, (await shop.RunAsync(id)).Created);
        Assert.Equal("a.csv", Assert.Single(await shop.ImportsAsync()).FileName);
    }

    [Fact]
    public async Task Only_files_of_the_pattern_are_taken()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var id = await shop.AddAsync(shop.Folder() with { Pattern = "orders-*.csv" });
        shop.Drop("orders-1.csv");
        shop.Write("readme.txt", "nothing for us");
        Assert.Equal(ScheduleOutcome.Imported, (await shop.RunAsync(id)).Outcome);
        Assert.Single(await shop.ImportsAsync());
    }

    [Fact]
    public async Task A_saved_mapping_is_applied_and_history_names_the_schedule()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var mapping = new OrderMapping { Source = "till", Columns = [new("order_id", OrderField.OrderNumber), new("order_date", OrderField.Date), new("amount", OrderField.Amount)] };
        await shop.Store.Get<ImportProfiles>().SaveAsync("till", mapping, Cancellation);
        var id = await shop.AddAsync(shop.Folder() with { Profile = "till" });
        shop.Drop("a.csv");
        await shop.RunAsync(id);
        var entry = Assert.Single((await shop.Store.Get<ImportHistory>().ReadAsync(0, 10, Cancellation)).Items);
        Assert.Equal(("till", "Night"), (entry.Source, entry.Schedule));

        var run = Assert.Single((await shop.Schedules.HistoryAsync(id, 0, 10, Cancellation)).Items);
        Assert.Equal((ScheduleOutcome.Imported, false, entry.Import.Id), (run.Run.Outcome, run.Run.ByPerson, Assert.Single(run.Imports).Id));
    }

    [Fact]
    public async Task A_bad_file_fails_the_run_and_keeps_no_other_from_coming_in()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var id = await shop.AddAsync(shop.Folder());
        shop.Write("a.csv", "colour,size\nred,1\nblue,2\n");
        shop.Drop("b.csv");
        var result = await shop.RunAsync(id);
        Assert.Equal((ScheduleOutcome.Failed, 1), (result.Outcome, result.Created));
        Assert.StartsWith("a.csv: ", result.Reason, StringComparison.Ordinal);
        shop.Drop("a.csv", 7);
        Assert.Equal((ScheduleOutcome.Imported, 1), ((await shop.RunAsync(id, byClock: false)).Outcome, (await shop.FindAsync(id)).LastReason is null ? 1 : 0));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_fails_one_run_and_holds_up_none_that_follow()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var id = await shop.AddAsync(shop.Folder());
        var bad = Path.Combine(shop.Store.Folder.Inbox, "zz.csv");
        await File.WriteAllBytesAsync(bad, [0, 1, 2, 0, 255, 254, 0, 9], Cancellation);
        shop.Drop("a.csv");
        var first = await shop.RunAsync(id);
        Assert.Equal((ScheduleOutcome.Failed, 1, null), (first.Outcome, first.Created, first.RetryAt));
        Assert.StartsWith("zz.csv: ", Assert.Single((await shop.Schedules.HistoryAsync(id, 0, 10, Cancellation)).Items).Run.Reason, StringComparison.Ordinal);

        // Nothing new is no news of the bad file: its reason stays to be seen until files come in whole.
        Assert.Equal(ScheduleOutcome.NothingNew, (await shop.RunAsync(id)).Outcome);
        Assert.Equal((ScheduleOutcome.Failed, 0, first.Reason), ((await shop.FindAsync(id)).LastOutcome, (await shop.FindAsync(id)).Failures, (await shop.FindAsync(id)).LastReason));
        shop.Drop("b.csv", 2);
        Assert.Equal(ScheduleOutcome.Imported, (await shop.RunAsync(id)).Outcome);
        Assert.Null((await shop.FindAsync(id)).LastReason);
        Assert.Single(await shop.ImportsAsync(), i => i.FileName == "zz.csv");

        Assert.Equal(ScheduleOutcome.Failed, (await shop.RunAsync(id, byClock: false)).Outcome);   // a person wants it tried again
        Assert.Equal(ScheduleOutcome.NothingNew, (await shop.RunAsync(id)).Outcome);
        shop.Drop("zz.csv", 3);
        Assert.Equal((ScheduleOutcome.Imported, 1), ((await shop.RunAsync(id)).Outcome, (await shop.ImportsAsync()).Count(i => i.FileName == "zz.csv" && i.Status == ImportStatus.Completed)));
        Assert.Equal(ScheduleOutcome.NothingNew, (await shop.RunAsync(id, byClock: false)).Outcome);
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_yet_never_switches_its_schedule_off()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var id = await shop.AddAsync(shop.Folder());
        shop.Drop("a.csv");
        await using (File.Open(shop.Drop("locked.csv", 2), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            for (var i = 0; i <= ScheduleRunner.MostFailures; i++)
            {
                var run = await shop.RunAsync(id);
                Assert.Equal((ScheduleOutcome.Failed, i == 0 ? 1 : 0, null), (run.Outcome, run.Created, run.RetryAt));
                Assert.StartsWith("locked.csv could not be read", run.Reason, StringComparison.Ordinal);
            }
            Assert.True((await shop.FindAsync(id)).Enabled);
        }
        Assert.Equal((ScheduleOutcome.Imported, 1), ((await shop.RunAsync(id)).Outcome, (await shop.ImportsAsync()).Count(i => i.FileName == "locked.csv")));
    }

    [Fact]
    public async Task Damaged_packed_files_are_refused_each_by_itself_and_once()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var id = await shop.AddAsync(shop.Folder());
        foreach (var name in new[] { "a.csv.gz", "b.csv.gz" })
            await File.WriteAllBytesAsync(Path.Combine(shop.Store.Folder.Inbox, name), [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte)name[0]], Cancellation);
        Assert.Equal(2, (await shop.RunAsync(id)).Imports.Count);
        Assert.Equal(ScheduleOutcome.NothingNew, (await shop.RunAsync(id)).Outcome);
        Assert.Equal(2, (await shop.RunAsync(id, byClock: false)).Imports.Count);
    }

    [Fact]
    public async Task Failures_are_waited_for_longer_and_longer_and_the_fifth_switches_the_schedule_off_with_its_reason()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var folder = Directory.CreateDirectory(Path.Combine(shop.Store.Folder.Inbox, "shop")).FullName;
        var id = await shop.AddAsync(shop.Folder("shop"));
        Directory.Delete(folder);
        foreach (var wait in ScheduleRunner.BackOff)
        {
            var failed = await shop.RunAsync(id);
            Assert.Equal((ScheduleOutcome.Failed, shop.Clock.Now + wait), (failed.Outcome, failed.RetryAt));
            Assert.Null((await shop.RunAsync(id)).Outcome);   // the clock waits …
            shop.Clock.Now += wait;
        }
        Assert.Equal(ScheduleOutcome.Failed, (await shop.RunAsync(id, byClock: false)).Outcome);   // … a person does not, and is not counted
        Assert.Null((await shop.RunAsync(id)).RetryAt);

        var off = await shop.FindAsync(id);
        Assert.True(off.IsGivenUp);
        Assert.Contains("shop", off.LastReason, StringComparison.Ordinal);
        Assert.Null(shop.Schedules.Next(off, TimeZoneInfo.Utc));
        Assert.Null((await shop.RunAsync(id)).Outcome);

        Directory.CreateDirectory(folder);
        await shop.Schedules.SwitchAsync(id, true, Cancellation);
        Assert.Equal(ScheduleOutcome.NothingNew, (await shop.RunAsync(id)).Outcome);
        Assert.Equal((0, true), ((await shop.FindAsync(id)).Failures, (await shop.FindAsync(id)).Enabled));
    }

    [Fact]
    public async Task A_success_in_between_forgets_the_failures()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var folder = Directory.CreateDirectory(Path.Combine(shop.Store.Folder.Inbox, "shop")).FullName;
        var id = await shop.AddAsync(shop.Folder("shop"));
        Directory.Delete(folder);
        await shop.RunAsync(id);
        Assert.Equal(1, (await shop.FindAsync(id)).Failures);
        Directory.CreateDirectory(folder);
        await shop.RunAsync(id, byClock: false);
        Assert.Equal((0, null), ((await shop.FindAsync(id)).Failures, (await shop.FindAsync(id)).RetryAt));
    }

    [Fact]
    public async Task Only_one_run_of_a_schedule_goes_on_at_a_time()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var id = await shop.AddAsync(shop.Folder());
        shop.Drop("a.csv");
        // As another process would hold it.
        using (FileLock.TryTake(shop.Store.Folder.ScheduleLock(id)))
            Assert.Null((await shop.RunAsync(id, byClock: false)).Outcome);
        Assert.Equal(ScheduleOutcome.Imported, (await shop.RunAsync(id)).Outcome);
    }

    [Fact]
    public async Task A_run_that_the_stopping_program_ends_goes_on_with_the_next_and_stays_one_run()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var id = await shop.AddAsync(shop.Folder());
        shop.Write("a.csv", ScheduleShop.Header + string.Concat(Enumerable.Range(1, 5_000).Select(i => $"{i},c{i % 50}@example.com,2024-01-05,{i}\n")));
        shop.Drop("b.csv", 9_999);
        var importer = shop.Store.Get<OrderImporter>();
        var host = shop.Store.Get<IHostApplicationLifetime>();
        (importer.EntriesPerCommit, importer.Committed) = (64, _ => host.StopApplication());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => shop.Runner.RunAsync(id, true, null, host.ApplicationStopping));
        Assert.Equal(ImportStatus.Interrupted, Assert.Single(await shop.ImportsAsync()).Status);

        // What a start of the program does: the import goes on before the schedule does.
        importer.Committed = null;
        await importer.ContinueAsync(Assert.Single(await importer.OpenAsync(Cancellation)).Id, cancellation: Cancellation);
        var rest = await shop.RunAsync(id);
        Assert.Equal((ScheduleOutcome.Imported, 5_001), (rest.Outcome, rest.Created));
        Assert.Equal([("a.csv", ImportStatus.Completed), ("b.csv", ImportStatus.Completed)], (await shop.ImportsAsync()).Select(i => (i.FileName, i.Status)));
        Assert.Equal(2, Assert.Single((await shop.Schedules.HistoryAsync(id, 0, 10, Cancellation)).Items).Imports.Count);
        Assert.Equal(ScheduleOutcome.NothingNew, (await shop.RunAsync(id)).Outcome);
    }

    [Fact]
    public async Task Somebody_may_stop_a_run_and_what_came_in_stays()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var id = await shop.AddAsync(shop.Folder());
        shop.Drop("a.csv");
        using var stop = new CancellationTokenSource();
        shop.Store.Get<OrderImporter>().Committed = _ => stop.Cancel();
        shop.Drop("b.csv", 2);
        Assert.Equal(ScheduleOutcome.Stopped, (await shop.Runner.RunAsync(id, true, null, stop.Token)).Outcome);
        Assert.Equal(ScheduleOutcome.Stopped, (await shop.FindAsync(id)).LastOutcome);
        await using var db = shop.Store.Context();
        Assert.Equal(1, await db.Orders.CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_folder_outside_those_that_may_be_watched_is_refused_however_it_is_named()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var outside = Directory.CreateDirectory(Path.Combine(shop.Store.Folder.Root, "..", Guid.NewGuid().ToString("n"))).FullName;
        try
        {
            var folders = shop.Store.Get<WatchedFolders>();
            Directory.CreateSymbolicLink(Path.Combine(shop.Store.Folder.Inbox, "link"), outside);
            foreach (var location in new[] { outside, "..", "../keys", shop.Store.Folder.Root, "link", "/", "/etc" })
                Assert.Equal(ScheduleReason.FolderNotAllowed, folders.Check(location));
            Assert.Equal(ScheduleReason.NoSuchFolder, folders.Check("nowhere"));
            Assert.Null(folders.Check("."));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public async Task A_file_that_is_a_link_out_of_the_folder_is_not_read()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var id = await shop.AddAsync(shop.Folder());
        var secret = Path.Combine(shop.Store.Folder.Keys, "orders.csv");
        await File.WriteAllTextAsync(secret, ScheduleShop.Header + "1,ada@example.com,2024-01-05,10\n", Cancellation);
        File.CreateSymbolicLink(Path.Combine(shop.Store.Folder.Inbox, "a.csv"), secret);
        shop.Drop("b.csv", 2);
        var result = await shop.RunAsync(id);
        Assert.Equal((ScheduleOutcome.Failed, 1), (result.Outcome, result.Created));
        Assert.StartsWith("a.csv is a link", result.Reason, StringComparison.Ordinal);
        Assert.Equal("b.csv", Assert.Single(await shop.ImportsAsync()).FileName);
    }

    [Fact]
    public async Task The_settings_allow_more_folders_but_never_the_rest_of_the_data_folder()
    {
        var outside = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "dashboard-tests", Guid.NewGuid().ToString("n"))).FullName;
        try
        {
            await using var shop = await ScheduleShop.OpenAsync(new() { WatchedFolders = [outside, Path.GetTempPath()] });
            var folders = shop.Store.Get<WatchedFolders>();
            Assert.Null(folders.Check(outside));
            Assert.Equal(ScheduleReason.FolderNotAllowed, folders.Check(shop.Store.Folder.Uploads));
            Assert.Null(folders.Check(shop.Store.Folder.Inbox));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public async Task Another_mapping_has_every_file_looked_at_anew()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var id = await shop.AddAsync(shop.Folder());
        shop.Drop("a.csv");
        await shop.RunAsync(id);
        await shop.Store.Get<ImportProfiles>().SaveAsync("other", new() { Source = "other", Columns = [new("order_date", OrderField.Date), new("amount", OrderField.Amount)] }, Cancellation);
        await shop.Schedules.SaveAsync(id, shop.Folder() with { Profile = "other" }, Cancellation);
        Assert.Equal(1, (await shop.RunAsync(id)).Created);
    }

    [Fact]
    public async Task A_mapping_saved_anew_has_its_files_imported_once_more_and_the_same_one_does_not()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var profiles = shop.Store.Get<ImportProfiles>();
        var mapping = new OrderMapping { Source = "till", Columns = [new("order_id", OrderField.OrderNumber), new("order_date", OrderField.Date), new("amount", OrderField.Amount)] };
        await profiles.SaveAsync("till", mapping, Cancellation);
        var id = await shop.AddAsync(shop.Folder() with { Profile = "till" });
        shop.Drop("a.csv");
        Assert.Equal((1, 0), await CustomersAfterRunAsync());
        await profiles.SaveAsync("till", mapping, Cancellation);
        Assert.Equal((0, 0), await CustomersAfterRunAsync());

        await profiles.SaveAsync("till", mapping with { Columns = [.. mapping.Columns, new("email", OrderField.Email)] }, Cancellation);
        Assert.Equal((1, 1), await CustomersAfterRunAsync());
        Assert.Equal((0, 1), await CustomersAfterRunAsync());

        async Task<(int Imports, int Customers)> CustomersAfterRunAsync()
        {
            var result = await shop.RunAsync(id);
            await using var db = shop.Store.Context();
            return (result.Imports.Count, await db.Customers.CountAsync(Cancellation));
        }
    }

    [Fact]
    public async Task A_removed_schedule_can_be_brought_back_until_it_is_forgotten()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var id = await shop.AddAsync(shop.Folder());
        shop.Drop("a.csv");
        await shop.RunAsync(id);
        await shop.Schedules.RemoveAsync(id, Cancellation);
        Assert.Empty(await shop.Schedules.ListAsync(Cancellation));
        Assert.Null((await shop.RunAsync(id, byClock: false)).Outcome);
        Assert.True(await shop.Schedules.RestoreAsync(id, Cancellation));
        Assert.Equal(ScheduleOutcome.NothingNew, (await shop.RunAsync(id)).Outcome);

        await shop.Schedules.RemoveAsync(id, Cancellation);
        var other = await shop.AddAsync(shop.Folder());
        Assert.False(await shop.Schedules.RestoreAsync(id, Cancellation));
        shop.Clock.Now += TimeSpan.FromDays(RemovedSchedules<ImportSchedule>.KeptDays + 1);
        await shop.Store.Get<Housekeeper>().RunAsync(null, Cancellation);
        Assert.False(await shop.Schedules.RestoreAsync(id, Cancellation));
        Assert.Equal(other, Assert.Single(await shop.Schedules.ListAsync(Cancellation)).Id);
        Assert.Single(await shop.ImportsAsync());
    }
}
