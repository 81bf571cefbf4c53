using System.Globalization;
using System.Text;
using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Dashboard.Core.Tests.Imports;

public sealed class InterruptedImportTests
{
    private sealed class PulledPlug : Exception;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string OrdersFile(int rows)
    {
        var text = new StringBuilder("customer_id,date,amount,country\n");
        for (var i = 0; i < rows; i++)
            text.Append(CultureInfo.InvariantCulture, $"c{i * 7919 % 311},2024-05-{1 + (i % 3):00},{(i % 50 == 7 ? "x" : i % 90 - 5)},C{i % 5}\n");
        return text.ToString();
    }

    private static string LinesFile(int rows)
    {
        var text = new StringBuilder("order_id,sku,quantity,unit_price,date,customer_id\n");
        for (var i = 0; i < rows; i++)
        {
            var order = i * 7919 % (rows / 4);
            text.Append(CultureInfo.InvariantCulture, $"{order},S{i % 17},{(i % 40 == 3 ? -1 : 2)},{(i % 501 == 5 ? "x" : "1.25")},2024-05-01,c{order % 97}\n");
        }
        return text.ToString();
    }

    private static async Task<(string Dump, ImportResult Result)> Finish(TestStore store, string path)
    {
        var importer = store.Get<OrderImporter>();
        importer.EntriesPerCommit = 64;
        var result = await importer.ImportAsync(new(path), cancellation: Cancellation);
        Assert.Null(result.Error);
        return (await Dump(store), result);
    }

    private static async Task<string> Dump(TestStore store)
    {
        await using var db = store.Context();
        var lines = new List<string>();
        foreach (var o in await db.Orders.OrderBy(o => o.Id).ToListAsync(Cancellation)) lines.Add(string.Create(CultureInfo.InvariantCulture, $"{o.Id} {o.ExternalId} {o.CustomerId} {o.Day} {o.Subtotal} {o.Items} {o.CountryId} {o.ContentHash}"));
        foreach (var r in await db.Refunds.OrderBy(r => r.Id).ToListAsync(Cancellation)) lines.Add(string.Create(CultureInfo.InvariantCulture, $"{r.Id} {r.ExternalId} {r.CustomerId} {r.OrderId} {r.Amount} {r.ContentHash}"));
        foreach (var l in await db.OrderLines.OrderBy(l => l.Id).ToListAsync(Cancellation)) lines.Add(string.Create(CultureInfo.InvariantCulture, $"{l.Id} {l.OrderId} {l.ProductId} {l.Quantity} {l.Amount}"));
        foreach (var l in await db.RefundLines.OrderBy(l => l.Id).ToListAsync(Cancellation)) lines.Add(string.Create(CultureInfo.InvariantCulture, $"{l.Id} {l.RefundId} {l.ProductId} {l.Quantity} {l.Amount}"));
        foreach (var c in await db.CustomerIdentities.OrderBy(c => c.Id).ToListAsync(Cancellation)) lines.Add(string.Create(CultureInfo.InvariantCulture, $"{c.Id} {c.CustomerId} {c.Value}"));
        foreach (var r in await db.RejectedRows.OrderBy(r => r.Id).ToListAsync(Cancellation)) lines.Add(string.Create(CultureInfo.InvariantCulture, $"{r.Line} {r.Column} {r.Value} {r.Reason} {r.Fields}"));
        return string.Join('\n', lines);
    }

    private static (long, long, long, long, long, long, long, long, long) Counts(ImportResult r) =>
        (r.Rows, r.Created, r.Changed, r.Unchanged, r.Rejected, r.Orders, r.Refunds, r.Customers, r.AnonymousOrders);

