using System.Text;
using Dashboard.Browser.Tests.Browsing;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests;

public sealed class SpendTests(DemoShop shop)
{
    [Fact]
    public async Task Emptying_a_month_keeps_the_focus_in_it_and_where_its_channel_goes_with_it_hands_it_to_what_says_so()
    {
        await using var visitor = await shop.AdminAsync();
        var page = visitor.Page;
        await visitor.GoAsync("/clv/acquisition");
        await page.Locator("#spend-upload").SetInputFilesAsync(new FilePayload { Name = "spend.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("month,channel,spend,currency\n2025-01,radio,100,EUR\n2025-02,radio,200,EUR\n") });
        var strip = page.Locator(".strip[role=status]");
        await Assertions.Expect(strip).ToContainTextAsync("2 months of channels saved");

        await visitor.GoAsync("/clv/acquisition?channel=radio");
        var (january, february) = (page.GetByLabel("Spend on radio in Jan 2025"), page.GetByLabel("Spend on radio in Feb 2025"));
        await january.FillAsync("");
        await january.PressAsync("Enter");
        await Assertions.Expect(strip).ToContainTextAsync("Spend on radio in Jan 2025 was removed.");
        await Assertions.Expect(january).ToBeFocusedAsync();
        await february.FillAsync("");
        await february.PressAsync("Enter");
        await Assertions.Expect(strip).ToContainTextAsync("Spend on radio in Feb 2025 was removed.");
        await Assertions.Expect(february).ToHaveCountAsync(0);
        await Assertions.Expect(strip).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(strip).ToHaveTextAsync("It was undone as a whole.");
        await Assertions.Expect(strip).ToBeFocusedAsync();
        await february.FillAsync("");
        await february.PressAsync("Enter");
        await Assertions.Expect(february).ToHaveCountAsync(0);
        Assert.Empty(visitor.Errors);
    }
}
