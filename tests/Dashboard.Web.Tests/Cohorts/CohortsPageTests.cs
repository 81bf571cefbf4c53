using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using Bunit;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Charts;
using Dashboard.Web.Features.Cohorts;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using TestContext = Xunit.TestContext;

namespace Dashboard.Web.Tests.Cohorts;

public sealed class CohortsPageTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private PageContext _context = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private NavigationManager Navigation => _context.Get<NavigationManager>();

    public void Dispose() => _context?.Dispose();

    [Fact]
    public async Task Without_orders_the_page_says_what_cohorts_are_good_for()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        var page = _context.Render<CohortsPage>();
        Assert.NotNull(page.WaitForElement(".state a.filled[href='/']"));
    }

    [Fact]
    public async Task The_table_shows_shares_hatches_what_is_not_over_and_greys_what_is_small()
    {
        await OpenAsync();
        var page = Render("/cohorts");
        // 40 came in January: 20 of them bought in February, 10 in March.
        Assert.Equal(["40", "50%", "25%", "0%", ""], Row(page, "Jan 2024").Take(5).Select(Figure));
        Assert.Equal("Jan 2024, month 1: 50% bought, 20 of 40 customers", Row(page, "Jan 2024")[1].GetAttribute("title"));
        Assert.Contains("immature", Row(page, "Jan 2024")[4].ClassName, StringComparison.Ordinal);
        var small = page.FindAll(".cohort-heat tr").Single(r => r.QuerySelector("th")!.TextContent.StartsWith("Mar 2024", StringComparison.Ordinal));
        Assert.Equal(("quiet-row", "Fewer than 30 customers: too few to judge"), (small.ClassName, small.GetAttribute("title")));
        Assert.Contains("Mar 2024: Fewer than 30 customers", small.QuerySelector("th")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(small.QuerySelectorAll("td.h0, td.h9"));
        // Weighted: 20 + 4 of 72 customers whose month 1 is over, and none of the 5 small ones.
        Assert.Equal(["80", "31%"], Row(page, "All, weighted").Take(2).Select(Figure));
    }

    [Fact]
    public async Task The_finding_says_how_many_it_speaks_of_and_whether_cohorts_differ_by_more_than_chance()
    {
        await OpenAsync();
        Assert.Equal("8 customers have bought; too few of them are old enough to say who comes back.", Lead(Render("/cohorts?from=2024-03-01")));
        Assert.Equal("Of 40 customers whose month 3 is over, 0.0% bought in it.", Lead(Render("/cohorts?to=2024-01-31")));
        Assert.Equal("Of 72 customers whose month 2 is over, 18.1% bought in it. Best: Jan 2024 (25.0%, 40 customers); weakest: Feb 2024 (9.4%, 32 customers). Their difference may be chance.", Lead(Render("/cohorts")));
        Assert.Equal("Of 72 customers whose month 2 is over, 44.4% had bought again by its end. Best: Jan 2024 (65.0%, 40 customers); weakest: Feb 2024 (18.8%, 32 customers).", Lead(Render("/cohorts?show=again")));

        static string Lead(IRenderedComponent<CohortsPage> page) => page.Find(".page-head p").TextContent;
    }

    [Theory]
    [InlineData("/cohorts")]
    [InlineData("/cohorts?show=later&by=quarter")]
    [InlineData("/cohorts?show=again&by=week&from=2024-02-01")]
    [InlineData("/cohorts?show=value&by=channel")]
    [InlineData("/cohorts?show=orders&by=country&age=week")]
    [InlineData("/cohorts?show=again&by=first_product")]
    [InlineData("/cohorts?show=revenue&by=range&days=2024-01-10..2024-02-20&days=2024-01-01..2024-04-30")]
    [InlineData("/cohorts?show=retained&by=segment")]
    [InlineData("/cohorts?show=later&by=channel&seg=1")]
    [InlineData("/cohorts?seg=1")]
    [InlineData("/cohorts?channel=shop&country=DE")]
    [InlineData("/cohorts?seg=1&channel=web")]
    public async Task Every_figure_leads_to_as_many_customers_as_it_counts(string address)
    {
        await OpenAsync();
        await SaveSegmentAsync();
        var (desk, answers) = (_context.Get<CohortDesk>(), _context.Get<SegmentAnswers>());
        var page = Render(address);
        var links = page.FindAll(".cohort-heat td a").Select(a => a.GetAttribute("href")!).ToList();
        Assert.NotEmpty(links);
        foreach (var link in links)
        {
            var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(link[link.IndexOf('?', StringComparison.Ordinal)..]);
            var view = (await desk.ReadAsync(CohortAddress.Parse(link), Cancellation))!;
            var entry = view.Find(query["row"].ToString())!;
            int? k = query.TryGetValue("k", out var age) ? int.Parse(age.ToString(), CultureInfo.InvariantCulture) : null;
            var answer = await answers.CountAsync(view.Facts, view.Who(entry.Row, k)!, null, Cancellation);
            Assert.Empty(answer.Problems);
            Assert.Equal(k is { } period ? view.Behind(entry.Row, period) : entry.Row.Size, answer.Count!.Size);
        }
    }

    [Theory]
    [InlineData("/cohorts")]
    [InlineData("/cohorts?show=revenue&abs=1")]
    [InlineData("/cohorts?show=margin&by=week")]
    [InlineData("/cohorts?show=orders&by=quarter")]
    [InlineData("/cohorts?show=value&by=channel&seg=1")]
    [InlineData("/cohorts?show=value&by=range&days=2024-01-10..2024-02-20&days=2024-03-01..2024-04-30&abs=1")]
    public async Task Every_cell_has_a_menu_and_its_list_adds_up_to_the_cell(string address)
    {
        await OpenAsync();
        await SaveSegmentAsync();
        await _context.Get<SettingsService>().SaveAsync(new() { MarginPercent = 40 }, null, Cancellation);
        var page = Render(address);
        var cells = page.FindAll(".cohort-heat td:not(.immature):not(.none)").Where(c => !Figure(c).StartsWith('0') && Figure(c) != "$0.00").ToList();
        Assert.All(cells, c => Assert.NotNull(c.QuerySelector("a[data-drill]")));
        Assert.InRange(await Drills.CheckAsync(_context, page), cells.Count, int.MaxValue);
    }

    [Theory]
    [InlineData("/segments/new", "/segments/new")]
    [InlineData("/exports/new", "/exports/new")]
    [InlineData("/", "/")]
    [InlineData("/settings", "/customers")]
    public async Task What_was_chosen_of_a_cell_gets_its_customers_and_nothing_else_does(string to, string opened)
    {
        await OpenAsync();
        Navigation.NavigateTo($"/cohorts/cell?show=revenue&row=2024-01&k=1&to={to}");
        var cell = _context.Render<CohortCellPage>();
        cell.WaitForAssertion(() => Assert.Equal(opened, new Uri(Navigation.Uri).AbsolutePath), Patience);
        Assert.Contains("\"elapsed\"", Uri.UnescapeDataString(Navigation.Uri), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_opens_the_list_of_its_customers_and_an_unknown_one_says_so()
    {
        await OpenAsync();
        Navigation.NavigateTo("/cohorts/cell?row=2024-01&k=1");
        var cell = _context.Render<CohortCellPage>();
        var rule = new RuleGroup(GroupMode.All, new OrderRule(OrderPlace.First) { Window = new(From: new(2024, 1, 1), To: new(2024, 1, 31)) }, new CohortRule(CohortBucket.Month, 1, CohortStep.Bought, DayOfWeek.Monday));
        cell.WaitForAssertion(() => Assert.Equal(SegmentJson.Write(rule), Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query)["rule"].ToString()), Patience);
        Navigation.NavigateTo("/cohorts/cell?row=1999-01&k=1");
        Assert.NotNull(_context.Render<CohortCellPage>().WaitForElement(".state a[href='/cohorts']"));
    }

    [Fact]
    public async Task Totals_show_customers_and_money_of_the_whole_cohort()
    {
        await OpenAsync();
        Assert.Equal(["40", "20", "10"], Row(Render("/cohorts?abs=1"), "Jan 2024").Take(3).Select(Figure));
        Assert.Equal(["40", "$400.00", "$200.00"], Row(Render("/cohorts?abs=1&show=revenue"), "Jan 2024").Take(3).Select(Figure));
        Assert.Equal(["40", "$10.00", "$15.00", "$17.50"], Row(Render("/cohorts?show=value"), "Jan 2024").Take(4).Select(Figure));
    }

    [Fact]
    public async Task Margin_asks_for_the_shops_margin_and_then_multiplies_by_it()
    {
        await OpenAsync();
        Assert.Contains("no gross margin", Render("/cohorts?show=margin", table: false).WaitForElement(".state").TextContent, StringComparison.Ordinal);
        await _context.Get<SettingsService>().SaveAsync(new() { MarginPercent = 40 }, null, Cancellation);
        Assert.Equal(["40", "$4.00", "$2.00"], Row(Render("/cohorts?show=margin"), "Jan 2024").Take(3).Select(Figure));
        Assert.Equal(["40", "$4.00", "$6.00"], Row(Render("/cohorts?show=value"), "Jan 2024").Take(3).Select(Figure));
    }

    [Fact]
    public async Task Ranges_are_the_holiday_seasons_until_somebody_adds_days()
    {
        await OpenAsync();
        await _context.ImportAsync("""
            order_id,customer_id,order_date,amount
            x1,H1,2022-12-05,10
            x2,H2,2023-11-20,10
            """);
        var page = Render("/cohorts?by=range");
        Assert.Equal(["Holiday season 2022", "Holiday season 2023"], page.FindAll(".cohort-ranges li bdi").Select(b => b.TextContent));
        Assert.Equal("1", Figure(Row(page, "Holiday season 2022")[0]));
        await page.Find(".cohort-ranges input[maxlength]").ChangeAsync(new() { Value = "Spring" });
        await page.FindAll(".cohort-ranges input[type=date]")[0].ChangeAsync(new() { Value = "2024-03-01" });
        await page.FindAll(".cohort-ranges input[type=date]")[1].ChangeAsync(new() { Value = "2024-02-01" });
        await page.Find(".cohort-ranges form").SubmitAsync();
        Assert.NotNull(page.WaitForElement(".cohort-ranges [role=alert]"));
        await page.FindAll(".cohort-ranges input[type=date]")[1].ChangeAsync(new() { Value = "2024-03-31" });
        await page.Find(".cohort-ranges form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("5", Figure(Row(page, "Spring")[0])), Patience);
        Assert.Contains("2024-03-01..2024-03-31~Spring", Uri.UnescapeDataString(Navigation.Uri), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_waits_until_half_of_its_customers_are_as_old_and_few_who_are_have_no_colour()
    {
        await OpenAsync();
        var page = Render("/cohorts?by=range&days=2024-01-01..2024-03-31&show=value");
        var cells = Row(page, "1 Jan\u00a0– 31 Mar 2024");
        // 77 customers: month 2 is over for 72 of them, month 3 for 40, month 4 for nobody.
        Assert.Equal(("77", false, true), (Figure(cells[0]), cells[4].ClassList.Contains("immature"), cells[5].ClassList.Contains("immature")));
        page = Render("/cohorts?by=range&days=2024-02-01..2024-03-31&show=value");
        cells = Row(page, "1 Feb\u00a0– 31 Mar 2024");
        Assert.Equal((false, true), (cells[2].ClassName == "immature", cells[4].ClassName == "immature"));
        var thin = Row(Render("/cohorts?show=value"), "Mar 2024")[1];
        Assert.EndsWith("too few to judge", thin.GetAttribute("title"), StringComparison.Ordinal);
        Assert.True(string.IsNullOrEmpty(thin.ClassName));
    }

    [Fact]
    public async Task Two_cohorts_stand_side_by_side_with_the_interval_of_their_difference()
    {
        await OpenAsync();
        var page = Render("/cohorts?show=again&a=2024-01&b=2024-02");
        var row = page.FindAll(".pair-table tbody tr")[1].Children.Select(c => c.TextContent.Trim()).ToList();
        Assert.Equal(["1", "50.0% of 40", "12.5% of 32"], row.Take(3));
        Assert.Matches(@"^-37\.5 \(-5\d\.\d … -1\d\.\d\)$", row[3]);
        await page.InvokeAsync(() => page.FindAll(".pair-choice select")[1].ChangeAsync(new() { Value = "2024-03" }));   // found and changed in one turn, no drawing between
        page.WaitForAssertion(() => Assert.Contains("b=2024-03", Navigation.Uri, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task While_a_model_serves_curves_go_on_and_say_how_far_to_trust_them()
    {
        await OpenAsync();
        Assert.Contains("No model serves at the moment", Render("/cohorts").FindComponent<CohortCurves>().Find(".tile-foot").TextContent, StringComparison.Ordinal);
        await _context.Get<LifetimeWork>().RunAsync(null, Cancellation);
        await _context.ChangeAsync(db => db.ServedForecasts.ExecuteUpdate(u => u.SetProperty(
            f => f.Rules, new ForecastRules { Day = FactDay.From(new(2024, 5, 20)), Model = "BG/NBD", Parameters = new[] { 0.24, 4.4, 0.79, 2.43 }, MeanSpend = 10 }.ToText())));
        await _context.Get<SnapshotService>().RefreshAsync(cancellation: Cancellation);
        foreach (var measure in Enum.GetValues<CohortMeasure>().Except([CohortMeasure.Later, CohortMeasure.Margin]))
        {
            var page = Render($"/cohorts?show={measure.ToString().ToLowerInvariant()}");
            var curves = page.FindComponent<CohortCurves>().FindComponents<Series>().Select(s => s.Instance).ToList();
            var january = curves.Single(s => s.Name == "Jan 2024").Points;
            // Known up to April, which is month 3, and expected for a year.
            Assert.Equal(january.Count - 12, january.TakeWhile(p => p.Band is null && p.Value is not null).Count());
            Assert.All(january.TakeLast(12), p => Assert.True(p.Band is { } band && band.Low <= p.Value && p.Value <= band.High, $"{p}"));
            Assert.Matches("^.+ expected, 80% between .+ and .+$", january[^1].Text);
            Assert.Contains("Dashed: what the forecast in service expects", page.FindComponent<CohortCurves>().Find(".tile-foot").TextContent, StringComparison.Ordinal);
        }
        Assert.Contains("This measure is not continued", Render("/cohorts?show=later").FindComponent<CohortCurves>().Find(".tile-foot").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_cohorts_are_one_choice_away_and_stand_in_the_address()
    {
        await OpenAsync();
        var page = Render("/cohorts?a=2024-01");
        await page.FindAll(".cohort-asks select")[0].ChangeAsync(new() { Value = "Channel" });
        page.WaitForAssertion(() => Assert.Equal(["web", "shop", "All, weighted"], page.FindAll(".cohort-heat tbody th bdi").Select(b => b.TextContent)), Patience);
        Assert.EndsWith("/cohorts?by=channel", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("80", Figure(Row(page, "All, weighted")[0]));
    }

    [Fact]
    public async Task A_segment_that_is_not_there_shows_nobody()
    {
        await OpenAsync();
        var page = Render("/cohorts?seg=99", table: false);
        Assert.Contains("Nobody is in these cohorts", page.WaitForElement(".state").TextContent, StringComparison.Ordinal);
        Assert.Contains("not there any more", page.Find(".strip.amber").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_choice_has_its_words()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        var text = _context.Get<IStringLocalizer<CohortsText>>();
        var keys = Enum.GetValues<CohortGrouping>().Select(b => $"By.{b}")
            .Concat(Enum.GetValues<CohortGrouping>().Skip(3).Select(b => $"Corner.{b}"))
            .Concat(Enum.GetValues<CohortMeasure>().SelectMany(m => new[] { $"Measure.{m}", $"About.{m}", $"Cell.{m}", $"Finding.{m}" }))
            .Concat(Enum.GetValues<CohortBucket>().SelectMany(b => new[] { $"Age.{b}", $"Unit.{b}", $"Period.{b}", $"Corner.Age.{b}" }));
        Assert.All(keys, k => Assert.False(text[k].ResourceNotFound, k));
    }

    /// <summary>40 customers of January, 32 of February, 5 of March, 3 of April 2024; figures up to 20 May. Half of January's come back in February, and a quarter in March.</summary>
    private async Task OpenAsync()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        var csv = new StringBuilder("order_id,customer_id,order_date,channel,country,sku,quantity,unit_price\n");
        var number = 0;
        void Order(string customer, int i, string date) =>
            csv.Append(CultureInfo.InvariantCulture, $"{++number},{customer}{i},{date},{(i % 3 == 0 ? "shop" : "web")},{(i % 2 == 0 ? "DE" : "DK")},{(i % 4 == 0 ? "MUG" : "CUP")},1,10\n");
        for (var i = 0; i < 40; i++) Order("J", i, "2024-01-10");
        for (var i = 0; i < 20; i++) Order("J", i, "2024-02-11");
        for (var i = 16; i < 26; i++) Order("J", i, "2024-03-12");
        for (var i = 0; i < 32; i++) Order("F", i, "2024-02-14");
        for (var i = 0; i < 4; i++) Order("F", i, "2024-03-20");
        for (var i = 3; i < 5; i++) Order("F", i, "2024-04-20");
        for (var i = 5; i < 6; i++) Order("F", i, "2024-04-20");
        for (var i = 0; i < 5; i++) Order("M", i, "2024-03-05");
        for (var i = 0; i < 3; i++) Order("A", i, "2024-04-20");
        Order("J", 1, "2024-05-20");
        await _context.ImportAsync(csv.ToString());
    }

    private async Task SaveSegmentAsync()
    {
        var result = await _context.Get<SegmentDesk>().SaveAsync(null, new() { Name = "Web", Rule = new OrderRule(OrderPlace.Last) { Where = new() { Channels = ["web"] } } }, Cancellation);
        Assert.Equal(1, result.Id);
    }

    private IRenderedComponent<CohortsPage> Render(string address, bool table = true)
    {
        Navigation.NavigateTo(address);
        var page = _context.Render<CohortsPage>();
        if (table) page.WaitForElement(".cohort-heat tbody tr", Patience);
        return page;
    }

    private static IReadOnlyList<IElement> Row(IRenderedComponent<CohortsPage> page, string name) =>
        [.. page.FindAll(".cohort-heat tbody tr").Single(r => r.QuerySelector("th bdi")!.TextContent == name).QuerySelectorAll("td")];

    private static string Figure(IElement cell) => cell.ClassName == "immature" ? "" : cell.TextContent.Trim();
}
