using System.Globalization;
using System.Text.Json;
using Dashboard.Analytics.Kpis;
using Dashboard.Browser.Tests.Browsing;
using Dashboard.Web.Components;
using Microsoft.Playwright;

namespace Dashboard.Browser.Tests;

public sealed class OverviewTests(DemoShop shop)
{
    [Fact]
    public async Task The_cards_show_what_the_command_line_prints()
    {
        // A part of the sample shop's three years that has ended, whenever the test runs.
        var (from, to) = await HalfYearAsync();
        using var printed = JsonDocument.Parse(await shop.Server.RunAsync(null, "kpis", "--json", "--from", from, "--to", to));
        var (kpis, currency) = (printed.RootElement.GetProperty("kpis"), printed.RootElement.GetProperty("currency").GetString()!);
        var figures = new Figures(CultureInfo.GetCultureInfo("en-GB"));

        await using var visitor = await shop.AdminAsync();
        await visitor.GoAsync($"/?from={from}&to={to}&cmp=off");
        var cards = visitor.Page.Locator("article.kpi");
        var shown = 0;
        foreach (var (name, id) in new[]
        {
            ("Revenue", "revenue"), ("Orders", "orders"), ("Average order value", "average_order_value"), ("Active customers", "active_customers"),
            ("New customers", "new_customers"), ("Returning customers", "returning_customers"), ("Repeat rate", "repeat_rate"),
        })
        {
            var card = cards.Filter(new() { Has = visitor.Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true }) });
            if (await card.CountAsync() == 0) continue;
            var value = kpis.GetProperty(id).GetProperty("value").GetDouble();
            await Assertions.Expect(card.Locator(".kpi-value")).ToHaveTextAsync(figures.Value(KpiCatalog.Find(id)!, value, currency));
            shown++;
        }
        Assert.True(shown >= 5, $"Only {shown} of the known cards are on the page.");
    }

    [Fact]
    public async Task A_chosen_range_is_in_the_address_and_survives_reload_back_and_a_pasted_link()
    {
        await using var visitor = await shop.AdminAsync();
        var page = visitor.Page;
        await visitor.GoAsync("/");
        var first = await CardsAsync(page);

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("range", System.Text.RegularExpressions.RegexOptions.IgnoreCase) }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Last 90 days") }).ClickAsync();
        await page.ArriveAsync(at => at.Query.Contains("range=90d", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("article.kpi .kpi-value").First).Not.ToHaveTextAsync(first[0]);
        var chosen = await CardsAsync(page);

        await page.ReloadAsync();
        await visitor.SettledAsync();
        Assert.Equal(chosen, await CardsAsync(page));

        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("article.kpi .kpi-value").First).ToHaveTextAsync(first[0]);
        Assert.Equal(first, await CardsAsync(page));

        await using var colleague = await shop.AdminAsync();
        await colleague.GoAsync("/?range=90d");
        Assert.Equal(chosen, await CardsAsync(colleague.Page));
        Assert.Empty(visitor.Errors);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task A_change_within_a_chart_styles_a_few_elements_anew_and_not_the_page(int width)
    {
        await using var visitor = await shop.AdminAsync();
        var page = visitor.Page;
        await page.SetViewportSizeAsync(width, 900);
        await visitor.GoAsync("/");
        await page.Locator(".chart-plot svg").First.WaitForAsync();
        await using var developer = new Tracing(await page.Context.NewCDPSessionAsync(page));
        await developer.StartAsync("devtools.timeline");
        for (var change = 0; change < 20; change++)
            await page.EvaluateAsync("() => { const plot = document.querySelector('.chart-plot'); plot.append(document.createElement('i')); getComputedStyle(plot.lastChild).color; plot.lastChild.remove(); getComputedStyle(plot).color; }");
        var styled = (await developer.EndAsync()).Where(e => e.GetProperty("name").GetString() == "UpdateLayoutTree").Select(e => e.GetProperty("args").GetProperty("elementCount").GetInt32()).Order().ToList();
        Assert.True(styled.Count >= 20, $"{styled.Count} changes were styled.");
        Assert.InRange(styled[styled.Count / 2], 1, 8);   // the median, since the page goes on drawing meanwhile; rules that ask every element what it holds styled 160
    }

    [Theory]
    [InlineData(1440, "/?range=all")]
    [InlineData(360, "/?range=all")]
    [InlineData(1440, "/lifecycle?range=all")]
    [InlineData(360, "/lifecycle?range=all")]
    public async Task The_names_under_a_chart_stand_apart_within_it_and_the_last_is_that_of_the_last_point(int width, string address)
    {
        await using var visitor = await shop.AdminAsync();
        var page = visitor.Page;
        await page.SetViewportSizeAsync(width, 900);
        await visitor.GoAsync(address);
        var chart = page.Locator("figure.chart").First;
        await chart.Locator(".axis-names text").First.WaitForAsync();
        var measured = await chart.Locator(".axis-names text").EvaluateAllAsync<string>("all => JSON.stringify(all.map(t => { const r = t.getBoundingClientRect(); return { text: t.textContent, left: r.left, right: r.right, bottom: r.bottom }; }))");
        var names = JsonSerializer.Deserialize<AxisName[]>(measured, JsonSerializerOptions.Web)!;
        var box = (await chart.BoundingBoxAsync())!;
        Assert.InRange(names.Length, 2, 12);
        Assert.All(names, n => Assert.True(n.Text.Length > 0 && n.Left >= box.X && n.Right <= box.X + box.Width && n.Bottom <= box.Y + box.Height, $"{n} in {box.X}, {box.Width}"));
        Assert.All(names.Zip(names.Skip(1)), pair => Assert.True(pair.First.Right + 4 < pair.Second.Left, $"{pair}"));

        // What the keyboard reads of the last point holds the name that stands under it.
        await chart.Locator(".chart-plot").FocusAsync();
        await page.Keyboard.PressAsync("End");
        var told = (await chart.Locator(".chart-readout").InnerTextAsync()).Split(':')[0];
        Assert.Contains(names[^1].Text, told, StringComparison.Ordinal);
        Assert.Empty(visitor.Errors);
    }

    private sealed record AxisName(string Text, double Left, double Right, double Bottom);

    [Fact]
    public async Task Charts_of_a_dark_page_are_light_at_the_moment_it_is_printed()
    {
        await using var visitor = await shop.AdminAsync(dark: true);
        await visitor.GoAsync("/");
        await visitor.Page.Locator(".chart-canvas svg path[stroke]").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        // The browser takes the page right after this event; what a later frame would draw never reaches the paper.
        var strokes = await visitor.Page.EvaluateAsync<string[]>("""
            () => {
              const colour = () => { const probe = document.body.appendChild(document.createElement('i')); probe.style.color = 'var(--series-1)'; const read = getComputedStyle(probe).color; probe.remove(); return read; };
              const drawn = () => [...document.querySelectorAll('.chart-canvas svg path')].map(p => getComputedStyle(p).stroke);
              const dark = colour(), before = drawn();
              document.documentElement.dataset.theme = 'light';
              document.dispatchEvent(new CustomEvent('themechange'));
              const light = colour(), after = drawn();
              return [before.includes(dark), before.includes(light), after.includes(dark), after.includes(light)].map(String);
            }
            """);
        Assert.Equal(["true", "false", "false", "true"], strokes);
    }

    [Fact]
    public async Task First_steps_are_ticked_off_as_they_are_taken_and_can_be_hidden()
    {
        await using var visitor = await shop.AdminAsync();
        await visitor.GoAsync("/");
        var steps = visitor.Page.Locator(".steps-strip");
        var settings = steps.Locator("[data-step=settings] .tick");
        await Assertions.Expect(settings).ToBeHiddenAsync();
        await steps.GetByRole(AriaRole.Link, new() { Name = "Check time zone" }).ClickAsync();
        await visitor.SettledAsync();
        await visitor.GoAsync("/");
        await Assertions.Expect(settings).ToBeVisibleAsync();
        await steps.GetByRole(AriaRole.Button, new() { Name = "Hide" }).ClickAsync();
        await Assertions.Expect(steps).ToBeHiddenAsync();
        await visitor.Page.ReloadAsync();
        await visitor.SettledAsync();
        await Assertions.Expect(steps).ToBeHiddenAsync();
        Assert.Empty(visitor.Errors);
    }

    private async Task<(string From, string To)> HalfYearAsync()
    {
        using var whole = JsonDocument.Parse(await shop.Server.RunAsync(null, "kpis", "--json"));
        var last = DateOnly.Parse(whole.RootElement.GetProperty("asOf").GetString()!, CultureInfo.InvariantCulture);
        return (Day(last.AddMonths(-9)), Day(last.AddMonths(-3)));

        static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static async Task<IReadOnlyList<string>> CardsAsync(IPage page)
    {
        await page.Locator("article.kpi .kpi-value").First.WaitForAsync();
        return await page.Locator("article.kpi .kpi-value").AllInnerTextsAsync();
    }
}
