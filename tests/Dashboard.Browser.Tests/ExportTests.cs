using System.Globalization;
using System.Text;
using Dashboard.Browser.Tests.Browsing;
using Dashboard.Tests;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests;

public sealed class ExportTests(DemoShop shop)
{
    /// <summary>More than are written while somebody waits.</summary>
    private const int Customers = 400_000;

    private static readonly string All = Customers.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Milliseconds that a busy machine may take for a step.</summary>
    private const float Patience = 180_000;

    [Fact]
    public async Task A_large_export_shows_its_progress_in_the_bell_of_who_asked_and_ends_with_the_whole_file()
    {
        using var files = new TestFolder();
        await using var server = await DashboardServer.StartAsync("serve");
        await using var visitor = await shop.Chromium.VisitAsync(server);
        var page = visitor.Page;
        await DemoShop.SetUpAsync(page, await server.SetUpLinkAsync());
        await visitor.GoAsync("/imports");
        await page.Locator("input[type=file]").First.SetInputFilesAsync(await OrdersAsync(files));
        await page.GetByRole(AriaRole.Button, new() { Name = "Start import" }).ClickAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.Locator(".status-mark")).ToHaveTextAsync("Completed", new() { Timeout = Patience });
        await visitor.GoAsync("/customers");
        await Assertions.Expect(page.Locator("dl.sums dd").First).ToHaveTextAsync(All, new() { Timeout = Patience });
        await server.RunAsync("correct-horse-battery-8\n", "user", "add", "--email", "ben@example.com", "--name", "Ben", "--role", "Manager", "--password-stdin");
        await using var other = await shop.Chromium.VisitAsync(server);
        await DemoShop.SignInAsync(other.Page, "ben@example.com", "correct-horse-battery-8");
        await other.Page.ArriveAsync(at => at.AbsolutePath != "/sign-in");
        await other.GoAsync("/help");

        await visitor.GoAsync("/exports/new");
        await page.Locator("#consent").SelectOptionAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Export {All} customers" }).ClickAsync(new() { Timeout = Patience });
        await page.Locator(".jobs-bell").ClickAsync();
        var job = page.Locator("#jobs-panel .job").Filter(new() { HasText = "Export" });
        // Neither begun nor over: a share of the whole, and the bar that shows it.
        await job.Locator("progress[value]").WaitForAsync(new() { Timeout = Patience });
        await Assertions.Expect(job.Locator(".job-counts")).ToContainTextAsync("customers", new() { Timeout = Patience });
        await Assertions.Expect(other.Page.Locator("#jobs-panel .job").Filter(new() { HasText = "Export" })).ToHaveCountAsync(0);

        var link = job.GetByRole(AriaRole.Link, new() { Name = "Download" });
        await link.WaitForAsync(new() { Timeout = Patience });
        await Assertions.Expect(other.Page.Locator("#jobs-panel .job").Filter(new() { HasText = "Export" })).ToHaveCountAsync(0);
        var address = (await link.GetAttributeAsync("href"))!;
        var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync(), new() { Timeout = Patience });
        Assert.EndsWith(".csv", download.SuggestedFilename, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(Customers + 1, lines.Length);
        Assert.Equal(Customers, lines.Skip(1).Select(l => l.Split(',')[0]).Distinct().Count());
        Assert.Equal(404, (await other.Page.APIRequest.GetAsync(new Uri(server.Address, address).AbsoluteUri)).Status);
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task A_chart_is_put_on_a_schedule_from_its_menu_and_delivered_as_its_page_shows_it()
    {
        await using var visitor = await shop.AdminAsync();
        var page = visitor.Page;
        await visitor.GoAsync("/lifecycle?range=90d");
        var button = page.Locator("[data-save-figures]").Filter(new() { Visible = true }).First;
        await button.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#format-menu").GetByRole(AriaRole.Button, new() { Name = "On a schedule…" }).PressAsync("Enter");
        await page.Locator("#Figure").WaitForAsync(new() { Timeout = Patience });
        var title = await page.Locator("#Figure").EvaluateAsync<string>("s => s.selectedOptions[0].textContent");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open the page" })).ToHaveAttributeAsync("href", "/lifecycle?range=90d");
        await page.Locator("#Name").FillAsync("Ninety days");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await page.Locator(".run-rows .status-mark.completed").WaitForAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.Locator(".schedule-facts")).ToContainTextAsync(title);
        var name = await page.Locator(".run-rows .files bdi").First.InnerTextAsync();
        var lines = await File.ReadAllLinesAsync(Path.Combine(shop.Server.DataRoot, "outbox", name), TestContext.Current.CancellationToken);
        await Assertions.Expect(page.Locator(".run-rows td.number").First).ToHaveTextAsync($"{lines.Length - 1}");
        await visitor.GoAsync("/exports");
        await Assertions.Expect(page.Locator(".export-rows tbody tr").First).ToContainTextAsync(title);
        Assert.Empty(visitor.Errors);
    }

    private static async Task<string> OrdersAsync(TestFolder folder)
    {
        var path = Path.Combine(folder.Data.Root, "orders.csv");
        await using var file = new StreamWriter(path, false, new UTF8Encoding(false));
        await file.WriteAsync("order_id,customer_id,date,total\n");
        for (var i = 0; i < Customers; i++)
            await file.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{i},{i},{new DateOnly(2022, 1, 1).AddDays(i / 1000):yyyy-MM-dd},{i % 97}.50\n"));
        return path;
    }
}
