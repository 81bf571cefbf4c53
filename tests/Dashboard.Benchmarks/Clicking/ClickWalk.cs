using Microsoft.Playwright;

namespace Dashboard.Benchmarks.Clicking;

/// <summary>A click and how long its answer took.</summary>
internal readonly record struct TimedClick(string Name, double Milliseconds);

/// <summary>Somebody who goes through the analytic pages, with other choices in each round.</summary>
internal sealed class ClickWalk
{
    public const int Rounds = 4;

    private static readonly string[] Ranges = ["r", "n", "y", "a", "q"];
    private static readonly string[] Searches = ["ada", "mail4", "love", "470", "cus"];
    private static readonly string[] Kinds = ["Orders", "Revenue", "Bought", "Acquired", "Recency"];

    private readonly IPage _page;

    private ClickWalk(IPage page) => _page = page;

    /// <summary>All clicks so far, in their order.</summary>
    public List<TimedClick> Clicks { get; } = [];

    /// <summary>Opens the Overview in a new tab.</summary>
    public static async Task<ClickWalk> BeginAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync(ClickClock.Script);
        await page.GotoAsync("/");
        await page.Locator("#content .kpi").First.WaitForAsync(new() { Timeout = 60_000 });
        return new(page);
    }

    /// <summary>Every page once, its filters, a list and a rule.</summary>
    public async Task RoundAsync(int round)
    {
        await OpenAsync("/");
        await FilterAsync("Overview", round, segment: true);
        foreach (var path in new[] { "/lifecycle", "/cohorts", "/clv", "/at-risk", "/one-time-buyers" })
        {
            await OpenAsync(path);
            await FilterAsync(path[1..], round, segment: path == "/cohorts");
        }
        await OpenAsync("/segments");
        await ClickAsync("segments: RFM", "#content a[href='/segments/rfm']");
        await BuildAsync(round);
        await ListAsync(round);
    }

    private Task OpenAsync(string path) => ClickAsync($"menu: {(path == "/" ? "Overview" : path[1..])}", $"#nav a[href='{path}']");

    private async Task FilterAsync(string page, int round, bool segment)
    {
        if (await _page.Locator("[popovertarget=range-menu]").CountAsync() > 0)
        {
            await _page.Locator("[popovertarget=range-menu]").ClickAsync();
            // The preset in force would change nothing.
            var chosen = _page.Locator($"#range-menu a[data-key='{Ranges[round % Ranges.Length]}']:not([aria-current])");
            if (await chosen.CountAsync() == 0) chosen = _page.Locator("#range-menu a[data-key='l']");
            await ClickAsync($"{page}: range", chosen);
        }
        var names = _page.Locator(".global-bar select.name-menu");
        if (await names.CountAsync() > 0)
            await TimeAsync($"{page}: channel", () => names.First.SelectOptionAsync(new SelectOptionValue { Index = 1 + round % 5 }));
        if (!segment) return;
        await _page.Locator("[popovertarget=segment-menu]").ClickAsync();
        await ClickAsync($"{page}: segment", "#segment-menu li:nth-child(2) a");
    }

    private async Task BuildAsync(int round)
    {
        await OpenAsync("/segments");
        await ClickAsync("segments: new", "#content a[href='/segments/new']");
        await ClickAsync("builder: add a rule", ".rule-adds .text-button >> nth=0");
        var kinds = _page.Locator(".rule select.kind").Last;
        await TimeAsync("builder: kind of a rule", () => kinds.SelectOptionAsync(Kinds[round % Kinds.Length]));
        await TimeAsync("builder: any instead of all", () => _page.Locator(".rule-group-head select").First.SelectOptionAsync("Any"));
    }

    private async Task ListAsync(int round)
    {
        await OpenAsync("/customers");
        await ClickAsync("customers: sort", $"#content th a.sort >> nth={1 + round % 5}");
        await ClickAsync("customers: next page", "#content .pager-links a >> nth=-1");
        await ClickAsync("customers: group", $"#content .chips a >> nth={1 + round}");
        await _page.Locator("#customer-search").FillAsync("");   // the last round's search
        await _page.Locator("#content .list[aria-busy=false] .customer-rows").WaitForAsync();
        await Task.Delay(ClickClock.Quiet);
        foreach (var letter in Searches[round % Searches.Length])
            await TimeAsync("customers: key of a search", () => _page.Locator("#customer-search").PressSequentiallyAsync(letter.ToString()));
        await ClickAsync("customers: open one", "#content .customer-rows tbody th a >> nth=0");
    }

    private Task ClickAsync(string name, string selector) => ClickAsync(name, _page.Locator(selector).First);

    private Task ClickAsync(string name, ILocator place) => TimeAsync(name, () => place.ClickAsync());

    private async Task TimeAsync(string name, Func<Task> act) => Clicks.Add(new(name, await ClickClock.TimeAsync(_page, name, act)));
}
