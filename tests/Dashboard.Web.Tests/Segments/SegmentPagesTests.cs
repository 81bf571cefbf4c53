using System.Text.RegularExpressions;
using Bunit;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Core.Views;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Overview;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dashboard.Web.Tests.Segments;

public sealed partial class SegmentPagesTests : IDisposable
{
    private const string Orders = """
        order_id,customer_id,customer_name,order_date,amount
        1,A1,Ada <b>Lovelace</b>,2024-01-05,10
        2,A1,Ada <b>Lovelace</b>,2024-02-05,20
        3,B1,Ben,2024-02-06,5
        4,C1,Cleo,2023-06-01,65
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly SegmentRule Recent = new OrderRule(OrderPlace.Last) { Window = new(Last: 30) };

    private PageContext _context = null!;

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    private NavigationManager Navigation => _context.Get<NavigationManager>();

    [Fact]
    public async Task Without_segments_the_list_says_what_they_are_for_and_offers_one_action()
    {
        await OpenAsync();
        var page = _context.Render<SegmentsPage>();
        Assert.Equal("/segments/new", page.WaitForElement(".state a.filled").GetAttribute("href"));
    }

    [Fact]
    public async Task The_list_shows_size_share_and_owner_and_its_lead_the_segment_that_stands_out()
    {
        await OpenAsync();
        await SaveAsync("Recent", Recent);
        await SaveAsync("Big", new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 50 });
        var page = List("/segments?range=all");
        var rows = page.FindAll(".segment-rows tbody tr");
        Assert.Equal(["Recent", "Big"], rows.Select(r => r.QuerySelector("th a")!.TextContent));
        Assert.Equal(["35.0%", "65.0%"], rows.Select(r => r.QuerySelector(".share a")!.TextContent));
        Assert.Contains("“Big” stands out: 33.3% of all customers brought 65.0% of the revenue, 1 Jun 2023", page.Find(".page-head p").TextContent, StringComparison.Ordinal);
        await page.Find("#segment-search").InputAsync("big");
        Assert.Single(page.FindAll(".segment-rows tbody tr"));
    }

    [Fact]
    public async Task The_list_shares_out_the_revenue_of_its_days_which_are_the_last_30_unless_others_are_chosen()
    {
        await OpenAsync();
        await SaveAsync("Often", new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 2 });
        await SaveAsync("Big", new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 50 });
        Assert.Equal(["Big 0.0% 0.0%", "Often 80.0% 100.0%"], Shares(List("/segments")));
        var page = List("/segments?from=2024-02-06&to=2024-02-06&cmp=custom&cfrom=2024-02-05");
        Assert.Equal(["Big 0.0% 0.0%", "Often 0.0% 100.0%"], Shares(page));
        Assert.Contains("Change of customers and share of revenue: 6 Feb 2024. Below the share: that of 5 Feb 2024.", page.Markup, StringComparison.Ordinal);
        Assert.True(await Drills.CheckAsync(_context, page) > 2);   // among them who brought it
        Assert.Equal(["Big 65.0%", "Often 30.0%"], Shares(List("/segments?range=all")));

        static IEnumerable<string> Shares(IRenderedComponent<SegmentsPage> page) => page.FindAll(".segment-rows tbody tr")
            .Select(r => string.Join(' ', Percent().Matches(r.QuerySelector(".share")!.TextContent).Select(m => m.Value).Prepend(r.QuerySelector("th a")!.TextContent))).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_change_of_a_segment_is_that_of_the_days_of_the_list_and_opens_who_came_and_went()
    {
        await OpenAsync();
        await SaveAsync("Recent", Recent);
        await _context.ImportAsync("order_id,customer_id,order_date,amount\n5,C1,2024-02-10,10");
        await _context.Get<SegmentRefresher>().RefreshAsync(null, Cancellation);
        Assert.Equal("new", List("/segments").Find(".delta .quiet").TextContent);   // not measured 30 days ago
        var page = List("/segments?from=2024-02-07");
        var change = page.Find(".delta a");
        Assert.Equal("+1", change.TextContent);
        var came = await Drills.ListAsync(_context, change.GetAttribute("href")!);
        Assert.Equal(["C1"], came.Rows.Select(r => r.Number));
        Assert.EndsWith("0", List("/segments?from=2024-02-11&to=2024-02-12").Find(".delta").TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_a_segment_opens_who_belonged_to_it_on_earlier_days_and_who_came_and_went_since()
    {
        await OpenAsync();
        var id = await SaveAsync("Recent", Recent);
        await _context.ImportAsync("order_id,customer_id,order_date,amount\n5,C1,2024-03-10,10");
        await _context.Get<SegmentRefresher>().RefreshAsync(null, Cancellation);
        var page = _context.Render<SegmentPage>(p => p.Add(x => x.Id, id));
        var change = page.WaitForElement(".facts dd:nth-of-type(3)", Patience);
        Assert.Equal("-1 (1 came, 2 went)", change.TextContent.Trim());
        var earlier = page.Find("table.rows tbody tr:last-child td:nth-child(2) a");
        Assert.Equal("2", earlier.TextContent);
        Assert.Equal(["A1", "B1"], (await Drills.ListAsync(_context, earlier.GetAttribute("href")!)).Rows.Select(r => r.Number));
        Assert.Equal(["C1"], (await Drills.ListAsync(_context, change.QuerySelectorAll("a")[0].GetAttribute("href")!)).Rows.Select(r => r.Number));
        Assert.True(await Drills.CheckAsync(_context, page) > 5);
    }

    [Fact]
    public async Task A_removed_segment_comes_back_by_undo_and_one_in_use_says_where()
    {
        await OpenAsync();
        var part = await SaveAsync("Part", Recent);
        var page = _context.Render<SegmentsPage>();
        await page.WaitForElement("button[aria-label='Remove Part']").ClickAsync(new());
        await page.WaitForElement(".strip button").ClickAsync(new());
        page.WaitForElement("button[aria-label='Remove Part']", Patience);
        page.WaitForAssertion(() => Assert.Equal("“Part” is back.", page.Find("[role=status].strip").TextContent.Trim()), Patience);
        await SaveAsync("Whole", new MemberRule(part));
        await page.WaitForElement("button[aria-label='Remove Part']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(("“Part”: It is in use and was not removed. Take it out here first.", "Whole"), (page.Find("[role=alert] > span").TextContent, page.Find("[role=alert] a").TextContent)), Patience);
    }

    [Fact]
    public async Task A_segment_is_removed_on_its_own_page_too_and_comes_back_there()
    {
        await OpenAsync();
        var part = await SaveAsync("Part", Recent);
        var page = _context.Render<SegmentPage>(p => p.Add(x => x.Id, part));
        AngleSharp.Dom.IElement Remove() => page.FindAll(".page-actions button").Single(b => b.TextContent == "Remove");
        page.WaitForAssertion(() => Remove(), Patience);
        await Remove().ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("This segment is not there", page.Find(".state h2").TextContent), Patience);
        Assert.Contains("“Part” was removed.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        await page.Find(".strip button").ClickAsync(new());
        page.WaitForAssertion(() => Remove(), Patience);
        Assert.Equal("Part", page.Find("h1").TextContent);
        Assert.Equal("“Part” is back.", page.Find("[role=status].strip").TextContent.Trim());
        await SaveAsync("Whole", new MemberRule(part));
        await Remove().ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(("“Part”: It is in use and was not removed. Take it out here first.", "Whole"), (page.Find("[role=alert] > span").TextContent, page.Find("[role=alert] a").TextContent)), Patience);
        Remove();
    }

    [Fact]
    public async Task What_was_removed_lately_is_listed_and_comes_back_one_by_one()
    {
        await OpenAsync();
        await SaveAsync("First", Recent);
        await SaveAsync("Second", Recent);
        await ShareOfAnotherAsync();
        await _context.ChangeAsync(db => db.Segments.Where(s => s.IsShared).ExecuteUpdate(u => u.SetProperty(s => s.RemovedAt, DateTime.UnixEpoch)));   // no marketer's to bring back
        var page = _context.Render<SegmentsPage>();
        await page.WaitForElement("button[aria-label='Remove First']").ClickAsync(new());
        await page.WaitForElement("button[aria-label='Remove Second']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(["Bring back Second", "Bring back First"], page.FindAll(".trash button").Select(b => b.GetAttribute("aria-label"))), Patience);
        await page.Find(".trash button[aria-label='Bring back First']").ClickAsync(new());
        page.WaitForElement("button[aria-label='Remove First']", Patience);
        page.WaitForAssertion(() => Assert.Equal(["Bring back Second"], page.FindAll(".trash button").Select(b => b.GetAttribute("aria-label"))), Patience);
    }

    [Fact]
    public async Task An_earlier_version_opens_in_the_builder_and_comes_back_as_a_new_one()
    {
        await OpenAsync();
        var id = await SaveAsync("Recent", Recent);
        var desk = _context.Get<SegmentDesk>();
        await desk.SaveAsync(id, new() { Name = "Lately", Rule = Recent }, Cancellation);
        var page = _context.Render<SegmentPage>(p => p.Add(x => x.Id, id));
        page.WaitForElement(".segment-versions li");
        Assert.Empty(page.FindAll(".segment-versions button"));   // the name alone changed
        Assert.DoesNotContain("the rule changed", page.Markup, StringComparison.Ordinal);
        await desk.SaveAsync(id, new() { Name = "Lately", Rule = new ProspectRule() }, Cancellation);
        page.WaitForElement("button[aria-label='Bring back version 1']", Patience);
        Assert.Contains("the rule changed", page.Find("table.rows tbody th").TextContent, StringComparison.Ordinal);
        Assert.StartsWith($"/segments/{id}/edit?rule=", page.Find("a[aria-label='Open version 1 in the builder']").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal(("−2", "2"), (page.Find("table.rows tbody td:nth-child(4)").TextContent, page.Find("table.rows tbody td:nth-child(4) a").GetAttribute("data-drill")));
        Assert.True(await Drills.CheckAsync(_context, page) > 0);   // among them who went
        await page.Find("button[aria-label='Bring back version 1']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("Customers who last ordered within the last 30 days", page.Find(".sentence").TextContent), Patience);
        page.WaitForAssertion(() => Assert.Contains("Version 4", page.Find(".segment-versions li").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task What_only_others_views_ask_for_is_removed_when_told_again_and_the_view_says_that_it_is_gone()
    {
        await OpenAsync(Roles.Manager);
        var id = await SaveAsync("Part", Recent, shared: true);
        var other = (await _context.Get<UserAccounts>().AddAsync("else", "else@example.com", [Roles.Marketer], password: null, Cancellation)).UserId;
        var views = _context.Get<ViewCatalog>();
        await views.SaveAsync(null, new("Mine", $"/customers?seg={id}", false), new(other, false), Cancellation);
        var page = _context.Render<SegmentsPage>();
        await page.WaitForElement("button[aria-label='Remove Part']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.StartsWith("“Part” is in use and was not removed.", page.Find("[role=alert] > span").TextContent, StringComparison.Ordinal), Patience);
        Assert.DoesNotContain("Mine", page.Markup, StringComparison.Ordinal);
        await page.Find("[role=alert] button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("“Part” was removed.", page.Find("[role=status]").TextContent, StringComparison.Ordinal), Patience);

        Navigation.NavigateTo(Assert.Single(await views.ListAsync(new(other, false), Cancellation)).View.Address);
        var shown = _context.Render<CustomersPage>();
        shown.WaitForAssertion(() => Assert.Contains("not there any more", shown.Find(".strip.amber").TextContent, StringComparison.Ordinal), Patience);
        Assert.Empty(shown.FindAll(".customer-rows tbody tr"));
    }

    [Fact]
    public async Task What_others_share_is_shown_without_buttons_to_a_marketer_and_with_them_to_a_manager()
    {
        await OpenAsync();
        await ShareOfAnotherAsync();
        var page = _context.Render<SegmentsPage>();
        page.WaitForElement(".segment-rows tbody tr");
        Assert.Empty(page.FindAll(".segment-rows .actions button"));
        _context.Dispose();
        await OpenAsync(Roles.Manager);
        await ShareOfAnotherAsync();
        _context.Render<SegmentsPage>().WaitForElement(".segment-rows .actions button", Patience);
    }

    [Fact]
    public async Task The_builder_counts_after_each_change_and_keeps_the_rule_in_the_address()
    {
        await OpenAsync();
        var page = _context.Render<SegmentEditPage>();
        page.WaitForAssertion(() => Assert.Equal("2", page.Find(".live-count strong").TextContent), Patience);
        Assert.Equal(["Ben", "Ada <b>Lovelace</b>"], page.FindAll(".sample a").Select(a => a.TextContent));
        await page.Find(".rule .number-field").ChangeAsync("1");
        page.WaitForAssertion(() => Assert.Equal("1", page.Find(".live-count strong").TextContent), Patience);
        Assert.Contains("last%22%3A1", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("Customers who last ordered on the last day", page.Find(".sentence").TextContent.Replace("In words:", "", StringComparison.Ordinal).Trim());

        var again = _context.Render<SegmentEditPage>();   // as after a reload
        again.WaitForAssertion(() => Assert.Equal("1", again.Find(".live-count strong").TextContent), Patience);
    }

    [Fact]
    public async Task What_is_said_of_customers_themselves_stays_out_of_the_builders_address_and_survives_a_reload()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        await _context.ImportAsync("""
            order_id,customer_id,order_date,amount,customer_city
            1,A1,2024-01-05,10,Aarhus
            2,B1,2024-02-06,5,Bonn
            3,C1,2024-02-07,5,Bonn
            """);
        var page = _context.Render<SegmentEditPage>();
        await page.WaitForElement(".rule .kind").ChangeAsync(nameof(RuleKind.City));
        await page.FindAll(".choice-panel label.check").Single(l => l.TextContent.Contains("Bonn", StringComparison.Ordinal)).QuerySelector("input")!.ChangeAsync(true);
        page.WaitForAssertion(() => Assert.Equal("2", page.Find(".live-count strong").TextContent), Patience);
        Assert.Contains("sealed", Navigation.Uri, StringComparison.Ordinal);
        Assert.All(page.FindAll("[href]").Select(a => a.GetAttribute("href")!).Append(Navigation.Uri), address => Assert.DoesNotContain("Bonn", address, StringComparison.Ordinal));
        Assert.True(await Drills.CheckAsync(_context, page) > 0);

        var again = _context.Render<SegmentEditPage>();   // as after a reload
        again.WaitForAssertion(() => Assert.Equal("2", again.Find(".live-count strong").TextContent), Patience);
        Assert.Contains("Customers who live in the city Bonn", again.Find(".sentence").TextContent, StringComparison.Ordinal);
        Navigation.NavigateTo(page.Find(".count-panel > div > a.button").GetAttribute("href")!);
        var list = _context.Render<CustomersPage>();
        list.WaitForAssertion(() => Assert.Equal(2, list.FindAll(".customer-rows tbody tr").Count), Patience);
        Assert.Contains("Customers who live in the city Bonn", list.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_few_have_is_not_offered_and_found_when_it_is_typed()
    {
        await OpenAsync();
        await _context.ChangeAsync(db =>
        {
            db.Customers.Where(c => c.Name == "Ben").ExecuteUpdate(u => u.SetProperty(c => c.Attributes, """{"note":"Bens Secret"}"""));
            db.State.ExecuteUpdate(u => u.SetProperty(s => s.Revision, s => s.Revision + 1).SetProperty(s => s.RebuildRevision, s => s.Revision + 1));
        });
        await _context.Get<SnapshotService>().RefreshAsync(cancellation: Cancellation);
        var page = _context.Render<SegmentEditPage>();
        page.WaitForElement(".rule .kind");
        // Each found and changed in one turn, no drawing between.
        await page.InvokeAsync(() => page.Find(".rule .kind").ChangeAsync(nameof(RuleKind.Attribute)));
        await page.InvokeAsync(() => page.Find(".rule select[aria-label='Free attribute']").ChangeAsync("note"));
        Assert.DoesNotContain("Secret", page.Markup, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find(".choice-panel input[type=search]").InputAsync("Bens Secret"));
        await page.InvokeAsync(() => page.FindAll(".choice-panel label.check").Single(l => l.TextContent.Contains("as typed", StringComparison.Ordinal)).QuerySelector("input")!.ChangeAsync(true));
        page.WaitForAssertion(() => Assert.Equal("1", page.Find(".live-count strong").TextContent), Patience);
        Assert.Empty(page.FindAll(".field-problem"));
        Assert.DoesNotContain("Secret", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_builder_asks_since_when_customers_are_on_file_and_what_they_came_from()
    {
        await OpenAsync();
        var page = _context.Render<SegmentEditPage>();
        await page.WaitForElement(".rule .kind").ChangeAsync(nameof(RuleKind.OnFileSince));
        page.WaitForAssertion(() => Assert.Equal("3", page.Find(".live-count strong").TextContent), Patience);
        await page.Find(".rule select[aria-label='is']").ChangeAsync("not");
        page.WaitForAssertion(() => Assert.Equal("0", page.Find(".live-count strong").TextContent), Patience);
        Assert.Contains("onFileSince", Navigation.Uri, StringComparison.Ordinal);
        Assert.Contains("Customers who did not come on file within the last 30 days", page.Find(".sentence").TextContent, StringComparison.Ordinal);

        await page.Find(".rule .kind").ChangeAsync(nameof(RuleKind.Source));
        var source = page.FindAll(".choice-panel label.check").Single(l => !l.TextContent.Contains("not given", StringComparison.Ordinal));
        await source.QuerySelector("input")!.ChangeAsync(true);
        page.WaitForAssertion(() => Assert.Equal("3", page.Find(".live-count strong").TextContent), Patience);
        Assert.Contains($"Customers who come from the source {source.TextContent.Trim()}", page.Find(".sentence").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("sealed", Navigation.Uri, StringComparison.Ordinal);   // the shop's own names say nothing of anybody

        var again = _context.Render<SegmentEditPage>();   // as after a reload
        again.WaitForAssertion(() => Assert.Equal("3", again.Find(".live-count strong").TextContent), Patience);
    }

    [Fact]
    public async Task The_builder_counts_at_once_after_a_choice_and_waits_for_nothing()
    {
        var clock = new HeldClock();
        _context = await PageContext.OpenWithAsync((services, _) => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)), null, Roles.Marketer);
        await _context.ImportAsync(Orders);
        var page = _context.Render<SegmentEditPage>();
        page.WaitForAssertion(() => Assert.Equal("2", page.Find(".live-count strong").TextContent), Patience);
        await page.Find(".rule .number-field").ChangeAsync("1");
        page.WaitForAssertion(() => Assert.Equal("1", page.Find(".live-count strong").TextContent), Patience);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task What_is_typed_stays_in_the_tab_until_it_is_saved_and_belongs_to_its_rule()
    {
        await OpenAsync();
        var page = _context.Render<SegmentEditPage>();
        await page.WaitForElement("#name").InputAsync("Half a na");
        await page.Find("#name").ChangeAsync("Half a name");
        await page.Find("#description").InputAsync("Why");
        var kept = (string)_context.JSInterop.Invocations["sessionStorage.setItem"][^1].Arguments[1]!;
        _context.JSInterop.Setup<string?>("sessionStorage.getItem", "segment-draft").SetResult(kept);
        var again = _context.Render<SegmentEditPage>();   // as after a reload
        again.WaitForAssertion(() => Assert.Equal(("Half a name", "Why"), (again.Find("#name").GetAttribute("value"), again.Find("#description").GetAttribute("value"))), Patience);
        await again.Find("form").SubmitAsync();
        again.WaitForAssertion(() => Assert.Single(_context.JSInterop.Invocations["sessionStorage.removeItem"]), Patience);
        Navigation.NavigateTo(SegmentEditPage.With(new ProspectRule()));
        var other = _context.Render<SegmentEditPage>();
        Assert.Equal("", other.WaitForElement("#name").GetAttribute("value") ?? "");
    }

    [Fact]
    public async Task A_rule_that_is_not_complete_is_marked_at_the_rule_and_not_saved()
    {
        await OpenAsync();
        var page = _context.Render<SegmentEditPage>();
        await page.WaitForElement(".rule .kind").ChangeAsync(nameof(RuleKind.Country));
        page.WaitForAssertion(() => Assert.Equal("Choose at least one.", page.Find(".rule.wrong .field-problem").TextContent), Patience);
        await page.Find("#name").ChangeAsync("No country");
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("the marked rules are not complete", page.Find(".segment-save").TextContent, StringComparison.Ordinal), Patience);
        Assert.Empty(await _context.Get<SegmentCatalog>().ListAsync(new(_context.UserId, false), Cancellation));
    }

    [Fact]
    public async Task A_segment_is_built_from_groups_saved_and_shown()
    {
        await OpenAsync();
        var page = _context.Render<SegmentEditPage>();
        await page.WaitForElement(".rule-adds button:last-child").ClickAsync(new());
        await page.Find(".rule-group.nested .rule .kind").ChangeAsync(nameof(RuleKind.Revenue));
        await page.Find(".rule-group.nested .rule .number-field").ChangeAsync("25");
        page.WaitForAssertion(() => Assert.Equal("1", page.Find(".live-count strong").TextContent), Patience);
        await page.Find("#name").ChangeAsync("Best of the recent");
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.EndsWith("/segments/1", Navigation.Uri, StringComparison.Ordinal), Patience);
        var shown = _context.Render<SegmentPage>(p => p.Add(x => x.Id, 1));
        shown.WaitForElement(".page-actions a.filled");
        Assert.Contains("1 customer, 33.3% of all, brings 30.0% of the revenue", shown.Find(".page-head").TextContent, StringComparison.Ordinal);
        Assert.Equal("Customers who last ordered within the last 90 days and brought at least $25.00 of net revenue", shown.Find(".sentence").TextContent);
    }

    [Fact]
    public async Task Show_customers_lists_exactly_as_many_as_the_segment_says()
    {
        await OpenAsync();
        var id = await SaveAsync("Recent", Recent);
        var segment = _context.Render<SegmentPage>(p => p.Add(x => x.Id, id));
        var link = segment.WaitForElement(".page-actions a.filled");
        Assert.Equal("Show customers (2)", link.TextContent);
        Navigation.NavigateTo(link.GetAttribute("href")!);
        var page = _context.Render<CustomersPage>();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".customer-rows tbody tr").Count), Patience);
        Assert.Contains("Recent", page.Find(".strip").TextContent, StringComparison.Ordinal);
        Assert.Contains("seg=1", page.Find(".customer-rows thead a").GetAttribute("href"), StringComparison.Ordinal);

        Navigation.NavigateTo("/customers?rule=" + Uri.EscapeDataString(SegmentJson.Write(new RuleGroup(GroupMode.None, new MemberRule(id)))));
        page.WaitForAssertion(() => Assert.Contains("Recent", page.Find(".strip").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task A_segment_that_is_not_ones_own_shows_nobody_and_says_so()
    {
        await OpenAsync();
        await ShareOfAnotherAsync(isShared: false);
        Navigation.NavigateTo("/customers?seg=1");
        var page = _context.Render<CustomersPage>();
        page.WaitForAssertion(() => Assert.Contains("not there any more, or is not shared", page.Find(".strip").TextContent, StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll(".customer-rows"));
        Assert.Contains("private to somebody else", _context.Render<SegmentPage>(p => p.Add(x => x.Id, 1)).WaitForElement(".state").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_Overview_counts_the_customers_of_the_segment_alone()
    {
        await OpenAsync();
        await SaveAsync("Recent", Recent);
        Navigation.NavigateTo("/?seg=1&range=all");
        var page = _context.Render<OverviewPage>();
        page.WaitForAssertion(() => Assert.Equal("$35.00", page.Find(".kpi-value").TextContent), Patience);
        Assert.Equal(2, page.FindAll(".rfm td a span").Sum(cell => int.Parse(cell.TextContent, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(page.FindAll(".rfm td a"), cell => Assert.Contains("""{"segment":{"segment":1}}""", Uri.UnescapeDataString(cell.GetAttribute("href")!), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cell_of_the_RFM_grid_lists_exactly_its_customers_and_offers_to_keep_them()
    {
        await OpenAsync();
        var rfm = _context.Render<RfmPage>();
        var cell = rfm.WaitForElement(".rfm td a");
        var count = int.Parse(cell.QuerySelector("span")!.TextContent, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(3, rfm.FindAll(".rfm td a span").Sum(s => int.Parse(s.TextContent, System.Globalization.CultureInfo.InvariantCulture)));
        Navigation.NavigateTo(cell.GetAttribute("href")!);
        var page = _context.Render<CustomersPage>();
        page.WaitForAssertion(() => Assert.Equal(count, page.FindAll(".customer-rows tbody tr").Count), Patience);
        Assert.StartsWith("/segments/new?rule=", page.Find(".strip a.button").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal(10, rfm.FindAll(".rfm-groups tbody tr").Count);
    }

    [Fact]
    public async Task A_score_that_nobody_can_have_has_a_dash_in_place_of_where_it_begins()
    {
        await OpenAsync();
        var rfm = _context.Render<RfmPage>();
        rfm.WaitForElement(".rfm-limits", Patience);
        // Two bought once and one twice: two thirds are below the one, whose score is 4 and not 2 or 3.
        Assert.Equal([Figures.None, "2", Figures.None, Figures.None, "less"], rfm.FindAll(".rfm-limits tbody td:nth-child(3)").Select(td => td.TextContent));
    }

    [Theory]
    [InlineData("/segments/rfm")]
    [InlineData("/segments/rfm?seg=1&by=Revenue")]
    public async Task Every_cell_group_and_movement_of_the_RFM_page_opens_exactly_its_customers(string address)
    {
        await OpenAsync();
        await SaveAsync("Recent", Recent);
        Navigation.NavigateTo(address);
        var rfm = _context.Render<RfmPage>();
        rfm.WaitForElement(".flows td a", Patience);
        Assert.True(await Drills.CheckAsync(_context, rfm) >= 6);
        Assert.Equal(address.Contains("seg=1", StringComparison.Ordinal), rfm.FindAll(".strip").Any(s => s.TextContent.Contains("Recent", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Limits_of_the_shops_own_decide_on_the_RFM_page_and_are_named_there()
    {
        await OpenAsync();
        var settings = _context.Get<Core.Settings.SettingsService>();
        var shop = await settings.GetAsync(Cancellation);
        (shop.RfmDays, shop.RfmMoney) = ("1, 2, 3, 100000", "1, 2, 3, 4");
        Assert.Empty(await settings.SaveAsync(shop, null, Cancellation));
        await _context.Get<Core.Snapshots.SnapshotService>().RefreshAsync(null, Cancellation);
        var rfm = _context.Render<RfmPage>();
        rfm.WaitForElement(".rfm-limits");
        Assert.Equal("Limits of your own for Last purchase, Revenue; other scores are fifths of those who bought.", rfm.Find(".rfm-limits .tile-head p").TextContent);
        Assert.Equal(["$4.00", "$3.00", "$2.00", "$1.00", "less"], rfm.FindAll(".rfm-limits tbody td:last-child").Select(td => td.TextContent));
    }

    [Fact]
    public async Task A_rule_in_the_address_that_cannot_be_read_lists_nobody()
    {
        await OpenAsync();
        Navigation.NavigateTo("/customers?rule=nonsense");
        var page = _context.Render<CustomersPage>();
        page.WaitForAssertion(() => Assert.Contains("Nobody is shown", page.Find(".strip").TextContent, StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll(".customer-rows"));
    }

    [Fact]
    public async Task Movement_between_groups_compares_with_the_facts_as_of_the_day_before_the_range()
    {
        await OpenAsync();
        var view = (await RfmView.ReadAsync(PageAddress.Parse("", RangePreset.Last30Days), _context.Get<Core.Kpis.KpiService>(), null, new(), Cancellation))!;
        Assert.Equal(view.Day.AddDays(-30), view.Before);
        var (now, then) = (RfmScores.Compute(view.Facts), RfmScores.Compute(view.Facts, view.Before));
        Assert.Equal(3, view.Flows.Values.Sum());
        foreach (var index in Enumerable.Range(0, 3))
            Assert.True(view.Flow(then.Group(index), now.Group(index)) > 0);
        Assert.Equal(1, view.Flows.Where(f => f.Key.From == RfmGroup.None).Sum(f => f.Value));   // Ben had not bought
    }

    [Fact]
    public async Task A_range_that_is_over_shows_the_scores_of_its_last_day_beside_those_of_the_comparison()
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        var first = new DateOnly(2024, 1, 1);
        // One a day who buys once; thirty who buy four times until March, every other of them again in June.
        await _context.ImportAsync("order_id,customer_id,order_date,amount\n"
            + string.Concat(Enumerable.Range(0, 180).Select(day => $"s{day},S{day},{first.AddDays(day):yyyy-MM-dd},10\n"))
            + string.Concat(from often in Enumerable.Range(0, 30) from n in Enumerable.Range(0, 4) select $"o{often}-{n},O{often},{first.AddDays(60 + often - 10 * n):yyyy-MM-dd},10\n")
            + string.Concat(Enumerable.Range(0, 15).Select(often => $"again{often},O{2 * often},2024-06-20,10\n")));
        var facts = _context.Get<Core.Snapshots.SnapshotService>().Current;
        var (now, until, before) = (Scores(new(2024, 6, 28)), Scores(new(2024, 5, 31)), Scores(new(2024, 4, 30)));
        var rfm = Rfm("/segments/rfm?from=2024-05-01&to=2024-05-31");
        var lead = rfm.Find(".page-head p:last-child").TextContent;
        Assert.StartsWith($"Until 31 May 2024 {Quiet(until).Count} customers who had bought often went quiet", lead, StringComparison.Ordinal);
        Assert.Contains($"; {Quiet(until).Except(Quiet(before)).Count()} of them came there 1 May – 31 May 2024", lead.Replace('\u00a0', ' '), StringComparison.Ordinal);
        Assert.NotEqual(Quiet(now).Count, Quiet(until).Count);
        // Which year is said where it goes without saying of neither day.
        Assert.Equal("30 Apr 2024 to 31 May 2024", rfm.FindAll(".rfm-groups th.number")[2].TextContent);
        Assert.Equal(RfmGroups.All.Select(g => (until.Of(g).Customers, (int?)before.Of(g).Customers)), Sizes(rfm));
        Assert.Equal(until.Customers, rfm.FindAll(".rfm td a span").Sum(s => int.Parse(s.TextContent, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.True(await Drills.CheckAsync(_context, rfm) > 20);
        Assert.Equal(RfmGroups.All.Select(g => (now.Of(g).Customers, (int?)null)), Sizes(Rfm("/segments/rfm?cmp=off")));
        Assert.Equal("Since 29 May", Rfm("/segments/rfm?cmp=off").FindAll(".rfm-groups th.number")[2].TextContent);
        Assert.Equal("Since 31 Dec 2023", Rfm("/segments/rfm?range=all&cmp=off").FindAll(".rfm-groups th.number")[2].TextContent);

        RfmScores Scores(DateOnly day) => RfmScores.Compute(facts, day);

        HashSet<int> Quiet(RfmScores scores) => [.. Enumerable.Range(0, facts.CustomerCount).Where(i => scores.Group(i) is RfmGroup.AtRisk or RfmGroup.CantLose)];

        IRenderedComponent<RfmPage> Rfm(string address)
        {
            Navigation.NavigateTo(address);
            var page = _context.Render<RfmPage>();
            page.WaitForElement(".rfm-groups", Patience);
            return page;
        }

        static IEnumerable<(int, int?)> Sizes(IRenderedComponent<RfmPage> page) => page.FindAll(".rfm-groups tbody tr").Select(r => r.Children[1])
            .Select(size => (Number(size.ChildNodes.First(n => n.TextContent.Trim().Length > 0).TextContent), size.QuerySelector(".before") is { } before ? Number(before.LastChild!.TextContent) : (int?)null));

        static int Number(string text) => int.Parse(text, System.Globalization.NumberStyles.AllowThousands | System.Globalization.NumberStyles.AllowLeadingWhite | System.Globalization.NumberStyles.AllowTrailingWhite, System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"[\d.]+%")]
    private static partial Regex Percent();

    private IRenderedComponent<SegmentsPage> List(string address)
    {
        Navigation.NavigateTo(address);
        var page = _context.Render<SegmentsPage>();
        page.WaitForElement(".segment-rows tbody tr", Patience);
        return page;
    }

    private async Task OpenAsync(string role = Roles.Marketer)
    {
        _context = await PageContext.OpenAsync(role);
        await _context.ImportAsync(Orders);
    }

    private async Task<int> SaveAsync(string name, SegmentRule rule, bool shared = false) =>
        (await _context.Get<SegmentDesk>().SaveAsync(null, new() { Name = name, Rule = rule, IsShared = shared }, Cancellation)).Id!.Value;

    private Task ShareOfAnotherAsync(bool isShared = true) =>
        _context.ChangeAsync(db => db.Segments.Add(new() { Name = "Theirs", Rule = SegmentJson.Write(Recent), IsShared = isShared, Size = 2 }));

    public void Dispose() => _context?.Dispose();
}
