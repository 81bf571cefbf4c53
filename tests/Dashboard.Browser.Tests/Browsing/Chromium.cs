using Dashboard.Tests;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests.Browsing;

/// <summary>The system's Chromium, told to talk to nobody but the page.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Chromium> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = SystemChromium.Path,
            Args = SystemChromium.Arguments,
        });
        return new(playwright, browser);
    }

    /// <summary>A fresh visitor: no cookies, English, the given width and colours.</summary>
    public async Task<Visitor> VisitAsync(DashboardServer server, int width = 1440, bool dark = false, string? signedInAs = null)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = server.Address.AbsoluteUri,
            ViewportSize = new() { Width = width, Height = width < 600 ? 844 : 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = "en-GB",
            TimezoneId = "UTC",
            ReducedMotion = ReducedMotion.Reduce,
            StorageState = signedInAs,
        });
        return await Visitor.OpenAsync(context, server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
