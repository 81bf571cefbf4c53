using Dashboard.Browser.Tests.Browsing;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests;

public sealed class PageTests(DemoShop shop)
{
    private static readonly AxeRunOptions Wcag22 = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    };

    /// <summary>The elements that make the page scroll sideways; none when it does not.</summary>
    private const string TooWide = """
        (() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return [];
          const wide = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > room + 1);
          return ['page', ...wide.slice(0, 6).map(e => e.outerHTML.slice(0, 120))];
        })()
        """;

    [Theory, MemberData(nameof(Pages.InBothThemes), MemberType = typeof(Pages))]
    public async Task A_page_is_whole_at_every_width_and_breaks_no_accessibility_rule(string path, bool dark)
    {
        await using var visitor = await shop.AdminAsync(dark: dark);
        await visitor.GoAsync(path);
        var page = visitor.Page;
        Assert.Equal(dark ? "dark" : "light", await page.EvaluateAsync<string>("getComputedStyle(document.documentElement).colorScheme"));

        // Themes differ in colours alone: widths are looked at in one of them.
        if (dark) await AssertAccessibleAsync(page, path);
        else await AssertWholeAsync(visitor, path);
        Assert.Empty(visitor.Errors);
        Assert.Empty(visitor.Strangers);
    }

    [Fact]
    public async Task The_pages_of_a_shop_without_data_break_no_accessibility_rule_nor_does_one_that_is_missing()
    {
        await using var server = await DashboardServer.StartAsync("serve");
        await using var visitor = await shop.Chromium.VisitAsync(server, dark: true);
        var page = visitor.Page;
        await DemoShop.SetUpAsync(page, await server.SetUpLinkAsync());
        foreach (var path in new[] { "/", "/customers", "/customers/1", "/segments", "/segments/new", "/segments/rfm", "/segments/compare", "/at-risk", "/at-risk/earlier", "/customers/changes", "/one-time-buyers", "/lifecycle", "/clv", "/clv/acquisition", "/clv/what-if", "/clv/model", "/cohorts", "/views", "/exports", "/exports/new", "/imports", "/settings", "/users" })
        {
            await visitor.GoAsync(path);
            await AssertAccessibleAsync(page, path);
        }

        await page.GotoAsync("/no-such-page");
        await AssertAccessibleAsync(page, "not found");
    }

    [Fact]
    public async Task What_one_may_not_see_and_what_is_not_found_break_no_accessibility_rule()
    {
        const string email = "imports-only@example.com", password = "another-long-word-12";
        await shop.Server.RunAsync($"{password}\n", "user", "add", "--email", email, "--name", "Imports Only", "--role", "Admin", "--password-stdin");
        await using var visitor = await shop.Chromium.VisitAsync(shop.Server);
        await DemoShop.SignInAsync(visitor.Page, email, password);
        await visitor.Page.ArriveAsync(at => at.AbsolutePath == "/imports");
        foreach (var path in new[] { "/customers", "/clv", "/exports" })
        {
            await visitor.GoAsync(path);
            await AssertAccessibleAsync(visitor.Page, path);
        }
        await using var other = await shop.AdminAsync();
        foreach (var path in new[] { "/customers/999999999", "/customers?channel=No+such+channel", "/segments/999999", "/exports/schedules/999999", "/help/kpi/no_such_kpi" })
        {
            await other.GoAsync(path);
            await AssertAccessibleAsync(other.Page, path);
        }
    }

    [Fact]
    public async Task Segments_laid_beside_each_other_are_whole_at_every_width_and_lead_to_those_they_share()
    {
        await using var visitor = await shop.AdminAsync();
        var page = visitor.Page;
        var numbers = new List<string>();
        foreach (var (name, most) in new[] { ("Twice or more", ""), ("Two to four times", ",\"atMost\":4") })
        {
            await visitor.GoAsync("/segments/new?rule=" + Uri.EscapeDataString("""{"version":1,"rule":{"orders":{"measure":"purchases","atLeast":2}}}""".Replace("2}", "2" + most + "}", StringComparison.Ordinal)));
            await page.Locator("#name").FillAsync(name);
            await page.Locator("main form button[type=submit]").Last.ClickAsync();
            await page.ArriveAsync(at => int.TryParse(at.Segments[^1], out _));
            numbers.Add(new Uri(page.Url).Segments[^1]);
        }
        await visitor.GoAsync($"/segments/compare?segments={string.Join(',', numbers)}");
        await AssertWholeAsync(visitor, "/segments/compare");
        await page.SetViewportSizeAsync(1440, 900);
        var shared = page.Locator(".overlap a[aria-label^='In all']");
        var count = await shared.InnerTextAsync();
        await shared.ClickAsync();
        await page.Locator("#drill-menu a").First.ClickAsync();
        await Assertions.Expect(page.Locator("dl.sums dd").First).ToHaveTextAsync(count);
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task The_buttons_of_a_chart_are_large_enough_for_a_thumb_on_a_phone()
    {
        await using var visitor = await shop.AdminAsync(390);
        await visitor.GoAsync("/");
        var buttons = await visitor.Page.Locator(".tile-tools button").EvaluateAllAsync<double[]>("all => all.map(b => Math.min(b.getBoundingClientRect().width, b.getBoundingClientRect().height))");
        Assert.NotEmpty(buttons);
        Assert.All(buttons, size => Assert.InRange(size, 32, 60));
    }

    [Fact]
    public async Task The_groups_of_the_rfm_grid_have_their_names_on_a_phone_too()
    {
        await using var visitor = await shop.AdminAsync(390);
        await visitor.GoAsync("/segments/rfm");
        var names = visitor.Page.Locator(".rfm td small");
        await Assertions.Expect(names).ToHaveCountAsync(25);
        var cut = await names.EvaluateAllAsync<string[]>("all => all.filter(n => { const [name, cell] = [n.getBoundingClientRect(), n.closest('td').getBoundingClientRect()]; return !n.checkVisibility() || n.scrollWidth > n.clientWidth || name.left < cell.left || name.right > cell.right || name.bottom > cell.bottom; }).map(n => n.textContent)");
        Assert.Empty(cut);
    }

    /// <summary>The buttons beside tables that a click does not reach because something lies over them.</summary>
    private const string Covered = """
        [...document.querySelectorAll('.table-tools button')].filter(b => {
          b.scrollIntoView({ block: 'center' });
          const box = b.getBoundingClientRect();
          return b.checkVisibility() && !b.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
        }).map(b => b.outerHTML.slice(0, 120))
        """;

    private static async Task AssertAccessibleAsync(IPage page, string path)
    {
        var axe = await page.RunAxe(Wcag22);
        Assert.True(axe.Violations.Length == 0, path + '\n' + string.Join('\n', axe.Violations.Select(v => $"{v.Id}: {v.Help} {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}")));
    }

    private static async Task AssertWholeAsync(Visitor visitor, string path)
    {
        var page = visitor.Page;
        await Assertions.Expect(page.Locator("h1")).ToHaveCountAsync(1);
        await AssertAccessibleAsync(page, path);
        Assert.Empty(await page.EvaluateAsync<string[]>(Covered));
        foreach (var width in new[] { 1440, 1280, 1024, 768, 390, 320 })
        {
            await page.SetViewportSizeAsync(width, 844);
            await visitor.SettledAsync();
            // Charts take their new width a moment after the window.
            var beyond = await page.EvaluateAsync<string[]>(TooWide);
            for (var wait = 0; wait < 20 && beyond.Length > 0; wait++)
            {
                await page.WaitForTimeoutAsync(100);
                beyond = await page.EvaluateAsync<string[]>(TooWide);
            }
            Assert.True(beyond.Length == 0, $"{path} is too wide at {width} px: {string.Join(" | ", beyond)}");
        }
    }

    [Fact]
    public async Task Every_page_is_reached_by_the_menu_on_a_phone()
    {
        await using var visitor = await shop.AdminAsync(width: 390);
        await visitor.GoAsync("/");
        foreach (var name in new[] { "Customers", "Segments", "One-time buyers", "Lifecycle", "Cohorts", "Imports", "Exports", "Settings", "Help", "Overview" })
        {
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Open navigation" }).ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
            await Assertions.Expect(visitor.Page.Locator("#content h1")).ToContainTextAsync(name);
        }
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task An_unknown_address_says_so_with_status_404()
    {
        await using var visitor = await shop.AdminAsync();
        var answer = await visitor.Page.GotoAsync("/no-such-page");
        Assert.Equal(404, answer?.Status);
        await Assertions.Expect(visitor.Page.Locator("h1")).ToContainTextAsync("no such page");
    }
}
