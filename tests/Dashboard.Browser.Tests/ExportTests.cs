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
        await other.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath != "/sign-in");
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