    /// <summary>The store's files as they lay on disk at some commit are what a killed process leaves.</summary>
    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 5)]
    [InlineData(true, 1)]
    [InlineData(true, 4)]
    public async Task A_killed_import_goes_on_and_ends_with_the_same_store_and_counts(bool lines, int commits)
    {
        await using var whole = new TestStore();
        await whole.MigrateAsync();
        var path = Path.Combine(whole.Folder.Root, "orders.csv");
        await File.WriteAllTextAsync(path, lines ? LinesFile(24_000) : OrdersFile(10_000), Cancellation);
        var expected = await Finish(whole, path);
        Assert.True(expected.Result.Rejected > 0 && expected.Result.Refunds > 0);

        await using var killed = new TestStore();
        await killed.MigrateAsync();
        await using var revived = new TestStore();
        var importer = killed.Get<OrderImporter>();
        importer.EntriesPerCommit = 64;
        var seen = 0;
        importer.Committed = _ =>
        {
            if (++seen != commits) return;
            foreach (var file in Directory.GetFiles(killed.Folder.Root, "shop.db*")) File.Copy(file, Path.Combine(revived.Folder.Root, Path.GetFileName(file)));
            throw new PulledPlug();
        };
        await Assert.ThrowsAsync<PulledPlug>(() => importer.ImportAsync(new(path), cancellation: Cancellation));
        await revived.MigrateAsync();
        var history = await revived.Get<ImportHistory>().ReadAsync(0, 1, Cancellation);
        Assert.Equal(ImportStatus.Interrupted, history.Items[0].Import.Status);
        Assert.InRange(history.Items[0].Import.Rows, 1, expected.Result.Rows - 1);
        Assert.True(history.Items[0].Import.Milliseconds > 0);

        var open = Assert.Single(await revived.Get<OrderImporter>().OpenAsync(Cancellation));
        var resumed = await revived.Get<OrderImporter>().ContinueAsync(open.Id, cancellation: Cancellation);
        Assert.Equal((ImportStatus.Completed, Counts(expected.Result)), (resumed.Status, Counts(resumed)));
        Assert.Equal(expected.Dump, await Dump(revived));
        await using var db = revived.Context();
        Assert.Equal(1, await db.Imports.CountAsync(Cancellation));
    }

    [Fact]
    public async Task An_import_that_the_stopping_program_ends_goes_on_at_the_next_start()
    {
        await using var store = new TestStore();
        await store.MigrateAsync();
        var path = Path.Combine(store.Folder.Root, "orders.csv");
        await File.WriteAllTextAsync(path, OrdersFile(10_000), Cancellation);
        var importer = store.Get<OrderImporter>();
        importer.EntriesPerCommit = 64;
        var host = store.Get<IHostApplicationLifetime>();
        importer.Committed = _ => host.StopApplication();
        var stopped = await importer.ImportAsync(new(path), cancellation: host.ApplicationStopping);
        Assert.Equal(ImportStatus.Interrupted, stopped.Status);

        importer.Committed = null;
        var open = Assert.Single(await importer.OpenAsync(Cancellation));
        var resumed = await importer.ContinueAsync(open.Id, cancellation: Cancellation);
        Assert.Equal(ImportStatus.Completed, resumed.Status);
        Assert.True(resumed.Rows > stopped.Rows);
    }

    [Fact]
    public async Task A_cancelled_import_keeps_what_was_committed_and_the_next_one_adds_the_rest()
    {
        await using var store = new TestStore();
        await store.MigrateAsync();
        var path = Path.Combine(store.Folder.Root, "orders.csv");
        await File.WriteAllTextAsync(path, OrdersFile(40_000), Cancellation);
        using var stop = new CancellationTokenSource();
        var importer = store.Get<OrderImporter>();
        importer.EntriesPerCommit = 64;
        importer.Committed = _ => stop.Cancel();
        var result = await importer.ImportAsync(new(path), cancellation: stop.Token);
        Assert.Equal(ImportStatus.Cancelled, result.Status);
        await using (var db = store.Context())
            Assert.Equal(result.Orders, await db.Orders.LongCountAsync(Cancellation));
        importer.Committed = null;
        var rest = await importer.ImportAsync(new(path), cancellation: Cancellation);
        Assert.Equal((40_000, result.Created), (rest.Rows, rest.Unchanged));
        Assert.Equal(ImportStatus.Completed, rest.Status);
    }

    [Fact]
    public async Task A_cancelled_import_goes_on_where_it_stopped_when_asked_by_its_number()
    {
        await using var store = new TestStore();
        await store.MigrateAsync();
        var own = Directory.CreateDirectory(Path.Combine(store.Folder.Uploads, Guid.NewGuid().ToString("n"))).FullName;
        var path = Path.Combine(own, "orders.csv");
        await File.WriteAllTextAsync(path, OrdersFile(40_000), Cancellation);
        using var stop = new CancellationTokenSource();
        var importer = store.Get<OrderImporter>();
        importer.EntriesPerCommit = 64;
        importer.Committed = _ => stop.Cancel();
        var stopped = await importer.ImportAsync(new(path), cancellation: stop.Token);
        var entry = await store.Get<ImportHistory>().FindAsync(stopped.ImportId!.Value, Cancellation);
        Assert.True(entry!.CanResume);
        Assert.Equal(stopped.Rows, entry.Import.Rows);
        Assert.True(entry.Import.Milliseconds > 0);

        importer.Committed = null;
        var rest = await importer.ImportAsync(new(path) { ResumeId = stopped.ImportId }, cancellation: Cancellation);
        Assert.Equal((ImportStatus.Completed, stopped.ImportId, 40_000, 0), (rest.Status, rest.ImportId, rest.Rows, rest.Unchanged));
        Assert.False((await store.Get<ImportHistory>().FindAsync(stopped.ImportId.Value, Cancellation))!.CanResume);
        Assert.False(Directory.Exists(own));
    }

    [Fact]
    public async Task Lines_that_are_put_together_are_told_as_rows_read_before_any_is_written()
    {
        await using var store = new TestStore();
        await store.MigrateAsync();
        var path = Path.Combine(store.Folder.Root, "orders.csv");
        await File.WriteAllTextAsync(path, LinesFile(400_000), Cancellation);
        var told = new KeptProgress();
        var result = await store.Get<OrderImporter>().ImportAsync(new(path), told, Cancellation);
        Assert.All(told.Kept, p => Assert.Equal(result.ImportId, p.ImportId));
        Assert.Contains(told.Kept, p => p is { Step: ImportStep.Reading, Rows: 0, RowsRead: > 0 });
    }

    private sealed class KeptProgress : IProgress<ImportProgress>
    {
        public List<ImportProgress> Kept { get; } = [];

        public void Report(ImportProgress value)
        {
            lock (Kept) Kept.Add(value);
        }
    }
}
