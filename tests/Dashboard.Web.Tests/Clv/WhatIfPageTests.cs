using System.Globalization;
using AngleSharp.Dom;
using Bunit;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Clv;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Web.Tests.Clv;

public sealed class WhatIfPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_forecast_there_is_nothing_to_ask()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        Assert.Contains("Nothing to ask", context.Render<WhatIfPage>().WaitForElement(".state", Patience).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_settings_own_answer_is_the_customer_equity_and_nothing_is_changed()
    {
        using var context = await ServedAsync();
        var (facts, page) = (context.Get<SnapshotService>().Current, Render(context, "/clv/what-if"));
        var equity = facts.Forecasts!.Value.Sum() / 100.0;
        Assert.Equal([Money(equity), Money(equity), "0.0%"], Row(page, 0));
        Assert.Equal([Money(facts.Customers.Revenue.Average() / 100), Money(facts.Customers.Revenue.Average() / 100), "0.0%"], Row(page, 2));
        Assert.Contains("Not saved", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Back to the settings", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_asks_for_another_horizon_rate_and_margin_and_reset_leads_back()
    {
        using var context = await ServedAsync();
        var (facts, page) = (context.Get<SnapshotService>().Current, Render(context, "/clv/what-if?h=90&d=0&m=40"));
        var rules = ForecastRules.Parse(facts.Stamp.Forecast)! with { HorizonDays = 90, DiscountRate = 0 };
        var forecaster = new Forecaster(facts, rules);
        var anew = 0.4 * Enumerable.Range(0, facts.CustomerCount).Sum(i => forecaster.Of(i).Value);
        var shown = double.Parse(Row(page, 0)[1].TrimStart('$'), CultureInfo.InvariantCulture);
        Assert.InRange(shown / anew, 0.98, 1.02);
        Assert.Equal(Money(0.4 * facts.Customers.Revenue.Average() / 100), Row(page, 2)[1]);
        Assert.StartsWith($"Customers on file would be worth {Row(page, 0)[1]} instead of {Row(page, 0)[0]} (-", page.Find(".page-head p").TextContent, StringComparison.Ordinal);
        Assert.Equal("/clv/what-if", page.FindAll(".what-if-end a").Single(a => a.TextContent == "Back to the settings").GetAttribute("href"));
    }

    [Fact]
    public async Task A_slider_writes_the_address_and_its_settings_value_leaves_it()
    {
        using var context = await ServedAsync();
        var page = Render(context, "/clv/what-if");
        page.Find("#what-if-h").Input("730");
        page.WaitForAssertion(() => Assert.EndsWith("/clv/what-if?h=730", context.Get<NavigationManager>().Uri, StringComparison.Ordinal), Patience);
        page.WaitForAssertion(() => Assert.StartsWith("+", Row(page, 0)[2], StringComparison.Ordinal), Patience);
        page.Find("#what-if-m").Input("25.5");
        page.WaitForAssertion(() => Assert.EndsWith("/clv/what-if?h=730&m=25.5", context.Get<NavigationManager>().Uri, StringComparison.Ordinal), Patience);
        page.Find("#what-if-h").Input("365");
        page.WaitForAssertion(() => Assert.EndsWith("/clv/what-if?m=25.5", context.Get<NavigationManager>().Uri, StringComparison.Ordinal), Patience);
        page.WaitForAssertion(() => Assert.Equal("-74.5%", Row(page, 0)[2]), Patience);
    }

    [Theory]
    [InlineData("?h=29&d=-1&m=101")]
    [InlineData("?h=1096&d=x&m=1e1")]
    [InlineData("?h=&d=&m=NaN")]
    public void What_an_address_cannot_mean_is_as_if_it_were_not_there(string query) => Assert.True(WhatIfAddress.Parse("/clv/what-if" + query).IsNow);

    [Fact]
    public void An_address_says_what_it_was_made_of() =>
        Assert.Equal("/clv/what-if?h=30&d=12.5&m=0&seg=7&country=France", WhatIfAddress.Parse(new WhatIfAddress(30, 12.5, 0, new() { Segment = 7, Country = "France" }).ToString()).ToString());

    [Fact]
    public async Task The_figures_follow_the_channel_and_the_rule_of_the_bar_and_a_reset_keeps_them()
    {
        using var context = await ServedAsync();
        var rule = SegmentJson.Write(new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 3 });
        var (facts, page) = (context.Get<SnapshotService>().Current, Render(context, new WhatIfAddress(90, null, null, new() { Rule = rule }).ToString()));
        var those = Enumerable.Range(0, facts.CustomerCount).Where(i => facts.Customers.Purchases[i] >= 3).ToList();
        Assert.InRange(those.Count, 1, facts.CustomerCount - 1);
        Assert.Contains($"{those.Count} customers", page.Find("#what-if-figures + p").TextContent, StringComparison.Ordinal);
        Assert.Equal(Money(those.Sum(i => (double)facts.Customers.Revenue[i]) / those.Count / 100), Row(page, 2)[0]);
        Assert.Equal(new PageAddress { Rule = rule }.On("/clv/what-if"), page.FindAll(".what-if-end a").Single(a => a.TextContent == "Back to the settings").GetAttribute("href"));
    }

    private static string[] Row(IRenderedComponent<WhatIfPage> page, int at) => [.. page.FindAll(".what-if-figures tbody tr")[at].Children.Skip(1).Select(c => c.TextContent.Trim().Replace(" ", "", StringComparison.Ordinal))];

    private static string Money(double value) => "$" + value.ToString(value >= 10_000 ? "N0" : "N2", CultureInfo.InvariantCulture);

    private static IRenderedComponent<WhatIfPage> Render(PageContext context, string address)
    {
        context.Get<NavigationManager>().NavigateTo(address);
        var page = context.Render<WhatIfPage>();
        page.WaitForElement(".what-if-figures", Patience);
        return page;
    }

    private static async Task<PageContext> ServedAsync()
    {
        var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync("order_id,customer_id,order_date,amount\n" + string.Concat(
            from customer in Enumerable.Range(0, 40)
            from n in Enumerable.Range(0, 1 + customer % 8)
            select $"{customer}-{n},C{customer},{new DateOnly(2024, 6, 1).AddDays(-8 * customer - 10 * n):yyyy-MM-dd},{2 + customer % 9}\n"));
        await context.Get<LifetimeWork>().RunAsync(null, Cancellation);
        var rules = new ForecastRules { Day = FactDay.From(new(2024, 6, 1)), Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], MeanSpend = 6, Counting = context.Get<SnapshotService>().Current.Stamp.Rules };
        await context.ChangeAsync(db => db.ServedForecasts.ExecuteUpdate(u => u.SetProperty(f => f.Rules, rules.ToText())));
        await context.Get<SnapshotService>().RefreshAsync(null, Cancellation);
        return context;
    }
}
