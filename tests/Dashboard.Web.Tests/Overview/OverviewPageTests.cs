using Bunit;
using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Overview;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Web.Tests.Overview;

public sealed class OverviewPageTests : IDisposable
{
    private PageContext _context = null!;

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    private async Task<IRenderedComponent<OverviewPage>> OpenAsync(string role = Roles.Marketer)
    {
        _context = await PageContext.OpenAsync(role);
        return _context.Render<OverviewPage>();
    }

    private Task ImportAsync() => _context.ImportAsync(
        "order id,customer id,date,amount,currency\nA1,C1,2011-01-05,10.00,GBP\nA2,C1,2011-03-15,20.00,GBP\nA3,C2,2011-03-20,30.00,GBP\nA4,,2011-03-20,5.00,GBP\n");

    [Fact]
    public async Task An_empty_shop_is_led_to_its_first_import_or_to_sample_data()
    {
        var page = await OpenAsync(Roles.Manager);
        page.WaitForElement("a.filled[href='/imports']");
        page.Find(".state-actions button").Click();
        Assert.Equal(JobKind.SampleData, Assert.Single(_context.Work.Asked).Kind);
    }

    [Fact]
    public async Task Who_may_not_import_sees_who_can()
    {
        var page = await OpenAsync();
        page.WaitForAssertion(() => Assert.Contains("A manager or an admin can import them", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("button, a.button"));
    }

    [Fact]
    public async Task An_open_page_shows_orders_as_soon_as_they_are_in()
    {
        var page = await OpenAsync();
        await ImportAsync();
        page.WaitForAssertion(() => Assert.Equal("£65.00", page.Find(".kpi-value").TextContent));
        Assert.Contains("1 of 4 orders names no customer", page.Markup, StringComparison.Ordinal);
        Assert.Equal(OverviewFigures.Cards.Count, page.FindAll(".kpi").Count);
    }

    [Theory]
    [InlineData("/?range=all", 8)]
    [InlineData("/?range=90d", 8)]
    [InlineData("/?from=2024-02-03&to=2024-11-20&channel=web", 6)]
    [InlineData("/?range=all&country=", 6)]
    public async Task Every_figure_of_the_page_opens_as_many_customers_as_it_counts_and_as_much_as_it_sums(string address, int cards)
    {
        _ = await OpenAsync();
        await _context.ImportAsync(ManyOrders());
        _context.Get<NavigationManager>().NavigateTo(address);
        var page = _context.Render<OverviewPage>();
        page.WaitForElement(".kpi-value");
        Assert.InRange(page.FindAll(".kpi-value a[data-drill]").Count, cards, OverviewFigures.Cards.Count);
        page.FindAll(".chart .tile-tools button[aria-pressed]").ToList().ForEach(b => b.Click());   // charts as tables
        page.WaitForElement(".chart table");
        Assert.True(await Drills.CheckAsync(_context, page) > 12);
    }

    // Orders with refunds, without customers, without a country; fixed, and different every day.
    private static string ManyOrders()
    {
        var (random, lines) = (new Random(5), new List<string> { "order id,customer id,date,amount,currency,channel,country,refunded amount" });
        for (var i = 0; i < 500; i++)
        {
            var (day, amount) = (new DateOnly(2023, 11, 1).AddDays(random.Next(420)), random.Next(500, 20_000));
            lines.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"A{i},{(random.Next(9) == 0 ? "" : $"C{random.Next(90)}")},{day:yyyy-MM-dd},{amount / 100.0:0.00},GBP,{(random.Next(2) == 0 ? "web" : "shop")},{(random.Next(3) == 0 ? "" : "GB")},{(random.Next(8) == 0 ? amount / 200.0 : 0):0.00}"));
        }
        return string.Join('\n', lines) + "\n";
    }

    [Fact]
    public async Task A_shop_whose_orders_have_no_rate_is_not_taken_for_an_empty_one()
    {
        var page = await OpenAsync(Roles.Admin);
        await ImportAsync();
        await _context.Get<SettingsService>().SaveAsync(new() { ReportingCurrency = "USD" }, null, Cancellation);
        await _context.Get<SnapshotService>().RefreshAsync(null, Cancellation);
        page.WaitForAssertion(() => Assert.Contains("4 orders are left out: no exchange rate to USD.", page.Markup, StringComparison.Ordinal));
        Assert.NotNull(page.Find("a[href='/settings#rates']"));
        Assert.Empty(page.FindAll(".first-steps"));
    }

    [Fact]
    public async Task Orders_of_one_channel_and_country_are_counted_alone_and_the_page_says_so()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        await _context.ImportAsync("order id,customer id,date,amount,currency,channel,country\nA1,C1,2011-01-05,10.00,GBP,web,GB\nA2,C1,2011-03-15,20.00,GBP,shop,GB\nA3,C2,2011-03-20,30.00,GBP,web,DE\nA4,C3,2011-03-20,5.00,GBP,web,GB\n");
        _context.Get<NavigationManager>().NavigateTo("/?range=7d");
        var bar = _context.Render<Dashboard.Web.Components.GlobalBar>(p => p.Add(b => b.Address, PageAddress.Parse("/?range=7d")).Add(b => b.Facts, _context.Get<SnapshotService>().Current).Add(b => b.FiltersOrders, true));
        Assert.Equal(["All channels", "shop", "web", "All countries", "DE", "GB"], bar.FindAll(".name-menu option").Select(o => o.TextContent).Where(o => o != "Not given"));
        await bar.FindAll(".name-menu")[0].ChangeAsync(new() { Value = "=web" });
        Assert.EndsWith("/?range=7d&channel=web", _context.Get<NavigationManager>().Uri, StringComparison.Ordinal);
        await bar.FindAll(".name-menu")[1].ChangeAsync(new() { Value = "" });
        Assert.EndsWith("/?range=7d", _context.Get<NavigationManager>().Uri, StringComparison.Ordinal);
        _context.Get<NavigationManager>().NavigateTo("/?channel=WEB");
        var nothing = _context.Render<OverviewPage>();
        nothing.WaitForAssertion(() => Assert.Contains("No order of this shop has the channel", nothing.Find(".strip").TextContent, StringComparison.Ordinal));
        foreach (var (address, revenue, customers) in new[] { ("/?channel=web", "£45.00", "3"), ("/?country=GB", "£35.00", "2"), ("/?channel=web&country=GB", "£15.00", "2") })
        {
            _context.Get<NavigationManager>().NavigateTo(address);
            var page = _context.Render<OverviewPage>();
            page.WaitForAssertion(() => Assert.Equal(revenue, page.Find(".kpi-value").TextContent));
            Assert.Equal(customers, page.FindAll(".kpi-value a")[3].TextContent);
            Assert.Contains("Cohorts and RFM are of all orders", page.Find(".strip").TextContent, StringComparison.Ordinal);
            Assert.Equal("/", page.Find(".strip a").GetAttribute("href"));
        }
    }

    [Fact]
    public async Task What_changed_most_leads_to_its_orders_alone()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        await _context.ImportAsync("order id,customer id,date,amount,currency,channel,country\nA1,C1,2010-12-04,10.00,GBP,web,GB\nA2,C1,2011-03-15,20.00,GBP,shop,GB\nA3,C2,2011-03-31,90.00,GBP,web,DE\n");
        const string Range = "from=2011-02-01&to=2011-03-31";
        _context.Get<NavigationManager>().NavigateTo($"/?{Range}");
        var page = _context.Render<OverviewPage>();
        page.WaitForElement(".movers a");
        Assert.Equal(["/?" + Range + "&country=DE", "/?" + Range + "&channel=web", "/?" + Range + "&channel=shop", "/?" + Range + "&country=GB"], page.FindAll(".movers a:not([data-drill])").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task A_cell_of_the_grid_leads_to_its_customers()
    {
        var page = await OpenAsync();
        await ImportAsync();
        var cell = page.WaitForElement(".rfm td a");
        Assert.StartsWith("/customers?rule=", cell.GetAttribute("href"), StringComparison.Ordinal);
        _context.Get<NavigationManager>().NavigateTo("/?to=2011-02-01");
        page.WaitForAssertion(() => Assert.All(page.FindAll(".rfm td a"), a => Assert.Contains("\"on\":\"2011-02-01\"", Uri.UnescapeDataString(a.GetAttribute("href")!), StringComparison.Ordinal)));
        Assert.True(await Drills.CheckAsync(_context, page) > 0);
    }

    [Fact]
    public async Task First_steps_are_ticked_off_for_an_admin_alone()
    {
        var page = await OpenAsync(Roles.Marketer);
        await ImportAsync();
        page.WaitForElement(".kpi-value");
        Assert.Empty(page.FindAll(".steps-strip"));
        using var admin = await PageContext.OpenAsync(Roles.All.ToArray());
        await admin.ImportAsync("order id,customer id,date,amount\nA1,C1,2011-01-05,10.00\n");
        var steps = admin.Render<OverviewPage>().WaitForElement(".steps-strip");
        Assert.Equal(2, steps.QuerySelectorAll("li.done").Length);
        Assert.Equal(["settings", "customers"], steps.QuerySelectorAll("li[data-step]").Select(l => l.GetAttribute("data-step")));
        Assert.NotNull(steps.QuerySelector("button[data-steps-off]"));
    }

    [Fact]
    public async Task A_new_range_in_the_address_shows_its_figures()
    {
        var page = await OpenAsync();
        await ImportAsync();
        page.WaitForElement(".kpi-value");
        _context.Get<NavigationManager>().NavigateTo("/?range=7d&cmp=off");
        page.WaitForAssertion(() => Assert.Equal("£55.00", page.Find(".kpi-value").TextContent));
        Assert.Contains("14 Mar", page.Find(".page-head p").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_data_and_a_failed_import_are_told_apart_from_fresh_figures()
    {
        var page = await OpenAsync(Roles.Manager);
        await ImportAsync();
        await _context.ChangeAsync(db => db.Database.ExecuteSqlRaw("UPDATE Imports SET FinishedAt = FinishedAt - 259200000"));
        var broken = Path.Combine(_context.Folder.Root, "broken.csv");
        await File.WriteAllTextAsync(broken, "name,colour\nAda,red\n", Cancellation);
        Assert.Equal(ImportStatus.Failed, (await _context.Get<OrderImporter>().ImportAsync(new(broken), null, Cancellation)).Status);
        await _context.Get<SnapshotService>().RefreshAsync(null, Cancellation);
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".strip.amber").Count));
        Assert.Contains("broken.csv", page.Find(".strip.amber").TextContent, StringComparison.Ordinal);
        Assert.Contains("The newest data is from", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notice_that_cannot_be_read_does_not_take_the_figures()
    {
        var page = await OpenAsync();
        await ImportAsync();
        page.WaitForElement(".kpi-value");
        await _context.ChangeAsync(db => db.Database.ExecuteSqlRaw("DROP TABLE Imports"));
        page = _context.Render<OverviewPage>();
        page.WaitForAssertion(() => Assert.Equal("£65.00", page.Find(".kpi-value").TextContent));
        Assert.Contains("This part could not be shown", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_that_cannot_be_computed_leave_a_reference_and_a_way_back()
    {
        var page = await OpenAsync();
        await ImportAsync();
        page.WaitForElement(".kpi-value");
        await _context.ChangeAsync(db => db.Database.ExecuteSqlRaw("ALTER TABLE Settings RENAME TO Lost"));
        page = _context.Render<OverviewPage>();
        page.WaitForAssertion(() => Assert.Contains("The figures could not be computed", page.Markup, StringComparison.Ordinal));
        Assert.Equal(8, page.Find("[role=alert] code").TextContent.Length);

        await _context.ChangeAsync(db => db.Database.ExecuteSqlRaw("ALTER TABLE Lost RENAME TO Settings"));
        page.Find("[role=alert] button").Click();
        page.WaitForAssertion(() => Assert.Equal("£65.00", page.Find(".kpi-value").TextContent));
    }

    [Fact]
    public async Task What_is_not_understood_in_the_address_is_said()
    {
        var page = await OpenAsync();
        await ImportAsync();
        _context.Get<NavigationManager>().NavigateTo("/?range=fortnight");
        page.WaitForAssertion(() => Assert.Contains("could not be understood (range)", page.Markup, StringComparison.Ordinal));
    }

    public void Dispose() => _context?.Dispose();
}
