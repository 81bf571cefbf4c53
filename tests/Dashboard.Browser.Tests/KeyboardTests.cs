using Dashboard.Browser.Tests.Browsing;

namespace Dashboard.Browser.Tests;

public sealed class KeyboardTests(DemoShop shop)
{
    /// <summary>What has the focus, and whether a ring is around it or around what stands for it.</summary>
    private const string Focused = """
        (async () => {
          const at = document.activeElement;
          if (!at || at === document.body) return null;
          const ringed = e => e && getComputedStyle(e).outlineStyle !== 'none' && parseFloat(getComputedStyle(e).outlineWidth) >= 2;
          // The parts of a date field are rung by the browser itself.
          const seen = () => at.type === 'date' || ringed(at) || ringed(at.nextElementSibling);
          for (let wait = 0; wait < 20 && !seen(); wait++) await new Promise(later => setTimeout(later, 25));
          return [at.outerHTML.slice(0, 160), seen() ? 'seen' : getComputedStyle(at).outline];
        })()
        """;

    [Theory]
    [InlineData("/", false)]
    [InlineData("/customers", true)]
    [InlineData("/cohorts", false)]
    [InlineData("/settings", true)]
    [InlineData("/help", false)]
    public async Task Who_goes_by_keyboard_sees_what_has_the_focus(string path, bool dark)
    {
        await using var visitor = await shop.AdminAsync(dark: dark);
        await visitor.GoAsync(path);
        var (seen, unseen) = (new HashSet<string>(), new HashSet<string>());
        for (var step = 0; step < 60; step++)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            if (await visitor.Page.EvaluateAsync<string[]?>(Focused) is [var what, var ring]) (ring == "seen" ? seen : unseen).Add($"{ring} {what}");
        }
        Assert.Empty(unseen);
        Assert.InRange(seen.Count, 20, 60);
    }
}
