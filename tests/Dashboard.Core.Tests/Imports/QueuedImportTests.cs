using Dashboard.Core.Imports;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Imports;

public sealed class QueuedImportTests : IAsyncLifetime
{
    private readonly TestStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private OrderImporter Importer => _store.Get<OrderImporter>();

    public ValueTask InitializeAsync() => _store.MigrateAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private string Upload(string text = "order_id,email,order_date,amount\n1,ada@example.com,2024-01-05,10\n")
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_store.Folder.Uploads, Guid.NewGuid().ToString("n"))).FullName, "orders.csv");
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public async Task A_queued_import_outlives_the_process_that_was_asked_for_it()
    {
        var path = Upload();
        var id = await Importer.QueueAsync(new(path) { UserId = 7 }, Cancellation);
        Assert.Equal(ImportStatus.Queued, (await _store.Get<ImportHistory>().FindAsync(id, Cancellation))!.Import.Status);
        Assert.Equal(new OpenImport(id, "orders.csv", null), Assert.Single(await Importer.OpenAsync(Cancellation)));

        var result = await Importer.ContinueAsync(id, cancellation: Cancellation);
        Assert.Equal((ImportStatus.Completed, id, 1), (result.Status, result.ImportId, result.Created));
        Assert.Equal(7, (await _store.Get<ImportHistory>().FindAsync(id, Cancellation))!.Import.UserId);
        Assert.False(File.Exists(path));
        Assert.Empty(await Importer.OpenAsync(Cancellation));
    }

    [Fact]
    public async Task Running_it_again_reports_what_came_of_it_and_imports_nothing()
    {
        var id = await Importer.QueueAsync(new(Upload()), Cancellation);
        var first = await Importer.ContinueAsync(id, cancellation: Cancellation);
        var second = await Importer.ContinueAsync(id, cancellation: Cancellation);
        Assert.Equal((first.Status, first.Rows, first.Created), (second.Status, second.Rows, second.Created));
        await using var db = _store.Context();
        Assert.Equal(1, await db.Imports.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Stopped_before_its_turn_it_waits_no_more_until_it_is_let_go_on()
    {
        var id = await Importer.QueueAsync(new(Upload()), Cancellation);
        await Importer.DropAsync(id);
        Assert.Empty(await Importer.OpenAsync(Cancellation));
        Assert.Equal(ImportStatus.Cancelled, (await Importer.ContinueAsync(id, cancellation: Cancellation)).Status);
        Assert.True((await _store.Get<ImportHistory>().FindAsync(id, Cancellation))!.CanResume);
        await Importer.ReopenAsync(id, Cancellation);
        Assert.Equal((ImportStatus.Completed, 1), ((await Importer.ContinueAsync(id, cancellation: Cancellation)) is var rest ? rest.Status : default, rest.Created));
    }

    [Fact]
    public async Task A_file_that_is_no_order_file_fails_the_import_that_was_queued()
    {
        var id = await Importer.QueueAsync(new(Upload("colour,size\nred,1\nblue,2\n")), Cancellation);
        var result = await Importer.ContinueAsync(id, cancellation: Cancellation);
        Assert.Equal((ImportStatus.Failed, id), (result.Status, result.ImportId));
        Assert.NotNull((await _store.Get<ImportHistory>().FindAsync(id, Cancellation))!.Import.Error);
    }

    [Fact]
    public async Task A_queued_file_that_is_gone_says_so()
    {
        var path = Upload();
        var id = await Importer.QueueAsync(new(path), Cancellation);
        File.Delete(path);
        Assert.Contains("orders.csv", (await Importer.ContinueAsync(id, cancellation: Cancellation)).Error, StringComparison.Ordinal);
        Assert.Empty(await Importer.OpenAsync(Cancellation));
    }
}
