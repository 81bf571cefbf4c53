using Dashboard.Browser.Tests.Browsing;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests;

public sealed class Screenshots(DemoShop shop)
{
    [Theory]
    [InlineData("/", "overview", 1440, false)]
    [InlineData("/", "overview", 1440, true)]
    [InlineData("/", "overview", 390, false)]
    [InlineData("/", "overview", 390, true)]
    [InlineData("/customers", "customers", 1440, false)]
    [InlineData("/customers", "customers", 390, true)]
    [InlineData("/customers/1", "customer", 1440, true)]
    [InlineData("/at-risk", "at-risk", 1440, false)]
    [InlineData("/one-time-buyers", "one-time-buyers", 1440, true)]
    [InlineData("/cohorts", "cohorts", 1440, true)]
    [InlineData("/clv", "customer-value", 1440, false)]
    [InlineData("/clv/acquisition", "acquisition", 1440, false)]
    [InlineData("/clv/what-if", "what-if", 1440, true)]
    [InlineData("/clv/model", "model", 1440, true)]
    [InlineData("/segments/new", "segment-builder", 1440, true)]
    [InlineData("/segments/rfm", "rfm", 1440, false)]
    [InlineData("/exports/new", "export", 1440, false)]
    [InlineData("/lifecycle", "lifecycle", 1440, false)]
    public async Task Pictures_of_the_readme_are_taken_when_asked_for(string path, string name, int width, bool dark)
    {
        if (Repository.Screenshots is not { } folder)
        {
            Assert.Skip("Set DASHBOARD_SCREENSHOTS=1 to take the README's pictures.");
            return;
        }
        await using var visitor = await shop.AdminAsync(width, dark);
        await visitor.GoAsync(path);
        if (path == "/" && width > 1000)
            await visitor.Page.SetViewportSizeAsync(width, 1780);
        await visitor.Page.WaitForTimeoutAsync(500);
        await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{(dark ? "dark" : "light")}-{width}.png"), Animations = ScreenshotAnimations.Disabled });
    }
}
