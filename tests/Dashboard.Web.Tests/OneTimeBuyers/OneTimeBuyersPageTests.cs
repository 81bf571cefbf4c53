using System.Globalization;
using Bunit;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Repeats;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.OneTimeBuyers;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Web.Tests.OneTimeBuyers;

public sealed class OneTimeBuyersPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_orders_the_page_says_what_it_is_good_for_and_of_few_customers_names_no_moment()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        Assert.Contains("No buyers yet", context.Render<OneTimeBuyersPage>().WaitForElement(".state", Patience).TextContent, StringComparison.Ordinal);
        await context.ImportAsync("order_id,customer_id,order_date,amount\n1,A,2024-06-01,10\n2,B,2024-05-01,10\n3,B,2024-05-20,10\n");
        var page = Render(context, "/one-time-buyers");
        Assert.Equal("None of 2 customers is old enough to tell whether they buy again within 90 days. Too few came back so far to name the best moment to write.", page.Find(".page-head p").TextContent);
        Assert.Contains("at least 30 customers", page.Find(".tile .state").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Predicted per customer", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/one-time-buyers", null)]
    [InlineData("/one-time-buyers?by=first_coupon", null)]
    [InlineData("/one-time-buyers?by=country&seg=1", 1)]
    [InlineData("/one-time-buyers?by=nonsense&seg=1", 1)]
    [InlineData("/one-time-buyers?country=DE", null)]
    public async Task Every_number_of_customers_opens_exactly_as_many(string address, int? segment)
    {
        using var context = await ServedAsync();
        var page = Render(context, address);
        Assert.True(await Drills.CheckAsync(context, page) > 40);
        var facts = context.Get<SnapshotService>().Current;
        var members = segment is { } id ? await context.Get<SegmentAnswers>().MembersAsync(facts, id, Cancellation) : (await context.Get<SegmentDesk>().FilterAsync(facts, PageAddress.Parse(address), Cancellation))?.Members;
        var best = RepeatHazard.Of(facts, members).Best!;
        var actions = page.FindAll(".best-moment a").Select(a => a.GetAttribute("href")!).ToList();
        Assert.Equal([best.Here, best.Here], [await Drills.MembersAsync(context, actions[0]), await Drills.MembersAsync(context, actions[1])]);
        Assert.StartsWith("/segments/new?", actions[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tables_show_what_was_counted()
    {
        using var context = await ServedAsync();
        var facts = context.Get<SnapshotService>().Current;
        var page = Render(context, "/one-time-buyers?by=country");
        var early = EarlyRepeat.Of(facts, 90);
        var all = early.All;
        Assert.StartsWith(
            $"Of {all.Mature} customers old enough to tell, {Percent(all.Rate)} bought again within 90 days (95% interval: {Percent(all.Interval!.Value.Low)} to {Percent(all.Interval.Value.High)}). The best moment to write is ",
            page.Find(".page-head p").TextContent, StringComparison.Ordinal);
        var tables = page.FindAll(".clv-groups");
        Assert.Equal(early.Cohorts.Select(Row), tables[0].QuerySelectorAll("tbody tr").Select(r => string.Join(' ', Drills.Cells(r).Skip(1))));
        Assert.Equal(EarlyRepeat.By(facts, 90, CustomerKey.Country).Select(r => $"{r.Name} {Row(r)}"), tables[1].QuerySelectorAll("tbody tr").Select(r => string.Join(' ', Drills.Cells(r))));
        Assert.All(tables.Take(2), t => Assert.Equal($"All {Row(all)}", string.Join(' ', Drills.Cells(t.QuerySelector("tfoot tr")!))));
        Assert.Equal(
            RepeatHazard.Of(facts).Weeks.Select(w => $"{w.AtRisk} {w.Events} {w.Here}"),
            page.FindAll(".moment-weeks tbody tr").Select(r => Drills.Cells(r)).Select(c => $"{c[1]} {c[2]} {c[6]}"));
        var worth = RepeatWorth.Of(facts);
        Assert.Equal(
            new[] { worth.Once, worth.Twice, worth.Often, worth.Repeat }.Select(w => $"{w.Customers} ${w.HistoricMean:N2} ${w.PredictedMean:N2} ${w.TotalMean:N2}"),
            tables[2].QuerySelectorAll("tbody tr, tfoot tr").Select(r => Drills.Cells(r)).Select(c => $"{c[1]} {c[3]} {c[4]} {c[5]}"));
        Assert.Contains($"{worth.HistoricMultiple:N2} times as much as one-time buyers", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_is_about_those_who_came_in_it_and_compares_them_with_those_who_came_before()
    {
        using var context = await ServedAsync();
        var facts = context.Get<SnapshotService>().Current;
        var page = Render(context, "/one-time-buyers?from=2024-02-01&to=2024-02-29&by=country&cmp=prev");
        EarlyRepeat Came(DateOnly from, DateOnly to) => EarlyRepeat.Of(facts, 90, SegmentScan.Run(facts, new OrderRule(OrderPlace.First) { Window = new(From: from, To: to) }));
        var (now, before) = (Came(new(2024, 2, 1), new(2024, 2, 29)).All, Came(new(2024, 1, 1), new(2024, 1, 31)).All);
        Assert.Equal((29, 31), (now.Customers, before.Customers));
        Assert.StartsWith($"Customers who first bought 1 Feb\u00a0– 29 Feb 2024: Of 29 customers", page.Find(".page-head p").TextContent, StringComparison.Ordinal);
        Assert.Contains($"Of those who first bought 1 Jan\u00a0– 31 Jan 2024 it was {Percent(before.Rate)}.", page.Find(".page-head p").TextContent, StringComparison.Ordinal);
        Assert.Contains($"from {Percent(before.Rate)}", page.FindAll(".kpi")[0].TextContent, StringComparison.Ordinal);
        Assert.Equal(before.Repeated, await Drills.MembersAsync(context, page.FindAll(".kpi")[0].QuerySelector(".kpi-note a")!.GetAttribute("href")!));
        Assert.Single(page.FindAll(".clv-groups")[0].QuerySelectorAll("tbody tr"));
        Assert.Equal(Percent(before.Rate), page.FindAll(".clv-groups")[1].QuerySelector("tfoot .before a")!.TextContent);
        Assert.True(await Drills.CheckAsync(context, page) > 40);
        Assert.Empty(Render(context, "/one-time-buyers?from=2024-02-01&to=2024-02-29&cmp=off").FindAll(".before, .change"));
        Assert.Contains("Nobody bought for the first time in these days.", Render(context, "/one-time-buyers?from=2020-02-01&to=2020-02-29").Find(".state").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rates_of_all_lives_are_compared_at_the_same_age()
    {
        using var context = await ServedAsync();
        var page = Render(context, "/one-time-buyers?from=2024-05-01&to=2024-05-31&cmp=custom&cfrom=2024-02-01&cto=2024-02-29");
        var facts = context.Get<SnapshotService>().Current;
        var members = SegmentScan.Run(facts, new OrderRule(OrderPlace.First) { Window = new(From: new(2024, 2, 1), To: new(2024, 2, 29)) }, cancellation: Cancellation);
        // Ninety days ago those who came in February were as old as those who came in May are now.
        var then = KpiEngine.Run(facts, new() { To = new(2024, 3, 3), Kpis = [KpiId.RepeatRate], Customers = members })[KpiId.RepeatRate].Value;
        Assert.True(then < KpiEngine.Run(facts, new() { Kpis = [KpiId.RepeatRate], Customers = members })[KpiId.RepeatRate].Value);
        Assert.Contains($"from {Percent(then)}", page.FindAll(".kpi")[1].TextContent, StringComparison.Ordinal);
        Assert.Equal(Math.Round(then!.Value * 29), await Drills.MembersAsync(context, page.FindAll(".kpi")[1].QuerySelector(".kpi-note a")!.GetAttribute("href")!));
    }

    [Fact]
    public async Task An_unknown_segment_has_nobody_and_says_so()
    {
        using var context = await ServedAsync();
        var page = Render(context, "/one-time-buyers?seg=77");
        Assert.Contains("Nobody among these customers has bought.", page.Find(".state").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll(".strip.amber"));
    }

    private static string Row(EarlyRepeatRow row) =>
        $"{row.Customers} {row.TooNew} {row.Mature} {row.Repeated} {(row.Rate is null ? "too new" : Percent(row.Rate))} {(row.Interval is { } i ? $"{Percent(i.Low)}–{Percent(i.High)}" : "–")}";

    private static string Percent(double? share) => share!.Value.ToString("P1", CultureInfo.GetCultureInfo("en-GB"));

    private static IRenderedComponent<OneTimeBuyersPage> Render(PageContext context, string address)
    {
        context.Get<NavigationManager>().NavigateTo(address);
        var page = context.Render<OneTimeBuyersPage>();
        page.WaitForState(() => page.FindAll(".clv-groups, .state").Count > 0, Patience);
        return page;
    }

    // Two hundred customers, one a day; six of ten come back after 20 to 33 days, some of them a third time.
    private static string Orders() => "order_id,customer_id,order_date,amount,country,coupon\n" + string.Concat(
        from customer in Enumerable.Range(0, 200)
        from n in Enumerable.Range(0, customer % 10 < 6 ? 2 + customer % 2 : 1)
        let day = new DateOnly(2024, 6, 1).AddDays(n * (20 + customer % 14) - customer)
        where day <= new DateOnly(2024, 6, 1)
        select $"{customer}-{n},C{customer},{day:yyyy-MM-dd},{20 + customer % 9},{(customer % 3 == 0 ? "FR" : "DE")},{(n > 0 ? "" : $"N{customer % 4}")}\n");

    private static async Task<PageContext> ServedAsync()
    {
        var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders());
        await context.Get<LifetimeWork>().RunAsync(null, Cancellation);
        var rules = new ForecastRules { Day = FactDay.From(new(2024, 6, 1)), Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], Spend = [6.25, 3.74, 15.44], Counting = context.Get<SnapshotService>().Current.Stamp.Rules };
        await context.ChangeAsync(db => db.ServedForecasts.ExecuteUpdate(u => u.SetProperty(f => f.Rules, rules.ToText())));
        await context.Get<SnapshotService>().RefreshAsync(null, Cancellation);
        var saved = await context.Get<SegmentDesk>().SaveAsync(null, new() { Name = "Germans", Rule = new CountryRule(["DE"]) }, Cancellation);
        Assert.Equal(1, saved.Id);
        return context;
    }
}
