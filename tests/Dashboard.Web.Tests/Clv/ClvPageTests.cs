using System.Globalization;
using AngleSharp.Dom;
using Bunit;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Clv;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Web.Tests.Clv;

public sealed class ClvPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_orders_the_page_says_what_it_is_good_for_and_without_a_forecast_shows_what_came()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        Assert.Contains("No customer value yet", context.Render<ClvPage>().WaitForElement(".state", Patience).TextContent, StringComparison.Ordinal);
        await context.ImportAsync(Orders());
        var page = Render(context, "/clv");
        Assert.Contains("No forecast has been made yet", page.Find(".strip.amber").TextContent, StringComparison.Ordinal);
        var facts = context.Get<SnapshotService>().Current;
        var historic = facts.Customers.Revenue.Sum() / 100m;
        Assert.StartsWith($"40 customers have brought ${historic:N2} so far, ${historic / 40:N2} each on average", page.Find(".page-head p").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("expected", page.Find(".page-head p").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Predicted", page.Find(".clv-groups").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_forecast_a_segment_is_not_said_to_be_too_large_for_customer_equity()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders());
        Assert.Equal(1, (await context.Get<SegmentDesk>().SaveAsync(null, new() { Name = "Germans", Rule = new CountryRule(["DE"]) }, Cancellation)).Id);
        var page = Render(context, "/clv?seg=1");
        Assert.Contains("Customer equity is written down with every forecast that serves", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Too many customers", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Historic_value_on_top_is_that_of_the_end_of_the_range_against_that_of_the_end_of_the_comparison()
    {
        using var context = await ServedAsync();
        var page = Render(context, "/clv?from=2024-03-01&to=2024-03-31");
        var (march, february) = (Until(new(2024, 3, 31)), Until(new(2024, 2, 29)));
        Assert.True(february.Customers < march.Customers && march.Customers < 40);
        var mean = page.FindAll(".kpi")[0];
        Assert.Equal(Money(march.Sum / march.Customers), mean.QuerySelector(".kpi-value")!.TextContent);
        Assert.Equal($"{march.Customers}", mean.QuerySelector(".kpi-value a")!.GetAttribute("data-drill"));
        Assert.Equal([$"from {Money(february.Sum / february.Customers)}", $"{march.Customers} customers, up to 31 Mar 2024 against 29 Feb 2024"], mean.QuerySelectorAll(".kpi-note").Select(n => n.TextContent));
        Assert.Equal($"{february.Customers}", mean.QuerySelector(".kpi-note a")!.GetAttribute("data-drill"));
        Assert.True(await Drills.CheckAsync(context, page) > 6);
        var lead = page.Find(".page-head p").TextContent;
        Assert.StartsWith($"Up to 31 Mar 2024 {march.Customers} customers had brought {Money(march.Sum)}, {Money(march.Sum / march.Customers)} each on average", lead, StringComparison.Ordinal);
        Assert.Contains("Of the 40 customers on file now", lead, StringComparison.Ordinal);
        Assert.Equal([$"{march.Customers} customers"], Render(context, "/clv?from=2024-03-01&to=2024-03-31&cmp=off").FindAll(".kpi")[0].QuerySelectorAll(".kpi-note").Select(n => n.TextContent));
        Assert.StartsWith("Up to 31 Mar 2020 nobody had bought.", Render(context, "/clv?from=2020-03-01&to=2020-03-31").Find(".page-head p").TextContent, StringComparison.Ordinal);

        static (int Customers, double Sum) Until(DateOnly last)
        {
            var rows = Orders().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Split(',')).Where(row => DateOnly.ParseExact(row[2], "yyyy-MM-dd", CultureInfo.InvariantCulture) <= last).ToList();
            return (rows.Select(row => row[1]).Distinct().Count(), rows.Sum(row => double.Parse(row[3], CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public async Task Every_figure_of_an_earlier_range_says_in_its_heading_of_which_day_it_is()
    {
        using var context = await ServedAsync();
        var now = FactDay.ToDate(context.Get<SnapshotService>().Current.Span.Last).ToString("d MMM yyyy", CultureInfo.InvariantCulture);
        var page = Render(context, "/clv?from=2024-03-01&to=2024-03-31&cmp=off");
        var (until, asOf) = (" · up to 31 Mar 2024", $" · as of {now}");
        Assert.Equal([until, until, asOf, asOf, asOf], page.FindAll(".kpi [role=heading]").Select(h => h.TextContent[h.TextContent.IndexOf(" · ", StringComparison.Ordinal)..]));
        // The trend has a day at each point.
        var titles = page.FindAll(".tiles h2").Select(t => t.TextContent).Where(t => t != "Customer equity over time").ToList();
        Assert.Equal(5, titles.Count);
        Assert.All(titles, t => Assert.EndsWith(asOf, t, StringComparison.Ordinal));
        Assert.DoesNotContain(" · ", string.Concat(Render(context, "/clv").FindAll(".kpi [role=heading], .tiles h2").Select(t => t.TextContent)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/clv", CustomerKey.Channel)]
    [InlineData("/clv?by=country", CustomerKey.Country)]
    [InlineData("/clv?by=first_coupon&seg=1", CustomerKey.FirstCoupon)]
    [InlineData("/clv?seg=1", CustomerKey.Channel)]
    [InlineData("/clv?by=nonsense", CustomerKey.Channel)]
    [InlineData("/clv?channel=web", CustomerKey.Channel)]
    [InlineData("/clv?by=country&seg=1&channel=shop&country=DE", CustomerKey.Country)]
    public async Task Every_group_has_the_snapshots_figures_and_leads_to_as_many_customers_as_it_counts(string address, CustomerKey key)
    {
        using var context = await ServedAsync();
        var (facts, answers) = (context.Get<SnapshotService>().Current, context.Get<SegmentAnswers>());
        var members = address switch { _ when address.Contains("channel=", StringComparison.Ordinal) => (await context.Get<SegmentDesk>().FilterAsync(facts, PageAddress.Parse(address), Cancellation))?.Members, _ when address.Contains("seg=", StringComparison.Ordinal) => await answers.MembersAsync(facts, 1, Cancellation), _ => null };
        var page = Render(context, address);
        var groups = ClvGroups.Of(facts, key, members);
        var rows = page.FindAll(".clv-groups tbody tr");
        Assert.Equal(groups.Select(g => (Count(g.Customers), Money(g.Historic), Money(g.Predicted!.Value))), rows.Select(r => (Cell(r, 1), Cell(r, 2), Cell(r, 4))));
        var (historic, predicted) = (groups.Sum(g => g.Historic), groups.Sum(g => g.Predicted!.Value));
        var total = page.Find(".clv-groups tfoot tr");
        Assert.Equal((Count(groups.Sum(g => g.Customers)), Money(historic), Money(predicted)), (Cell(total, 1), Cell(total, 2), Cell(total, 4)));
        foreach (var row in rows)
        {
            var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(row.QuerySelector("a")!.GetAttribute("href")!.Split('?')[1]);
            var answer = await answers.CountAsync(facts, SegmentJson.Read(query["rule"].ToString(), out _)!, null, Cancellation);
            Assert.Equal(Cell(row, 1), Count(answer.Count!.Size));
        }
    }

    [Theory]
    [InlineData("/clv?channel=web", 14)]
    [InlineData("/clv?channel=web&country=FR", 3)]
    [InlineData("/clv?country=DE", 32)]
    [InlineData("/clv?country=DE&seg=1", 32)]
    public async Task Channel_and_country_keep_the_customers_whose_first_order_was_there_and_the_page_says_so(string address, int customers)
    {
        using var context = await ServedAsync();
        var page = Render(context, address);
        Assert.Equal(Count(customers), Cell(page.Find(".clv-groups tfoot tr"), 1));
        var notice = page.Find(".strip[role=status]");
        Assert.StartsWith("Only these are shown: Customers who", notice.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal("/clv", notice.QuerySelectorAll("a")[^1].GetAttribute("href"));
    }

    [Fact]
    public async Task A_channel_that_the_shop_does_not_have_brought_nobody()
    {
        using var context = await ServedAsync();
        context.Get<NavigationManager>().NavigateTo("/clv?channel=fair");
        var page = context.Render<ClvPage>();
        Assert.Contains("fair", page.WaitForElement(".strip[role=status]", Patience).TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".clv-groups"));
        Assert.Equal(["/clv?channel=fair", "/clv/acquisition?channel=fair", "/clv/what-if?channel=fair", "/clv/model?channel=fair"], page.FindAll("nav.chips a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task The_figures_on_top_are_those_of_the_snapshot_and_of_the_segment()
    {
        using var context = await ServedAsync();
        var facts = context.Get<SnapshotService>().Current;
        var equity = facts.Forecasts!.Value.Sum() / 100.0;
        var page = Render(context, "/clv");
        Assert.Equal(
            [Money(facts.Customers.Revenue.Average() / 100), Money(equity / 40), Money(facts.Customers.Revenue.Average() / 100 + equity / 40), Money(equity)],
            new[] { 0, 2, 3, 4 }.Select(i => page.FindAll(".kpi-value")[i].TextContent));
        Assert.Contains($"Another {Money(equity)} is expected of them within 365 days.", page.Find(".page-head p").TextContent, StringComparison.Ordinal);
        Assert.Contains("The trend begins with the second day", page.Markup, StringComparison.Ordinal);
        var total = TotalOutlook.Of(facts, null)!;
        Assert.Contains($"80% between {Money(total.ValueLow)} and {Money(total.ValueHigh)}; 365 days", page.FindAll(".kpi")[4].TextContent, StringComparison.Ordinal);
        Assert.Contains($"That is {Count((int)Math.Round(total.Purchases))} purchases, with 80% between {Count((int)Math.Round(total.PurchasesLow))} and {Count((int)Math.Round(total.PurchasesHigh))}.", page.Find(".page-head p").TextContent, StringComparison.Ordinal);

        var members = (await context.Get<SegmentAnswers>().MembersAsync(facts, 1, Cancellation))!;
        var page2 = Render(context, "/clv?seg=1");
        var within = Enumerable.Range(0, facts.CustomerCount).Where(i => members[i]).ToList();
        Assert.Equal(Money(within.Sum(i => facts.Forecasts.Value[i]) / 100.0), page2.FindAll(".kpi-value")[4].TextContent);
        Assert.Contains($"80% between {Money(TotalOutlook.Of(facts, members)!.ValueLow)} and ", page2.FindAll(".kpi")[4].TextContent, StringComparison.Ordinal);
        Assert.Contains("recomputed by the forecast in service", page2.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/clv")]
    [InlineData("/clv?seg=1")]
    public async Task Every_step_of_value_and_every_count_of_the_best_opens_as_many_customers_as_it_says(string address)
    {
        using var context = await ServedAsync();
        await context.ChangeAsync(db => db.Settings.ExecuteUpdate(u => u.SetProperty(s => s.MarginPercent, 35)));
        var page = Render(context, address);
        Assert.Equal(ClvView.Cards.Count + 3 * page.FindAll(".clv-tops tbody tr").Count + 6 * page.FindAll(".clv-groups tr:has(td)").Count + page.FindAll(".equity td a, .kpi-note a").Count, await Drills.CheckAsync(context, page));
        var facts = context.Get<SnapshotService>().Current;
        var view = page.FindComponent<ClvDistribution>().Instance.View;
        var members = view.Filter?.Members;
        var all = Enumerable.Range(0, facts.CustomerCount).Where(i => members is null || members[i]).ToList();
        foreach (var (spread, values, predicted) in new[] { (view.HistoricSpread, facts.Customers.Revenue, false), (view.PredictedSpread!, facts.Forecasts!.Value, true) })
        {
            Assert.Equal(all.Count, spread.Bins.Sum(b => b.Customers));
            foreach (var bin in spread.Bins.Where(b => b.Customers > 0))
                Assert.Equal(bin.Customers, (await context.Get<SegmentAnswers>().CountAsync(facts, view.WhoIsWorth(predicted, bin.AtLeast, bin.AtMost), null, Cancellation)).Count!.Size);
            var best = all.Select(i => values[i]).OrderDescending().Take((all.Count + 4) / 5).ToList();
            Assert.Equal((double)best.Sum() / all.Sum(i => values[i]), spread.Tops[3].Share!.Value, 1e-12);
        }
    }

    [Theory]
    [InlineData(5, "fewer purchases came (5) than the forecast of that day allowed for: 20 expected, with 95% 10 to 30")]
    [InlineData(31, "more purchases came (31) than the forecast of that day allowed for: 20 expected")]
    [InlineData(30, null)]
    public async Task A_forecast_that_what_came_proves_wrong_is_called_drifted(int came, string? said)
    {
        using var context = await ServedAsync();
        await context.ChangeAsync(db => db.LifetimeRuns.ExecuteUpdate(u => u.SetProperty(r => r.WatchExpected, 20).SetProperty(r => r.WatchLow, 10).SetProperty(r => r.WatchHigh, 30).SetProperty(r => r.WatchCame, came)));
        var page = Render(context, "/clv");
        if (said is null) Assert.Empty(page.FindAll(".clv-drift"));
        else Assert.Contains(said, page.Find(".clv-drift").TextContent, StringComparison.Ordinal);
        var model = context.Render<ClvModelPage>();
        model.WaitForElement(".clv-rivals", Patience);
        Assert.Equal(said is not null, model.FindAll(".clv-drift").Count == 1);
        Assert.Equal(said is not null, model.Find(".clv-warnings").TextContent.Contains("Figures must be right now", StringComparison.Ordinal));
        Assert.Contains($"{came} came, 20 expected (10 to 30)", model.Find("[aria-labelledby=clv-fits] tbody").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fit_that_serves_and_kept_no_expectation_is_not_said_to_have_served_nothing()
    {
        using var context = await ServedAsync();
        await context.ChangeAsync(db => db.LifetimeRuns.ExecuteUpdate(u => u.SetProperty(r => r.Served, "BG/NBD").SetProperty(r => r.WatchExpected, (double?)null)));
        var model = context.Render<ClvModelPage>();
        model.WaitForElement(".clv-rivals", Patience);
        Assert.Equal("not written down", model.Find("[aria-labelledby=clv-fits] tbody tr td:last-child").TextContent);
    }

    [Fact]
    public async Task Months_open_the_customers_who_came_in_them()
    {
        using var context = await ServedAsync();
        var facts = context.Get<SnapshotService>().Current;
        var view = await ClvView.ReadAsync(ClvAddress.Parse(""), null, context.Get<Core.Kpis.KpiService>(), context.Get<EquityHistory>(), context.Get<LifetimeStore>(), new(), Cancellation);
        Assert.Equal(40, view.Spread.Periods.Sum(p => p.Customers));
        foreach (var period in view.Spread.Periods)
        {
            var answer = await context.Get<SegmentAnswers>().CountAsync(facts, view.Who(period), null, Cancellation);
            Assert.Equal(period.Customers, answer.Count!.Size);
        }
    }

    [Fact]
    public async Task From_the_second_day_on_the_equity_has_a_trend_and_a_bridge()
    {
        using var context = await ServedAsync();
        await context.ImportAsync("order_id,customer_id,order_date,amount,channel,country\nnew-1,NEW,2024-06-03,50,shop,DE\nnew-2,C1,2024-06-03,50,shop,DE\n");
        await context.Get<LifecycleRecorder>().RecordAsync(Cancellation);
        var page = Render(context, "/clv");
        var trend = await context.Get<EquityHistory>().ReadAsync(Cancellation);
        var steps = Assert.IsType<EquityChange>(trend.Bridge(default, DateOnly.MaxValue)).Steps;
        Assert.True(steps.Acquired > 0);
        Assert.Equal(context.Get<SnapshotService>().Current.Forecasts!.Value.Sum() / 100.0, steps.Closing, 1e-6);
        var bridge = page.Find(".tile .data-table:has(caption)").TextContent;
        Assert.Contains($"New customers+{Money(steps.Acquired)}", bridge, StringComparison.Ordinal);
        Assert.Contains($"Closing{Money(steps.Closing)}", bridge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Earlier_months_are_recomputed_and_a_range_opens_and_closes_the_bridge()
    {
        using var context = await ServedAsync();
        var facts = context.Get<SnapshotService>().Current;
        var days = await context.Get<PastEquityRecorder>().RecordAsync(Cancellation);
        Assert.Equal(PastEquity.DaysOf(facts, ForecastRules.Parse(facts.Stamp.Forecast)!).Count, days);
        var past = PastEquity.Of(facts, ForecastRules.Parse(facts.Stamp.Forecast)!, PastEquity.DaysOf(facts, ForecastRules.Parse(facts.Stamp.Forecast)!), null, Cancellation)!;
        var page = Render(context, "/clv");
        Assert.Contains("Recomputed month by month", page.Find(".equity .tile-foot").TextContent, StringComparison.Ordinal);
        Assert.Equal([Money(past[0].Closing / 100.0), Money(past[^1].Closing / 100.0)], new[] { 0, 5 }.Select(i => page.FindAll(".equity .data-table td")[i].TextContent.Trim()));
        Assert.Equal(Money(facts.Forecasts!.Value.Sum() / 100.0), page.Find(".equity .data-table td a").TextContent);

        var march = Render(context, "/clv?from=2024-03-01&to=2024-03-31");
        Assert.Equal("From 29 Feb 2024 to 31 Mar 2024", march.Find(".equity caption").TextContent);
        var (opening, closing) = (past.Single(d => d.Day == FactDay.From(new(2024, 2, 29))), past.Single(d => d.Day == FactDay.From(new(2024, 3, 31))));
        Assert.Equal(
            [Money(opening.Closing / 100.0), $"+{Money(closing.Acquired / 100.0)}", Money(closing.Closing / 100.0)],
            new[] { 0, 1, 5 }.Select(i => march.FindAll(".equity .data-table td")[i].TextContent.Trim()));
        Assert.Single(march.FindComponent<ClvPeriods>().Instance.View.Periods);
        Assert.Contains($"from {Money(opening.Closing / 100.0)}", march.FindAll(".kpi")[4].TextContent, StringComparison.Ordinal);
        Assert.Contains("1 Jun 2024 against 29 Feb 2024, recomputed with the forecast in service; 365 days", march.FindAll(".kpi")[4].TextContent, StringComparison.Ordinal);
        // Each of those who had bought by then.
        var rows = Orders().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Split(',')).Where(row => string.CompareOrdinal(row[2], "2024-02-29") <= 0).ToList();
        var (bought, predicted) = (rows.Select(row => row[1]).Distinct().Count(), opening.Closing / 100.0);
        Assert.Contains($"from {Money(predicted / bought)}", march.FindAll(".kpi")[2].TextContent, StringComparison.Ordinal);
        Assert.Contains($"from {Money((rows.Sum(row => double.Parse(row[3], CultureInfo.InvariantCulture)) + predicted) / bought)}", march.FindAll(".kpi")[3].TextContent, StringComparison.Ordinal);
        Assert.Contains("1 Jun 2024 against 29 Feb 2024, its forecast recomputed with that in service", march.FindAll(".kpi")[3].TextContent, StringComparison.Ordinal);
        Assert.Empty(Render(context, "/clv?from=2024-03-01&to=2024-03-31&cmp=off").FindAll(".change"));
        Assert.Contains("Nobody came in these days", Render(context, "/clv?from=2020-03-01&to=2020-03-31").Markup, StringComparison.Ordinal);

        // A newer fit replaces all of it.
        Assert.Equal(days, await context.Get<PastEquityRecorder>().RecordAsync(Cancellation));
        Assert.Equal(days, (await context.Get<EquityHistory>().ReadAsync(Cancellation)).Recomputed.Count);
    }

    private static string Cell(IElement row, int at) => row.Children[at].TextContent.Trim();

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Money(double value) => "$" + value.ToString(value >= 10_000 ? "N0" : "N2", CultureInfo.InvariantCulture);

    private static IRenderedComponent<ClvPage> Render(PageContext context, string address)
    {
        context.Get<NavigationManager>().NavigateTo(address);
        var page = context.Render<ClvPage>();
        page.WaitForElement(".clv-groups", Patience);
        return page;
    }

    // Forty customers who bought every ten days until 8 i days before the end.
    private static string Orders() => "order_id,customer_id,order_date,amount,channel,country,coupon\n" + string.Concat(
        from customer in Enumerable.Range(0, 40)
        from n in Enumerable.Range(0, 1 + customer % 8)
        select $"{customer}-{n},C{customer},{new DateOnly(2024, 6, 1).AddDays(-8 * customer - 10 * n):yyyy-MM-dd},{2 + customer % 9},{(customer % 3 == 0 ? "web" : "shop")},{(customer % 5 == 0 ? "FR" : "DE")},{(n > 0 ? "" : $"N{customer % 4}")}\n");

    private static double[] Diagonal(int n) => [.. Enumerable.Range(0, n * n).Select(i => i % (n + 1) == 0 ? 0.01 : 0)];

    private static async Task<PageContext> ServedAsync()
    {
        var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders());
        await context.Get<LifetimeWork>().RunAsync(null, Cancellation);
        var rules = new ForecastRules { Day = FactDay.From(new(2024, 6, 1)), Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], Spend = [6.25, 3.74, 15.44], Counting = context.Get<SnapshotService>().Current.Stamp.Rules, Covariance = Diagonal(4), SpendCovariance = Diagonal(3) };
        await context.ChangeAsync(db => db.ServedForecasts.ExecuteUpdate(u => u.SetProperty(f => f.Rules, rules.ToText())));
        await context.ChangeAsync(db => db.KpiHistory.ExecuteDelete());
        await context.ChangeAsync(db => db.ServedForecasts.ExecuteUpdate(u => u.SetProperty(f => f.Basis, (string?)null)));
        await context.Get<SnapshotService>().RefreshAsync(null, Cancellation);
        await context.Get<LifecycleRecorder>().RecordAsync(Cancellation);
        var saved = await context.Get<SegmentDesk>().SaveAsync(null, new() { Name = "Germans", Rule = new CountryRule(["DE"]) }, Cancellation);
        Assert.Equal(1, saved.Id);
        return context;
    }
}
