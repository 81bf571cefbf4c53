using Dashboard.Browser.Tests.Browsing;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests;

public sealed class SignInTests(DemoShop shop)
{
    [Fact]
    public async Task Nobody_sees_anything_without_signing_in()
    {
        await using var visitor = await shop.Chromium.VisitAsync(shop.Server);
        foreach (var path in Pages.All)
        {
            await visitor.Page.GotoAsync(path);
            Assert.Equal("/sign-in", new Uri(visitor.Page.Url).AbsolutePath);
        }
        Assert.Empty(visitor.Strangers);
    }

    [Fact]
    public async Task The_set_up_link_makes_one_admin_and_then_is_closed_for_good()
    {
        await using var server = await DashboardServer.StartAsync("serve");
        var link = await server.SetUpLinkAsync();
        await using (var first = await shop.Chromium.VisitAsync(server))
        {
            await DemoShop.SetUpAsync(first.Page, link);
            await first.GoAsync("/");
            await Assertions.Expect(first.Page.Locator("#content")).ToContainTextAsync("sample");
            Assert.Empty(first.Errors);
        }
        await using var second = await shop.Chromium.VisitAsync(server);
        await second.Page.GotoAsync(link.AbsoluteUri);
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Assertions.Expect(second.Page.Locator("input[type=password]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_invitation_is_copied_with_one_click()
    {
        await using var visitor = await shop.AdminAsync();
        var page = visitor.Page;
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await visitor.GoAsync("/users");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Copied Colleague");
        await page.GetByLabel("E-mail", new() { Exact = true }).FillAsync("copied@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Copied" })).ToBeVisibleAsync();
        var link = await page.Locator("#one-time-link").InputValueAsync();
        Assert.Contains("/join?", link, StringComparison.Ordinal);
        Assert.Equal(link, await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_without_saying_which_part_was_wrong()
    {
        await using var visitor = await shop.Chromium.VisitAsync(shop.Server);
        await DemoShop.SignInAsync(visitor.Page, "nobody@example.com", "not-the-password-1");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("do not belong together");
        Assert.Equal("/sign-in", new Uri(visitor.Page.Url).AbsolutePath);
    }

    [Fact]
    public async Task An_admin_who_is_neither_marketer_nor_manager_sees_no_customer_data()
    {
        const string email = "only-admin@example.com", password = "another-long-word-11";
        await shop.Server.RunAsync($"{password}\n", "user", "add", "--email", email, "--name", "Only Admin", "--role", "Admin", "--password-stdin");
        await using var visitor = await shop.Chromium.VisitAsync(shop.Server);
        await DemoShop.SignInAsync(visitor.Page, email, password);
        await visitor.Page.ArriveAsync(at => at.AbsolutePath == "/imports");
        foreach (var path in new[] { "/customers", "/customers/1" })
        {
            await visitor.GoAsync(path);
            await Assertions.Expect(visitor.Page.Locator("#content h1")).ToContainTextAsync("no permission");
            await Assertions.Expect(visitor.Page.Locator(".kpi, table, .apexcharts-canvas")).ToHaveCountAsync(0);
        }
        await visitor.GoAsync("/settings");
        await Assertions.Expect(visitor.Page.Locator("#content")).ToContainTextAsync("Time zone", new() { IgnoreCase = true });
    }

    [Fact]
    public async Task A_marketer_neither_imports_nor_administers()
    {
        const string email = "marketer@example.com", password = "a-third-long-word-23";
        await shop.Server.RunAsync($"{password}\n", "user", "add", "--email", email, "--name", "Marketer", "--role", "Marketer", "--password-stdin");
        await using var visitor = await shop.Chromium.VisitAsync(shop.Server);
        await DemoShop.SignInAsync(visitor.Page, email, password);
        await visitor.GoAsync("/");
        await Assertions.Expect(visitor.Page.Locator(".kpi").First).ToBeVisibleAsync();
        foreach (var path in new[] { "/settings", "/users" })
        {
            await visitor.GoAsync(path);
            await Assertions.Expect(visitor.Page.Locator("#content h1")).ToContainTextAsync("no permission");
        }
        await visitor.Page.GotoAsync("/jobs");
        await Assertions.Expect(visitor.Page.GetByText("Recurring")).ToHaveCountAsync(0);
    }
}
