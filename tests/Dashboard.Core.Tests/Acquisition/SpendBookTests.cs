using System.IO.Compression;
using System.Text;
using Dashboard.Analytics.Acquisition;
using Dashboard.Core.Acquisition;
using Dashboard.Core.Housekeeping;
using Dashboard.Core.Money;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Acquisition;

public sealed class SpendBookTests : IAsyncLifetime
{
    private static readonly DateOnly January = new(2026, 1, 1);
    private static readonly DateOnly February = new(2026, 2, 1);

    private readonly TestStore _store = new();
    private int _person;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SpendBook Book => _store.Get<SpendBook>();

    public async ValueTask InitializeAsync()
    {
        await _store.MigrateAsync();
        await using var db = _store.Context();
        var person = new DashboardUser { UserName = "a@example.com", Email = "a@example.com" };
        db.Add(person);
        await db.SaveChangesAsync(Cancellation);
        _person = person.Id;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_month_of_a_channel_given_again_is_replaced_whatever_its_capitals()
    {
        Assert.Equal(0, await SaveAsync(new("Google", new(2026, 1, 17), 10_000, "USD"), new("mail", January, 500, "USD")));
        Assert.Equal(1, await SaveAsync(new("google", January, 12_000, "EUR"), new("mail", January, 500, "USD")));
        Assert.Equal([("Google", January, 12_000L, "EUR"), ("mail", January, 500, "USD")], await RowsAsync());
    }

    [Fact]
    public async Task What_was_removed_counts_no_more_and_can_be_brought_back_until_it_is_given_anew()
    {
        await SaveAsync(new SpendEntry("mail", January, 500, "USD"));
        var id = (await Book.ListAsync(Cancellation))[0].Id;
        var removal = (await Book.RemoveAsync(id, _person, Cancellation))!.Value;
        Assert.Empty(await RowsAsync());
        Assert.Null(await Book.RemoveAsync(id, _person, Cancellation));
        Assert.Null(await Book.UndoAsync(removal, _person, Cancellation));
        Assert.Equal([("mail", January, 500L, "USD")], await RowsAsync());
        removal = (await Book.RemoveAsync(id, _person, Cancellation))!.Value;
        Assert.Equal(0, await SaveAsync(new SpendEntry("mail", January, 700, "USD")));
        Assert.Equal(SpendUndoReason.ChangedSince, await Book.UndoAsync(removal, _person, Cancellation));
        Assert.Equal([("mail", January, 700L, "USD")], await RowsAsync());
    }

    [Fact]
    public async Task A_file_is_undone_as_a_whole_and_only_once()
    {
        await SaveAsync(new("mail", January, 500, "USD"), new("mail", February, 600, "USD"));
        var import = await ImportAsync("Month,Channel,Spend,Currency\n2026-01,MAIL,7.50,EUR\n2026-02,mail,6,USD\n2026-01,google,100,USD\n");
        Assert.Equal((3, 1), (import.Saved, import.Replaced));
        var entry = (await Book.HistoryAsync(10, Cancellation))[0];
        Assert.Equal((import.Change, "spend.csv", 2, true), (entry.Change.Id, entry.Change.FileName, entry.Change.Months, entry.IsUndoable));
        Assert.Null(await Book.UndoAsync(import.Change!.Value, _person, Cancellation));
        Assert.Equal([("mail", January, 500L, "USD"), ("mail", February, 600, "USD")], await RowsAsync());
        Assert.Equal(SpendUndoReason.NotUndoable, await Book.UndoAsync(import.Change.Value, _person, Cancellation));
        Assert.False((await Book.HistoryAsync(10, Cancellation))[0].IsUndoable);
        Assert.Null((await ImportAsync("Month,Channel,Spend\n2026-01,mail,5\n")).Change);
    }

    [Fact]
    public async Task A_change_is_not_undone_before_later_ones_that_led_back_to_it()
    {
        int[] changes = [await TypeAsync(500), await TypeAsync(700), await TypeAsync(900), await TypeAsync(700)];
        Assert.Equal(SpendUndoReason.ChangedSince, await Book.UndoAsync(changes[1], _person, Cancellation));
        Assert.Equal([("mail", January, 700L, "USD")], await RowsAsync());
        foreach (var change in changes.Reverse()) Assert.Null(await Book.UndoAsync(change, _person, Cancellation));
        Assert.Empty(await RowsAsync());

        async Task<int> TypeAsync(long amount) => (await Book.SaveAsync([new("mail", January, amount, "USD")], _person, Cancellation)).Change!.Value;
    }

    [Fact]
    public async Task A_file_of_which_one_month_was_changed_since_is_not_undone_in_parts_until_that_is_undone()
    {
        var import = await ImportAsync("Month,Channel,Spend\n2026-01,mail,5\n2026-02,mail,6\n");
        var typed = (await Book.SaveAsync([new("Mail", February, 900, "USD")], _person, Cancellation)).Change!.Value;
        Assert.Equal(SpendUndoReason.ChangedSince, await Book.UndoAsync(import.Change!.Value, _person, Cancellation));
        Assert.Equal([("mail", January, 500L, "USD"), ("mail", February, 900, "USD")], await RowsAsync());
        Assert.Null(await Book.UndoAsync(typed, _person, Cancellation));
        Assert.Null(await Book.UndoAsync(import.Change.Value, _person, Cancellation));
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task A_change_can_be_undone_for_thirty_days_and_is_forgotten_then()
    {
        await SaveAsync(new SpendEntry("mail", January, 500, "USD"));
        var change = (await Book.HistoryAsync(10, Cancellation))[0];
        Assert.Equal(("mail", January, null, 500L), (change.Only!.Channel, change.Only.Month, change.Only.Before, change.Only.After));
        await using (var db = _store.Context())
            await db.SpendChanges.ExecuteUpdateAsync(u => u.SetProperty(c => c.DoneAt, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-SpendChange.UndoDays - 1)), Cancellation);
        Assert.False((await Book.HistoryAsync(10, Cancellation))[0].IsUndoable);
        Assert.Equal(SpendUndoReason.NotUndoable, await Book.UndoAsync(change.Change.Id, _person, Cancellation));
        await _store.Get<IEnumerable<IChore>>().OfType<RemovedSpend>().Single().RunAsync(Cancellation);
        await using var left = _store.Context();
        Assert.Empty(await left.SpendChanges.ToListAsync(Cancellation));
        Assert.Empty(await left.ChangedSpend.ToListAsync(Cancellation));
        Assert.Equal([("mail", January, 500L, "USD")], await RowsAsync());
    }

    [Fact]
    public async Task Who_changed_it_and_when_is_kept_without_the_account_too()
    {
        await SaveAsync(new SpendEntry("mail", January, 500, "USD"));
        Assert.Equal(_person, (await Book.ListAsync(Cancellation))[0].ChangedById);
        await using var db = _store.Context();
        await db.Users.ExecuteDeleteAsync(Cancellation);
        Assert.Null((await Book.ListAsync(Cancellation))[0].ChangedById);
    }

    [Fact]
    public async Task A_file_replaces_its_months_and_leaves_the_others()
    {
        await SaveAsync(new("mail", January, 500, "USD"), new("mail", February, 600, "USD"));
        var import = await ImportAsync("Month,Channel,Spend\n2026-01,mail,7.50\n2026-01,google,100\n");
        Assert.Equal((2, 1, 0), (import.Saved, import.Replaced, import.Rejected.Count));
        Assert.Equal([("google", January, 10_000L, "USD"), ("mail", January, 750, "USD"), ("mail", February, 600, "USD")], await RowsAsync());
        import = await ImportAsync("Month,Channel,Spend\n2026-01,mail,7.50\n2026-01,google,100\n");
        Assert.Equal((2, 0), (import.Saved, import.Replaced));
        Assert.Equal(3, (await RowsAsync()).Count);
    }

    [Fact]
    public async Task Days_and_campaigns_of_one_month_and_channel_add_up_within_a_file()
    {
        var import = await ImportAsync("\"Day\";\"Campaign\";\"Platform\";\"Amount spent (EUR)\"\n31.01.2026;a;Google;1.234,50\n01.01.2026;b;GOOGLE;0,25\n28.02.2026;a;Google;10\n");
        Assert.Equal((2, 0), (import.Saved, import.Rejected.Count));
        Assert.Equal([("Google", January, 123_475L, "EUR"), ("Google", February, 1_000, "EUR")], await RowsAsync());
    }

    [Fact]
    public async Task Lines_that_say_nothing_sure_are_named_with_their_reason_and_the_others_taken()
    {
        var import = await ImportAsync("""
            month,channel,spend,currency
            2026-01,mail,5,
            2026-13,mail,5,USD
            2026-01,,5,USD
            2026-02,mail,much,USD
            2026-02,mail,-5,USD

            2026-02,mail,5,XXQ
            2026-01,mail,6,eur
            2026-02,mail
            2026-02,"mail,5,USD
            Jan 2026,shop,7,jpy
            """);
        Assert.Equal(
            [
                new(3, SpendReason.NotAMonth), new(4, SpendReason.NoChannel), new(5, SpendReason.NotAnAmount), new(6, SpendReason.NotAnAmount), new(8, SpendReason.UnknownCurrency),
                new(9, SpendReason.OtherCurrency), new(10, SpendReason.BrokenLine), new RejectedSpend(11, SpendReason.BrokenLine),
            ],
            import.Rejected);
        Assert.Equal([("mail", January, 500L, "USD"), ("shop", January, 7, "JPY")], await RowsAsync());
    }

    [Fact]
    public async Task Without_names_the_columns_are_month_channel_and_spend_and_anything_else_is_refused()
    {
        Assert.Equal(1, (await ImportAsync("2026-01\tmail\t5\n")).Saved);
        Assert.Equal([new RejectedSpend(1, SpendReason.NoColumns)], (await ImportAsync("order,amount,note\n1,2,3\n")).Rejected);
        Assert.Equal([new RejectedSpend(1, SpendReason.NoColumns)], (await ImportAsync("")).Rejected);
        Assert.Equal([("mail", January, 500L, "USD")], await RowsAsync());
    }

    [Fact]
    public async Task A_packed_file_is_read_and_a_damaged_one_changes_nothing()
    {
        using var packed = new MemoryStream();
        await using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await zip.WriteAsync(Encoding.UTF8.GetBytes("month,channel,spend\n2026-01,mail,5\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"2026-01,c{i * 7919 % 5000},{i}\n"))), Cancellation);
        await Assert.ThrowsAnyAsync<InvalidDataException>(() => ImportAsync(packed.ToArray()[..^2_000]));
        Assert.Empty(await RowsAsync());
        Assert.Equal(5_001, (await ImportAsync(packed.ToArray())).Saved);
    }

    [Fact]
    public async Task Other_currencies_count_at_the_rate_of_the_months_last_day_and_lack_one_until_it_is_given()
    {
        await SaveAsync(new("mail", January, 1_000, "EUR"), new("shop", January, 1_000, "USD"));
        var report = await Book.ReportAsync(_store.Get<SnapshotService>().Current, null, null, Cancellation);
        Assert.Equal([("mail", null), ("shop", 10.0)], report.Cells.Select(c => (c.Channel, c.Spend)));
        Assert.Equal(AcquisitionGap.NoRate, report.Channels[0].Row.CostGap);
        Assert.Null(_store.Get<ExchangeRates>().RateOn("EUR", January));
        await _store.Get<ExchangeRates>().SaveAsync([new(January, "EUR", 2), new(new(2026, 1, 31), "EUR", 1.5), new(February, "EUR", 3)], cancellation: Cancellation);
        Assert.Equal(15, (await Book.ReportAsync(_store.Get<SnapshotService>().Current, null, null, Cancellation)).Cells[0].Spend);
    }

    private async Task<int> SaveAsync(params SpendEntry[] entries) => (await Book.SaveAsync(entries, _person, Cancellation)).Replaced;

    private async Task<List<(string, DateOnly, long, string)>> RowsAsync() =>
        [.. (await Book.ListAsync(Cancellation)).OrderBy(s => s.Month).ThenBy(s => s.Channel, StringComparer.Ordinal).Select(s => (s.Channel, s.Month, s.Amount, s.Currency))];

    private Task<SpendImport> ImportAsync(string text) => ImportAsync(Encoding.UTF8.GetBytes(text));

    private async Task<SpendImport> ImportAsync(byte[] content)
    {
        var path = Path.Combine(_store.Folder.Root, "spend.csv");
        await File.WriteAllBytesAsync(path, content, Cancellation);
        return await Book.ImportAsync(path, "spend.csv", _person, Cancellation);
    }
}
