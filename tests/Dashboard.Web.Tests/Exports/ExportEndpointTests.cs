using System.Net;
using System.Security.Cryptography;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Exports;
using Dashboard.Core.Imports;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Exports;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Exports;

public sealed class ExportEndpointTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_comes_down_to_its_maker_with_the_checksum_of_the_history()
    {
        await using var server = await ShopAsync();
        using var manager = await server.SignedInAsync(Roles.Manager);
        var export = await ExportAsync(server, await LastUserAsync(server), masked: false);
        var answer = await manager.OpenAsync(ExportEndpoints.FileAt(export.Id));
        Assert.Equal((HttpStatusCode.OK, "text/csv", "attachment"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.DispositionType));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var file = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal("name\r\nAda Lovelace\r\n"u8, file);
        Assert.Equal(export.Hash, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    [Fact]
    public async Task Nobody_else_gets_it_whatever_their_role()
    {
        await using var server = await ShopAsync();
        using var maker = await server.SignedInAsync(Roles.Manager);
        var file = ExportEndpoints.FileAt((await ExportAsync(server, await LastUserAsync(server), masked: false)).Id);
        foreach (var roles in new[] { new[] { Roles.Manager }, [Roles.Marketer], [Roles.Admin], Roles.All.ToArray() })
        {
            using var other = await server.SignedInAsync(roles);
            Assert.NotEqual(HttpStatusCode.OK, (await other.OpenAsync(file)).StatusCode);
        }
        using var stranger = server.Browser();
        Assert.NotEqual(HttpStatusCode.OK, (await stranger.OpenAsync(file)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await maker.OpenAsync(ExportEndpoints.FileAt(4711))).StatusCode);
    }

    [Fact]
    public async Task A_marketer_gets_the_masked_file_and_not_one_with_personal_data_made_before()
    {
        await using var server = await ShopAsync();
        using var marketer = await server.SignedInAsync(Roles.Marketer);
        var user = await LastUserAsync(server);
        Assert.Contains("A*** L***", await (await marketer.OpenAsync(ExportEndpoints.FileAt((await ExportAsync(server, user, masked: true)).Id))).TextAsync(), StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, (await marketer.OpenAsync(ExportEndpoints.FileAt((await ExportAsync(server, user, masked: false)).Id))).StatusCode);
    }

    [Fact]
    public async Task So_it_is_with_figures_which_may_hold_the_texts_of_notes()
    {
        await using var server = await ShopAsync();
        using var marketer = await server.SignedInAsync(Roles.Marketer);
        var (user, files) = (await LastUserAsync(server), server.Services.GetRequiredService<FigureFiles>());
        foreach (var masked in new[] { true, false })
        {
            var table = new FigureTable("changes", "Note").Add("wants tea");
            var export = await files.AskAsync(new(user, ExportOrigin.Figures, "Changes", table, ExportFormat.Csv) { IsMasked = masked }, Cancellation);
            await files.KeepAsync(export, table);
            Assert.Equal(masked, (await marketer.OpenAsync(ExportEndpoints.FileAt(export.Id))).StatusCode == HttpStatusCode.OK);
        }
    }

    private static async Task<TestServer> ShopAsync()
    {
        var server = await TestServer.StartAsync();
        var path = Path.Combine(server.Services.GetRequiredService<Core.Data.DataFolder>().Root, "orders.csv");
        await File.WriteAllTextAsync(path, "order_id,customer_id,customer_name,order_date,amount\n1,A1,Ada Lovelace,2024-01-05,10\n", Cancellation);
        Assert.True((await server.Services.GetRequiredService<OrderImporter>().ImportAsync(new(path), cancellation: Cancellation)).IsCompleted);
        await server.Services.GetRequiredService<SnapshotService>().RefreshAsync(null, Cancellation);
        return server;
    }

    private static async Task<int> LastUserAsync(TestServer server) => (await server.Services.GetRequiredService<UserAccounts>().ListAsync(Cancellation)).Max(u => u.Id);

    private static async Task<Export> ExportAsync(TestServer server, int user, bool masked)
    {
        var (work, facts) = (server.Services.GetRequiredService<ExportWork>(), server.Services.GetRequiredService<SnapshotService>().Current);
        var request = new ExportRequest(facts, CustomerSet.Everybody(facts.CustomerCount), new(ExportFormat.Csv, ["name"])) { UserId = user, IsMasked = masked, Purpose = null };
        return (await work.RunAsync(await work.AskAsync(request, Cancellation), null, Cancellation))!;
    }
}
