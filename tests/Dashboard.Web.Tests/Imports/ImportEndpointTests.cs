using System.Net;
using System.Text.Json;
using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Imports;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Imports;

public sealed class ImportEndpointTests
{
    private static readonly string Orders = "order_id,email,order_date,amount\n2,ben@example.com,not a date,20\n" + string.Concat(Enumerable.Range(3, 10).Select(i => $"{i},ada@example.com,2024-01-05,10\n"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_goes_up_as_it_is_and_keeps_its_name()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = await server.SignedInAsync(Roles.Manager);
        var answer = await UploadAsync(browser, "Bestellungen März.csv", Orders);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var upload = server.Services.GetRequiredService<UploadStore>().Find(await IdOf(answer));
        Assert.Equal("Bestellungen März.csv", upload!.FileName);
        Assert.Equal(Orders, await File.ReadAllTextAsync(upload.Path, Cancellation));
    }

    [Fact]
    public async Task Only_who_may_import_uploads_and_downloads()
    {
        await using var server = await TestServer.StartAsync();
        using var marketer = await server.SignedInAsync(Roles.Marketer);
        Assert.NotEqual(HttpStatusCode.OK, (await UploadAsync(marketer, "orders.csv", Orders)).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await marketer.OpenAsync("/imports/1/rejected.csv")).StatusCode);
        using var stranger = server.Browser();
        Assert.NotEqual(HttpStatusCode.OK, (await UploadAsync(stranger, "orders.csv", Orders)).StatusCode);
        Assert.Empty(Directory.GetFileSystemEntries(server.Services.GetRequiredService<Core.Data.DataFolder>().Uploads));
    }

    [Fact]
    public async Task Another_sites_page_cannot_upload()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = await server.SignedInAsync(Roles.Manager);
        Assert.Equal(HttpStatusCode.Forbidden, (await UploadAsync(browser, "orders.csv", Orders, origin: "https://evil.example")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync(browser, null, Orders)).StatusCode);
    }

    [Fact]
    public async Task A_file_above_the_limit_is_refused_and_leaves_nothing()
    {
        await using var server = await TestServer.StartAsync(("Dashboard:Limits:UploadMegabytes", "1"));
        using var browser = await server.SignedInAsync(Roles.Manager);
        var answer = await UploadAsync(browser, "orders.csv", new string('x', 1_500_000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Empty(Directory.GetFileSystemEntries(server.Services.GetRequiredService<Core.Data.DataFolder>().Uploads));
    }

    [Fact]
    public async Task An_upload_is_imported_by_a_job_shown_in_the_figures_and_its_rejected_rows_come_down()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = await server.SignedInAsync(Roles.Manager);
        var upload = server.Services.GetRequiredService<UploadStore>().Find(await IdOf(await UploadAsync(browser, "orders.csv", Orders)))!;
        var (work, importer, tracker) = (server.Services.GetRequiredService<IBackgroundWork>(), server.Services.GetRequiredService<OrderImporter>(), server.Services.GetRequiredService<JobTracker>());

        var run = work.Enqueue<ImportJob>(JobKind.Import, await importer.QueueAsync(new(upload.Path) { FileName = upload.FileName }, Cancellation), upload.FileName);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (tracker.Jobs.Any(j => !j.IsOver) || !tracker.Jobs.Any(j => j.Kind == JobKind.Refresh)) await Task.Delay(20, patience.Token);

        var job = tracker.Find(run)!;
        Assert.Equal(JobState.Finished, job.State);
        Assert.Equal("orders.csv", job.Subject);
        Assert.Equal([11, 10, 1], new[] { "rows", "created", "rejected" }.Select(what => job.Counts.Single(c => c.What == what).Count));
        Assert.Equal(10, server.Services.GetRequiredService<SnapshotService>().Current.OrderCount);
        Assert.False(Directory.Exists(Path.GetDirectoryName(upload.Path)));

        var rejected = await browser.OpenAsync($"{job.Link}/rejected.csv");
        Assert.Equal("text/csv", rejected.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", rejected.Content.Headers.ContentDisposition!.DispositionType);
        var lines = (await rejected.TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("ben@example.com,not a date,20", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rejected_rows_of_an_unknown_import_are_not_found()
    {
        await using var server = await TestServer.StartAsync();
        using var browser = await server.SignedInAsync(Roles.Manager);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync("/imports/4711/rejected.csv")).StatusCode);
    }

    private static async Task<string> IdOf(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.TextAsync()).RootElement.GetProperty("id").GetString()!;

    private static async Task<HttpResponseMessage> UploadAsync(HttpClient browser, string? name, string text, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(ImportEndpoints.UploadPath, UriKind.Relative)) { Content = new StringContent(text) };
        request.Headers.Add("Origin", origin ?? browser.BaseAddress!.GetLeftPart(UriPartial.Authority));
        if (name is not null) request.Headers.Add(ImportEndpoints.NameHeader, Uri.EscapeDataString(name));
        return await browser.SendAsync(request, Cancellation);
    }
}
