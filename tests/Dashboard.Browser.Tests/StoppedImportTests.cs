using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dashboard.Browser.Tests.Browsing;
using Dashboard.Tests;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests;

public sealed partial class StoppedImportTests(DemoShop shop)
{
    private const int Rows = 1_500_000;

    /// <summary>What is left of them takes longer than the first page of a server that was just killed and started.</summary>
    private const int Many = 6_000_000;

    /// <summary>Milliseconds that a busy machine may take for a step.</summary>
    private const float Patience = 180_000;

    [Fact]
    public async Task A_stopped_import_says_what_is_stored_and_goes_on_when_asked()
    {
        using var files = new TestFolder();
        await using var server = await DashboardServer.StartAsync("serve");
        await using var visitor = await shop.Chromium.VisitAsync(server);
        var page = visitor.Page;
        await DemoShop.SetUpAsync(page, await server.SetUpLinkAsync());
        await StartAsync(visitor, await OrdersAsync(files, Rows));

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Assertions.Expect(page.Locator(".status-mark")).ToHaveTextAsync("Stopped");
        await Assertions.Expect(page.Locator("#content")).Not.ToContainTextAsync("You can leave this page");
        var stored = await TileAsync(page, "Rows");
        Assert.InRange(Number(stored), 1, Rows - 1);

        // The bell, the list and the store tell the same number.
        await Assertions.Expect(page.Locator("#jobs-panel .job-cancelled .job-counts")).ToContainTextAsync($"{stored} rows");
        await visitor.GoAsync("/imports");
        await Assertions.Expect(page.Locator(".import-rows tbody td.number").First).ToHaveTextAsync(stored);

        await page.GetByRole(AriaRole.Link, new() { Name = "orders.csv" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await CompletedAsync(visitor, server, Rows);
    }

    [Fact]
    public async Task An_import_cut_short_by_a_power_cut_shows_its_progress_and_goes_on_after_the_restart()
    {
        using var files = new TestFolder();
        await using var server = await DashboardServer.StartAsync("serve");
        await using var visitor = await shop.Chromium.VisitAsync(server);
        await DemoShop.SetUpAsync(visitor.Page, await server.SetUpLinkAsync());
        await StartAsync(visitor, await OrdersAsync(files, Many));

        await using var again = await server.KillAndStartAgainAsync();
        await using var returned = await shop.Chromium.VisitAsync(again, signedInAs: await visitor.StateAsync());
        await returned.GoAsync("/imports/1");
        await Assertions.Expect(returned.Page.Locator(".import-run progress")).ToBeVisibleAsync();
        await Assertions.Expect(returned.Page.GetByRole(AriaRole.Button, new() { Name = "Stop" })).ToBeVisibleAsync();
        await CompletedAsync(returned, again, Many);
    }

    /// <summary>Uploads a file, starts its import and waits until some of it is stored.</summary>
    private static async Task StartAsync(Visitor visitor, string file)
    {
        var page = visitor.Page;
        await visitor.GoAsync("/imports");
        await page.Locator("input[type=file]").First.SetInputFilesAsync(file);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start import" }).ClickAsync(new() { Timeout = Patience });
        await page.ArriveAsync(at => OwnPage().IsMatch(at.AbsoluteUri));
        await page.Locator(".import-run").GetByText(SomeRows()).WaitForAsync(new() { Timeout = Patience });
    }

    private static async Task CompletedAsync(Visitor visitor, DashboardServer server, int rows)
    {
        await Assertions.Expect(visitor.Page.Locator(".status-mark")).ToHaveTextAsync("Completed", new() { Timeout = Patience });
        Assert.Equal(rows.ToString("N0", CultureInfo.InvariantCulture), await TileAsync(visitor.Page, "Rows"));
        await Assertions.Expect(visitor.Page.Locator(".page-head")).Not.ToContainTextAsync(" 0.0 s");
        using var printed = JsonDocument.Parse(await server.RunAsync(null, "kpis", "--json"));
        Assert.Equal(rows, printed.RootElement.GetProperty("kpis").GetProperty("orders").GetProperty("value").GetInt64());
        Assert.Empty(visitor.Errors);
    }

    private static Task<string> TileAsync(IPage page, string name) =>
        page.Locator(".figure-tiles > div").Filter(new() { Has = page.GetByText(name, new() { Exact = true }) }).Locator("dd").InnerTextAsync();

    private static long Number(string shown) => long.Parse(shown, NumberStyles.AllowThousands, CultureInfo.GetCultureInfo("en-GB"));

    private static async Task<string> OrdersAsync(TestFolder folder, int rows)
    {
        var path = Path.Combine(folder.Data.Root, "orders.csv");
        await using var file = new StreamWriter(path, false, new UTF8Encoding(false));
        await file.WriteAsync("order_id,customer_id,date,total\n");
        for (var i = 0; i < rows; i++)
            await file.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{i},{i % 30_000},{new DateOnly(2022, 1, 1).AddDays(i / 5000):yyyy-MM-dd},{i % 97}.50\n"));
        return path;
    }

    [GeneratedRegex(@"/imports/\d+$")]
    private static partial Regex OwnPage();

    // More than the first part that is committed.
    [GeneratedRegex("([7-9][0-9]|[1-9][0-9]{2}),[0-9]{3} new")]
    private static partial Regex SomeRows();
}
