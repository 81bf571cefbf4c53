using Dashboard.Browser.Tests.Browsing;
using Dashboard.Tests;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests;

public sealed class ScheduleTests(DemoShop shop)
{
    [Fact]
    public async Task A_file_that_is_dropped_into_the_watched_folder_shows_in_the_figures_without_a_hand()
    {
        await using var server = await DashboardServer.StartAsync("serve");
        await using var visitor = await shop.Chromium.VisitAsync(server);
        var page = visitor.Page;
        await DemoShop.SetUpAsync(page, await server.SetUpLinkAsync());
        await visitor.GoAsync("/imports");
        await page.GetByRole(AriaRole.Link, new() { Name = "Add a schedule" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Till");
        await page.GetByLabel("How often").SelectOptionAsync("Custom");
        await page.GetByLabel("Cron expression").FillAsync("* * * * *");
        await page.GetByLabel("Cron expression").PressAsync("Tab");
        await Assertions.Expect(page.Locator("#content")).ToContainTextAsync("Every minute");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator("#content h1")).ToHaveTextAsync("Till", new() { Timeout = 20_000 });

        await visitor.GoAsync("/");
        File.Copy(SharedData.Path("cdnow_sample/transactions.csv"), Path.Combine(server.DataRoot, "inbox", "orders.csv"));
        await page.Locator("article.kpi").First.WaitForAsync(new() { Timeout = 150_000 });

        await visitor.GoAsync("/imports");
        await Assertions.Expect(page.Locator(".import-rows tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".import-rows")).ToContainTextAsync("Schedule Till");
        await Assertions.Expect(page.Locator(".import-rows")).ToContainTextAsync("6,919");
        Assert.True(File.Exists(Path.Combine(server.DataRoot, "inbox", "orders.csv")));
        Assert.Empty(visitor.Errors);
        Assert.Empty(visitor.Strangers);
    }
}
