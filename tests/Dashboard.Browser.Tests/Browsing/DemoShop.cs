using Dashboard.Browser.Tests.Browsing;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(DemoShop))]

namespace Dashboard.Browser.Tests.Browsing;

/// <summary>The sample shop, served once for all tests that only look, and a browser for them.</summary>
public sealed class DemoShop : IAsyncLifetime
{
    public const string Email = "ada@example.com", Password = "correct-horse-battery-7";

    private DashboardServer? _server;
    private Chromium? _chromium;
    private string? _admin;

    public DashboardServer Server => _server ?? throw new InvalidOperationException("The sample shop was not started.");
    public Chromium Chromium => _chromium ?? throw new InvalidOperationException("The browser was not started.");

    public async ValueTask InitializeAsync()
    {
        _chromium = await Chromium.StartAsync();
        _server = await DashboardServer.StartAsync("demo");
        await using var visitor = await Chromium.VisitAsync(Server);
        await SetUpAsync(visitor.Page, await Server.SetUpLinkAsync());
        _admin = await visitor.StateAsync();
        await ForecastAsync(visitor.Page);
        await ScheduleAsync(visitor.Page);
    }

    /// <summary>The first forecast is made while people look; tests that compare figures wait for it, since lost customers follow it.</summary>
    private static async Task ForecastAsync(IPage page)
    {
        for (var patience = 120; patience > 0; patience--)
        {
            await page.GotoAsync("/customers/1");
            await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
            if (await page.GetByText("Predicted value").CountAsync() > 0) return;
            await Task.Delay(1000);
        }
        throw new InvalidOperationException("The sample shop had no forecast after two minutes.");
    }

    /// <summary>A scheduled export of a filtered list that has run once.</summary>
    private static async Task ScheduleAsync(IPage page)
    {
        await page.GotoAsync("/exports/schedules/new?consent=&rule=" + Uri.EscapeDataString("""{"version":1,"rule":{"orders":{"measure":"purchases","atLeast":2}}}"""));
        await page.Locator("#Name").FillAsync("Loyal customers");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await page.Locator(".run-rows .status-mark.completed").WaitForAsync(new() { Timeout = 60_000 });
    }

    /// <summary>The first Admin, who also sees and imports everything.</summary>
    public Task<Visitor> AdminAsync(int width = 1440, bool dark = false) => Chromium.VisitAsync(Server, width, dark, _admin);

    /// <summary>Makes the first Admin through the link and ends on the page that comes after it.</summary>
    public static async Task SetUpAsync(IPage page, Uri link)
    {
        await page.GotoAsync(link.AbsoluteUri);
        await page.GetByLabel("Name").FillAsync("Ada");
        await page.GetByLabel("E-mail").FillAsync(Email);
        await page.GetByLabel("New password").FillAsync(Password);
        await page.Locator("main button[type=submit]").ClickAsync();
        await page.ArriveAsync(at => !at.AbsolutePath.StartsWith("/setup", StringComparison.Ordinal));
        if (new Uri(page.Url).AbsolutePath == "/sign-in")
            await SignInAsync(page, Email, Password);
    }

    public static async Task SignInAsync(IPage page, string email, string password)
    {
        if (!page.Url.Contains("/sign-in", StringComparison.Ordinal))
            await page.GotoAsync("/sign-in");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(password);
        await page.Locator("main button[type=submit]").ClickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null) await _chromium.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }
}
