using Bunit;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Users;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Tests.Segments;

public sealed class SegmentsComparePageTests : IDisposable
{
    private const string Orders = """
        order_id,customer_id,customer_name,order_date,amount
        1,A1,Ada,2024-01-05,10
        2,A1,Ada,2024-02-05,20
        3,B1,Ben,2024-02-06,5
        4,C1,Cleo,2023-06-01,65
        5,D1,Dora,2023-06-01,1
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private PageContext _context = null!;

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    private NavigationManager Navigation => _context.Get<NavigationManager>();

    [Fact]
    public async Task Every_region_of_the_overlap_lists_exactly_its_customers()
    {
        var page = await ComparedAsync("/segments/compare?segments=1,2&range=all");
        Assert.Contains("1 customer is in both: 50.0% of Recent", page.Find(".page-head").TextContent, StringComparison.Ordinal);
        var regions = page.FindAll(".overlap tbody td a[aria-label]").Select(a => (a.TextContent, Words: a.GetAttribute("aria-label")!, Href: a.GetAttribute("href")!)).ToList();
        Assert.Equal([("1", "Only in Recent: 1"), ("1", "Only in Big: 1"), ("1", "In all: Recent, Big: 1")], regions.Select(r => (r.TextContent, r.Words)));
        foreach (var (region, who) in regions.Zip(["Ben", "Cleo", "Ada"]))
        {
            Navigation.NavigateTo(region.Href);
            var list = _context.Render<CustomersPage>();
            list.WaitForAssertion(() => Assert.Equal([who], list.FindAll(".customer-rows tbody th a").Select(a => a.TextContent)), Patience);
        }
    }

    [Fact]
    public async Task Figures_of_each_segment_stand_beside_those_of_everybody()
    {
        var page = await ComparedAsync("/segments/compare?segments=2,1&range=all");
        Assert.Equal(["Big", "Recent", "Everybody"], page.FindAll(".compare-kpis thead th").Skip(1).Select(h => h.TextContent));
        Assert.Equal(["$95.00", "$35.00", "$101.00"], Row(page, "revenue").Select(c => c.TextContent.Trim()));
        var active = Row(page, "active_customers");
        Assert.Equal(["2", "2", "4"], active.Select(c => c.TextContent.Trim()));
        foreach (var cell in active)
        {
            Navigation.NavigateTo(cell.QuerySelector("a")!.GetAttribute("href")!);
            var list = _context.Render<CustomersPage>();
            list.WaitForAssertion(() => Assert.Equal(cell.TextContent.Trim(), $"{list.FindAll(".customer-rows tbody tr").Count}"), Patience);
        }
    }

    [Fact]
    public async Task A_segment_of_the_bar_leaves_its_members_alone_and_the_comparison_stands_below_each_figure()
    {
        var page = await ComparedAsync("/segments/compare?segments=2,1&range=all&seg=1");
        Assert.Equal(["Big", "Recent", "Recent"], page.FindAll(".compare-kpis thead th").Skip(1).Select(h => h.TextContent));
        Assert.Equal(["1", "2", "2"], Row(page, "active_customers").Select(c => c.TextContent.Trim()));
        Assert.True(await Drills.CheckAsync(_context, page) > 10);
        Assert.Equal("/segments/compare?segments=2,1&range=all", page.Find(".strip[role=status] a.button").GetAttribute("href"));
        var facts = _context.Get<Core.Snapshots.SnapshotService>().Current;
        var (first, last) = (Analytics.Facts.FactDay.ToDate(facts.Span.First), Analytics.Facts.FactDay.ToDate(facts.Span.Last));
        Navigation.NavigateTo($"/segments/compare?segments=2,1&from={last:yyyy-MM-dd}&cmp=custom&cfrom={first:yyyy-MM-dd}&cto={last.AddDays(-1):yyyy-MM-dd}");
        var beside = _context.Render<SegmentsComparePage>();
        beside.WaitForElement(".compare-kpis .before", Patience);
        var before = Analytics.Kpis.KpiEngine.Run(facts, new() { From = first, To = last.AddDays(-1), Kpis = [Analytics.Kpis.KpiId.ActiveCustomers] })[Analytics.Kpis.KpiId.ActiveCustomers].Value;
        Assert.Equal($"{before}", Row(beside, "active_customers")[2].QuerySelector(".before a")!.TextContent);
    }

    [Fact]
    public async Task A_segment_that_is_gone_is_said_to_be_and_the_others_stay()
    {
        var page = await ComparedAsync("/segments/compare?segments=1,99,2&range=90d");
        Assert.Contains("1 segment of this address is not there any more", page.Find(".strip").TextContent, StringComparison.Ordinal);
        Assert.Equal("/segments/compare?segments=99,2&range=90d", Uri.UnescapeDataString(page.Find(".chips a").GetAttribute("href")!));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("3,x,3,-1,0,99999999999,4", "3,4")]
    [InlineData("1,2,3,4,5,6,7", "1,2,3,4,5,6")]
    public void An_address_gives_up_to_six_different_segments(string? text, string numbers) => Assert.Equal(numbers, string.Join(',', SegmentChoice.Parse(text).Numbers));

    [Fact]
    public void Toggling_adds_a_segment_and_takes_it_away()
    {
        var choice = new SegmentChoice([4]).Toggle(1);
        Assert.Equal("/segments/compare?segments=4,1", choice.With(new PageAddress()));
        Assert.Equal([1], choice.Toggle(4).Numbers);
    }

    private async Task<IRenderedComponent<SegmentsComparePage>> ComparedAsync(string address)
    {
        _context = await PageContext.OpenAsync(Roles.Marketer);
        await _context.ImportAsync(Orders);
        var desk = _context.Get<SegmentDesk>();
        Assert.Null((await desk.SaveAsync(null, new() { Name = "Recent", Rule = new OrderRule(OrderPlace.Last) { Window = new(Last: 30) } }, Cancellation)).Reason);
        Assert.Null((await desk.SaveAsync(null, new() { Name = "Big", Rule = new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 25 } }, Cancellation)).Reason);
        Navigation.NavigateTo(address);
        var page = _context.Render<SegmentsComparePage>();
        page.WaitForElement(".compare-kpis", Patience);
        return page;
    }

    private static AngleSharp.Dom.IHtmlCollection<AngleSharp.Dom.IElement> Row(IRenderedComponent<SegmentsComparePage> page, string kpi) =>
        page.Find($".compare-kpis th a[href$='/{kpi}']").Closest("tr")!.QuerySelectorAll("td");

    public void Dispose() => _context?.Dispose();
}
