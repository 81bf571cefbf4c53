using Dashboard.Browser.Tests.Browsing;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests;

public sealed class PrintTests(DemoShop shop)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/cohorts")]
    [InlineData("/at-risk")]
    [InlineData("/customers")]
    [InlineData("/lifecycle")]
    public async Task A_printed_page_says_what_it_shows_as_of_when_and_cuts_no_table(string path)
    {
        await using var visitor = await shop.AdminAsync();
        await visitor.GoAsync(path);
        await visitor.Page.Locator("main table").First.WaitForAsync();
        // A4 across at 96 dots an inch, without margins of 10 mm.
        await visitor.Page.SetViewportSizeAsync(1047, 718);
        await visitor.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(visitor.Page.Locator(".bar-place")).ToContainTextAsync("Everybody");
        await Assertions.Expect(visitor.Page.Locator(".bar-place .as-of")).ToBeVisibleAsync();
        foreach (var hidden in new[] { ".nav", ".bar-actions", ".pick >> nth=0", ".page-actions >> nth=0", "[data-save-figures] >> nth=0" })
            await Assertions.Expect(visitor.Page.Locator(hidden)).ToBeHiddenAsync();
        Assert.Empty(await visitor.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('main table')].filter(t => t.getBoundingClientRect().right > innerWidth + 1
                || [...function* () { for (let p = t.parentElement; p; p = p.parentElement) yield p; }()].some(p => p.clientWidth && p.scrollWidth > p.clientWidth + 1 && getComputedStyle(p).overflowX !== 'visible'))
                .map(t => t.className)
            """));
    }

    [Fact]
    public async Task A_printed_chart_is_the_drawing_of_the_screen_and_never_drawn_anew()
    {
        await using var visitor = await shop.AdminAsync();
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await visitor.GoAsync("/clv");
        await visitor.Page.Locator(".apexcharts-bar-area").First.WaitForAsync();
        await visitor.Page.EvaluateAsync("document.querySelectorAll('.chart-canvas svg.apexcharts-svg').forEach(s => s.dataset.seen = '')");
        await visitor.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await visitor.Page.SetViewportSizeAsync(1047, 718);
        await visitor.Page.WaitForTimeoutAsync(600);   // longer than a drawing waits for the end of a resize
        var charts = visitor.Page.Locator(".chart-canvas svg.apexcharts-svg");
        Assert.NotEqual(0, await charts.CountAsync());
        Assert.Equal(await charts.CountAsync(), await visitor.Page.Locator("svg.apexcharts-svg[data-seen]").CountAsync());
        Assert.Equal("light", await visitor.Page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
        Assert.Empty(await visitor.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('.chart-plot')].filter(p => p.querySelector('svg').getBoundingClientRect().right > p.getBoundingClientRect().right + 1).map(p => p.ariaLabel)
            """));
    }
}
