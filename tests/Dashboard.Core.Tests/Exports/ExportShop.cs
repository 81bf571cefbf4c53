using System.Text;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Exports;
using Dashboard.Core.Tests.Customers;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Exports;

/// <summary>Three buyers, one of them with a hostile name, and somebody who has not bought, with their consents.</summary>
internal sealed class ExportShop : IAsyncDisposable
{
    private readonly CustomerShop _shop;

    private ExportShop(CustomerShop shop, CustomerFacts facts) => (_shop, Facts) = (shop, facts);

    public CustomerFacts Facts { get; }

    public CustomerSet Everybody => CustomerSet.Everybody(Facts.CustomerCount);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Ada and Ben may be mailed; Cleo took her word back, and of Dan there is no address.</summary>
    /// <param name="attributes">Free attributes of Ada.</param>
    public static async Task<ExportShop> OpenAsync(string? attributes = null)
    {
        var shop = await CustomerShop.OpenAsync();
        var ada = await shop.AddAsync("Ada Lovelace", "ada@example.com", "C1", "+4790000001", 3, "2024-01-05", "2024-03-01");
        var ben = await shop.AddAsync("=cmd|'/c calc'!A1", "ben@example.com", "C2", null, 4, "2024-02-01");
        var cleo = await shop.AddAsync("Cleo, \"the\" Great", "cleo@example.com", null, null, 3, "2023-06-01");
        var dan = await shop.AddAsync("Dan", null, "dan@example.com");
        Consent Word(long customer, bool granted, int day) => new() { CustomerId = customer, Purpose = "email", Granted = granted, SourceId = 1, RecordedAt = new(2024, 1, day) };
        await shop.ChangeAsync(db => db.Consents.AddRange(Word(ada, true, 1), Word(ben, false, 1), Word(ben, true, 2), Word(cleo, true, 1), Word(cleo, false, 2), Word(dan, true, 1)));
        if (attributes is not null) await shop.ChangeAsync(db => db.Customers.AsTracking().Single(c => c.Id == ada).Attributes = attributes);
        return new(shop, await shop.FactsAsync());
    }

    public T Get<T>() where T : notnull => _shop.Get<T>();

    public Task ChangeAsync(Action<Core.Data.DashboardDbContext> change) => _shop.ChangeAsync(change);

    public ExportRequest Request(ExportFormat format, params string[] columns) => new(Facts, Everybody, new(format, columns)) { Purpose = null };

    /// <summary>Does the export and gives its history and its file.</summary>
    public async Task<(Export Export, byte[] File)> ExportAsync(ExportRequest request)
    {
        var work = Get<ExportWork>();
        var export = await work.RunAsync(await work.AskAsync(request, Cancellation), null, Cancellation);
        Assert.Equal(ExportStatus.Finished, export!.Status);
        return (export, await File.ReadAllBytesAsync(Get<ExportHistory>().FileOf(export)!, Cancellation));
    }

    public async Task<string[]> LinesAsync(ExportRequest request) => Encoding.UTF8.GetString((await ExportAsync(request)).File).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    public ValueTask DisposeAsync() => _shop.DisposeAsync();
}
