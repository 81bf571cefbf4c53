using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dashboard.Browser.Tests.Browsing;
using Dashboard.Tests;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests;

public sealed partial class ImportTests(DemoShop shop)
{
    private const int GoodRows = 40_000;

    [Fact]
    public async Task A_file_is_recognised_imported_repaired_and_imported_again()
    {
        await using var server = await DashboardServer.StartAsync("serve");
        await using var visitor = await shop.Chromium.VisitAsync(server);
        var page = visitor.Page;
        await DemoShop.SetUpAsync(page, await server.SetUpLinkAsync());
        await visitor.GoAsync("/imports");

        // Nothing is stored before the reader has seen how the file is read.
        await UploadAsync(page, "orders.csv", OrdersWithTwoMistakes());
        await Assertions.Expect(page.Locator("#content")).ToContainTextAsync("What the columns mean");
        await Assertions.Expect(page.Locator(".mapping-table tbody tr")).ToHaveCountAsync(6);
        await page.GetByRole(AriaRole.Button, new() { Name = "Check all rows" }).ClickAsync();
        await Assertions.Expect(page.Locator("#content")).ToContainTextAsync("2 rows would be rejected");

        var progress = page.Locator("progress").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Start() }).ClickAsync();
        await progress;
        Assert.Equal(("40,002", "40,000", "0", "2"), await ResultAsync(page));

        // The download has the file's own columns, so that a repaired copy is a file like any other.
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download as CSV" }).ClickAsync());
        var rejected = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(3, rejected.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var repaired = rejected.Replace("31.31.2025", "31.03.2025", StringComparison.Ordinal).Replace("twelve", "12,00", StringComparison.Ordinal);
        await UploadAsync(page, "repaired.csv", repaired);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Start() }).ClickAsync();
        Assert.Equal(("2", "2", "0", "0"), await ResultAsync(page));

        await visitor.GoAsync("/imports");
        await UploadAsync(page, "orders.csv", OrdersWithTwoMistakes());
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Start() }).ClickAsync();
        Assert.Equal(("40,002", "0", "40,000", "2"), await ResultAsync(page));

        await visitor.GoAsync("/");
        await Assertions.Expect(page.Locator("article.kpi").First).ToBeVisibleAsync();
        Assert.Empty(visitor.Errors);
        Assert.Empty(visitor.Strangers);
    }

    [Fact]
    public async Task A_real_file_uploaded_as_it_is_gives_the_published_totals()
    {
        var file = SharedData.Path("cdnow_full/CDNOW_master.txt.gz");
        await using var server = await DashboardServer.StartAsync("serve");
        await using var visitor = await shop.Chromium.VisitAsync(server);
        var page = visitor.Page;
        await DemoShop.SetUpAsync(page, await server.SetUpLinkAsync());
        await visitor.GoAsync("/imports");
        await page.Locator("input[type=file]").First.SetInputFilesAsync(file);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Start() }).ClickAsync();
        Assert.Equal(("69,659", "69,659", "0", "0"), await ResultAsync(page));

        using var printed = JsonDocument.Parse(await server.RunAsync(null, "kpis", "--json"));
        var kpis = printed.RootElement.GetProperty("kpis");
        Assert.Equal(2_500_315.63, kpis.GetProperty("revenue").GetProperty("value").GetDouble(), 2);
        Assert.Equal(67_591, kpis.GetProperty("purchases").GetProperty("value").GetDouble());
        Assert.Equal(23_570, kpis.GetProperty("active_customers").GetProperty("value").GetDouble());
        Assert.Empty(visitor.Errors);
    }

    /// <summary>A German export: semicolons, decimal commas, dots in dates; one date and one amount are wrong.</summary>
    private static string OrdersWithTwoMistakes()
    {
        var text = new StringBuilder("Order number;Order date;Customer ID;Country;Discount;Total\n");
        var random = new Random(7);
        var day = new DateOnly(2024, 1, 1);
        for (var i = 0; i < GoodRows; i++)
            text.Append(CultureInfo.InvariantCulture, $"A{i};{day.AddDays(i / 100):dd.MM.yyyy};K{random.Next(4_000)};DE;0,00;{random.Next(5, 200)},{random.Next(10, 99)}\n");
        return text.Append("A-wrong-date;31.31.2025;K1;DE;0,00;20,00\nA-wrong-amount;01.02.2025;K2;DE;0,00;twelve\n").ToString();
    }

    private static Task UploadAsync(IPage page, string name, string text) =>
        page.Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) });

    /// <summary>Waits for the page of the finished import and reads its counts.</summary>
    private static async Task<(string Rows, string New, string Unchanged, string Rejected)> ResultAsync(IPage page)
    {
        await page.ArriveAsync(at => Finished().IsMatch(at.AbsoluteUri));
        await Assertions.Expect(page.Locator(".status-mark")).ToHaveTextAsync("Completed", new() { Timeout = 60_000 });
        return (await TileAsync("Rows"), await TileAsync("New"), await TileAsync("Unchanged"), await TileAsync("Rejected"));

        Task<string> TileAsync(string name) =>
            page.Locator(".figure-tiles > div").Filter(new() { Has = page.GetByText(name, new() { Exact = true }) }).Locator("dd").InnerTextAsync();
    }

    [GeneratedRegex("^Start import")]
    private static partial Regex Start();

    [GeneratedRegex(@"/imports/\d+$")]
    private static partial Regex Finished();
}
