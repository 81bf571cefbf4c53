using Dashboard.Browser.Tests.Browsing;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests;

public sealed class BarTests(DemoShop shop)
{
    [Theory]
    [InlineData(1440)]
    [InlineData(1280)]
    [InlineData(1024)]
    [InlineData(390)]
    public async Task The_state_of_the_data_is_whole_beside_all_filters_and_nothing_lies_over_another(int width)
    {
        await using var visitor = await shop.AdminAsync();
        await visitor.Page.SetViewportSizeAsync(width, 900);
        foreach (var address in new[] { "/", "/?range=last-month&cmp=year&channel=Web&country=Germany", "/at-risk", "/lifecycle?range=90d&cmp=year" })
        {
            await visitor.GoAsync(address);
            var state = visitor.Page.Locator(".as-of");
            await Assertions.Expect(state).ToContainTextAsync("Data as of");
            await Assertions.Expect(visitor.Page.Locator(".global-bar .bar-currency")).ToHaveCountAsync(1);
            // Its four corners, and the actions at the end of the bar, can be pointed at.
            Assert.Empty(await visitor.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('.as-of, .bar-actions > *')].filter(e => e.checkVisibility()).flatMap(e => {
                    const box = e.getBoundingClientRect(), wrong = [];
                    if (e.scrollWidth > e.clientWidth + 1 || box.left < 0 || box.right > document.documentElement.clientWidth) wrong.push(`${e.className} is cut`);
                    for (const [x, y] of [[box.left + 2, box.top + 2], [box.right - 2, box.bottom - 2]]) {
                        const over = document.elementFromPoint(x, y);
                        if (!over || !(e.contains(over) || over.contains(e))) wrong.push(`${over?.className} lies over ${e.className}`);
                    }
                    return wrong;
                })
                """));
            // Where the navigation stands beside the page it begins below the bar, also when the page was scrolled.
            await visitor.Page.EvaluateAsync("scrollTo(0, 600)");
            Assert.True(await visitor.Page.EvaluateAsync<bool>("() => { const nav = document.querySelector('.nav'); return !nav.checkVisibility() || nav.getBoundingClientRect().top >= document.querySelector('.app-bar').getBoundingClientRect().bottom - 1; }"));
        }
        Assert.Empty(visitor.Errors);
    }
}
