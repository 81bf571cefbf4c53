using Dashboard.Browser.Tests.Browsing;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests;

public sealed class DraftTests(DemoShop shop)
{
    [Fact]
    public async Task What_was_typed_into_a_form_comes_back_after_the_server_was_restarted_but_no_secret()
    {
        var server = await DashboardServer.StartAsync("serve");
        await using var visitor = await shop.Chromium.VisitAsync(server);
        await DemoShop.SetUpAsync(visitor.Page, await server.SetUpLinkAsync());
        await visitor.GoAsync("/exports/schedules/new");
        var page = visitor.Page;
        await page.Locator("#Name").FillAsync("Every Monday");
        await page.Locator("#Target").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.Locator("#Location[type=url]").FillAsync("https://example.com/in");
        await page.Locator("#Secret").FillAsync("never to be kept");
        await using var again = await server.KillAndStartAgainAsync();
        await page.Locator("#reconnect-reload").ClickAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("#Location[type=url]")).ToHaveValueAsync("https://example.com/in");
        await Assertions.Expect(page.Locator("#Name")).ToHaveValueAsync("Every Monday");
        await Assertions.Expect(page.Locator("#Secret")).ToHaveValueAsync("");
        Assert.Null(await page.EvaluateAsync<string?>("sessionStorage.getItem('typed')"));

        // The server knows it too.
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#content")).ToContainTextAsync("Every Monday");
        await Assertions.Expect(page.Locator("#content")).ToContainTextAsync("example.com");
    }
}
