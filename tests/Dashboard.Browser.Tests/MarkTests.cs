using Dashboard.Browser.Tests.Browsing;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests;

public sealed class MarkTests(DemoShop shop)
{
    [Fact]
    public async Task All_of_a_filtered_list_get_a_tag_by_keyboard_alone_and_lose_it_again_by_undo()
    {
        await using var visitor = await shop.AdminAsync();
        await visitor.GoAsync("/customers?group=champions");
        var page = visitor.Page;
        var all = await page.Locator("dl.sums dd").First.InnerTextAsync();
        await page.Locator(".customer-rows tbody .pick input").First.PressAsync("Space");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Choose all {all}" }).PressAsync("Enter");
        await Assertions.Expect(page.Locator(".picked")).ToHaveTextAsync($"{all} chosen");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tag", Exact = true }).PressAsync("Enter");
        await page.Locator(".act-panel input[list]").FillAsync("Best of spring");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add tag" }).PressAsync("Enter");
        await Assertions.Expect(page.Locator(".strip").First).ToContainTextAsync($"Tag “Best of spring” added. ({all} customers)");
        await Assertions.Expect(page.Locator(".customer-rows tbody .tag").First).ToHaveTextAsync("Best of spring");

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).PressAsync("Enter");
        await Assertions.Expect(page.Locator(".strip").First).ToContainTextAsync("It was undone");
        await Assertions.Expect(page.Locator(".customer-rows tbody .tag")).ToHaveCountAsync(0);
        Assert.Empty(visitor.Errors);
    }
}
