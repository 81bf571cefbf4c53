using System.Globalization;
using System.Text.RegularExpressions;
using Dashboard.Browser.Tests.Browsing;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests;

public sealed class DrillTests(DemoShop shop)
{
    [Fact]
    public async Task A_figure_opens_its_menu_by_keyboard_and_lists_as_many_customers_as_it_says()
    {
        await using var visitor = await shop.AdminAsync();
        await visitor.GoAsync("/?range=90d");
        var page = visitor.Page;
        var figure = page.Locator(".kpi-value a").Nth(3);   // active customers
        var count = await figure.InnerTextAsync();
        await figure.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#drill-menu a").First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(figure).ToBeFocusedAsync();

        // Tab beyond either end of the menu shuts it and goes on from the figure.
        foreach (var (key, end) in new[] { ("Tab", page.Locator("#drill-menu a").Last), ("Shift+Tab", page.Locator("#drill-menu a").First) })
        {
            await figure.PressAsync(key);
            var neighbour = await FocusedAsync();
            await figure.PressAsync("Enter");
            await end.PressAsync(key);
            await Assertions.Expect(page.Locator("#drill-menu")).ToBeHiddenAsync();
            Assert.Equal(neighbour, await FocusedAsync());
            Assert.DoesNotContain("<body", neighbour, StringComparison.Ordinal);
        }

        await figure.PressAsync("Enter");
        await page.Locator("#drill-menu a").First.PressAsync("Enter");
        await Assertions.Expect(page.Locator("dl.sums dd").First).ToHaveTextAsync(count);
        Assert.Empty(visitor.Errors);

        Task<string> FocusedAsync() => page.EvaluateAsync<string>("document.activeElement.outerHTML");
    }

    [Fact]
    public async Task A_point_of_a_chart_opens_the_same_menu_by_pointer_and_keyboard_and_its_list_sums_to_the_point()
    {
        await using var visitor = await shop.AdminAsync();
        await visitor.GoAsync("/?range=all");
        var page = visitor.Page;
        var plot = page.Locator(".chart-plot").First;
        await Assertions.Expect(plot.Locator("svg.apexcharts-svg")).ToBeVisibleAsync();
        await plot.FocusAsync();
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("ArrowLeft");
        var said = await page.Locator(".chart-readout").First.InnerTextAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#drill-menu a").First).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#drill-menu [data-drill-told]")).ToHaveTextAsync(new Regex("^[0-9,]+ customers$"));
        await Assertions.Expect(page.Locator("#drill-menu [data-drill-counting]")).ToBeHiddenAsync();
        var behind = (await page.Locator("#drill-menu [data-drill-count]").InnerTextAsync()).Trim();
        Assert.Equal($"Show customers ({behind})", await page.Locator("#drill-menu a").First.InnerTextAsync());
        await page.Locator("#drill-menu a").First.PressAsync("Enter");
        await Assertions.Expect(page.Locator("dl.sums dd").First).ToHaveTextAsync(behind);
        await Assertions.Expect(page.Locator(".strip a", new() { HasText = "Count all orders" })).ToBeVisibleAsync();
        var revenue = await page.Locator("dl.sums div", new() { HasText = "Together" }).Locator("dd").InnerTextAsync();
        var whole = decimal.Parse(revenue.TrimStart('€'), CultureInfo.GetCultureInfo("en-GB")).ToString("N0", CultureInfo.GetCultureInfo("en-GB"));
        Assert.EndsWith($"€{whole}", said, StringComparison.Ordinal);

        await page.GoBackAsync();
        await Assertions.Expect(plot.Locator("svg.apexcharts-svg")).ToBeVisibleAsync();
        var bars = page.Locator(".chart-plot").Nth(1);
        await bars.Locator(".apexcharts-bar-area").Nth(3).ClickAsync(new() { Force = true });
        await Assertions.Expect(page.Locator("#drill-menu")).ToBeVisibleAsync();
        var count = (await page.Locator("#drill-menu [data-drill-count]").InnerTextAsync()).Trim();
        await page.Locator("#drill-menu a").First.ClickAsync();
        await Assertions.Expect(page.Locator("dl.sums dd").First).ToHaveTextAsync(count);
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task A_cell_is_exported_and_the_file_has_as_many_customers_as_the_cell()
    {
        await using var visitor = await shop.AdminAsync();
        await visitor.GoAsync("/segments/rfm");
        var page = visitor.Page;
        var cell = page.Locator(".rfm td a").Nth(3);
        var count = int.Parse(await cell.Locator("span").InnerTextAsync(), NumberStyles.Number, CultureInfo.GetCultureInfo("en-GB"));
        await cell.ClickAsync();
        await page.Locator("#drill-menu").GetByRole(AriaRole.Link, new() { Name = "Export" }).ClickAsync();
        await page.Locator("#consent").SelectOptionAsync("");
        await Assertions.Expect(page.Locator("#consent-count")).ToContainTextAsync(count.ToString("N0", CultureInfo.GetCultureInfo("en-GB")));
        var file = await page.RunAndWaitForDownloadAsync(() => page.Locator(".save-bar button").ClickAsync());
        Assert.Equal(count + 1, (await File.ReadAllLinesAsync(await file.PathAsync(), TestContext.Current.CancellationToken)).Length);
        Assert.Empty(visitor.Errors);
    }
}
