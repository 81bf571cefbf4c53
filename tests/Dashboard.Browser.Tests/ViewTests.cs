using Dashboard.Browser.Tests.Browsing;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests;

public sealed class ViewTests(DemoShop shop)
{
    [Fact]
    public async Task A_saved_view_opens_the_page_as_it_was_and_is_removed_and_brought_back()
    {
        await using var visitor = await shop.AdminAsync();
        var page = visitor.Page;
        await visitor.GoAsync("/?range=90d&cmp=year");
        await page.Locator("article.kpi .kpi-value").First.WaitForAsync();
        var shown = await page.Locator("article.kpi .kpi-value").AllInnerTextsAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Saved views" }).ClickAsync();
        await page.GetByLabel("Save this page as").FillAsync("Three months");
        await page.Locator("#view-menu").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator("#view-menu a[href='/?range=90d&cmp=year']")).ToHaveCountAsync(1);

        await visitor.GoAsync("/views");
        // What was removed, and the undo after it, hand the focus to the words that say so.
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Three months" }).PressAsync("Enter");
        await Assertions.Expect(page.Locator(".strip[role=status]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".strip[role=status]")).ToHaveTextAsync("“Three months” is back.");
        await Assertions.Expect(page.Locator(".strip[role=status]")).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Three months" }).ClickAsync();
        await page.ArriveAsync(at => at.PathAndQuery == "/?range=90d&cmp=year");
        await visitor.SettledAsync();
        await Assertions.Expect(page.Locator("article.kpi .kpi-value").First).ToHaveTextAsync(shown[0]);
        Assert.Equal(shown, await page.Locator("article.kpi .kpi-value").AllInnerTextsAsync());
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task An_annotation_stands_in_the_picture_in_its_list_and_in_what_the_keyboard_reads()
    {
        await using var visitor = await shop.AdminAsync();
        var page = visitor.Page;
        await visitor.GoAsync("/lifecycle");
        var chart = page.Locator("figure.chart").First;
        await chart.Locator(".chart-canvas svg").WaitForAsync();
        await chart.GetByRole(AriaRole.Button, new() { Name = "Add annotation" }).ClickAsync();
        await chart.GetByLabel("What happened").FillAsync("<img src=x onerror=alert(1)>");
        await chart.GetByLabel("This page only").CheckAsync();
        await chart.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(chart.Locator(".notes li")).ToHaveCountAsync(1);
        await Assertions.Expect(chart.Locator(".note-marks text")).ToHaveTextAsync("1");
        await Assertions.Expect(page.Locator("figure.chart").Nth(1).Locator(".note-marks text")).ToHaveTextAsync("1");

        await chart.Locator(".chart-plot").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(chart.Locator(".chart-readout")).ToContainTextAsync("<img src=x onerror=alert(1)>");
        Assert.Equal(0, await chart.Locator("img").CountAsync());

        await page.ReloadAsync();
        await visitor.SettledAsync();
        await Assertions.Expect(chart.Locator(".note-marks text")).ToHaveTextAsync("1");
        await chart.GetByRole(AriaRole.Button, new() { Name = "Remove annotation 1" }).ClickAsync();
        await Assertions.Expect(chart.Locator(".note-marks text")).ToHaveCountAsync(0);
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task Channel_and_hidden_imports_are_in_the_address_and_survive_reload_back_forward_and_a_pasted_link()
    {
        await using var visitor = await shop.AdminAsync();
        var page = visitor.Page;
        await visitor.GoAsync("/lifecycle?range=90d&notes=people");
        var lead = page.Locator(".page-head p").First;
        var everybody = await lead.InnerTextAsync();
        await page.GetByLabel("Channel of the first order").SelectOptionAsync("=Web");
        await page.ArriveAsync(at => at.Query.Contains("channel=Web", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator(".strip[role=status]")).ToContainTextAsync("came by the channel Web");
        await Assertions.Expect(lead).Not.ToHaveTextAsync(everybody);
        var (address, web) = (new Uri(page.Url).PathAndQuery, await lead.InnerTextAsync());
        Assert.Contains("range=90d", address, StringComparison.Ordinal);
        Assert.Contains("notes=people", address, StringComparison.Ordinal);

        await page.ReloadAsync();
        await visitor.SettledAsync();
        await Assertions.Expect(lead).ToHaveTextAsync(web);
        await page.GoBackAsync();
        await Assertions.Expect(lead).ToHaveTextAsync(everybody);
        await page.GoForwardAsync();
        await Assertions.Expect(lead).ToHaveTextAsync(web);

        await using var colleague = await shop.AdminAsync();
        await colleague.GoAsync(address);
        await Assertions.Expect(colleague.Page.Locator(".page-head p").First).ToHaveTextAsync(web);
        Assert.Empty(visitor.Errors);
    }
}
