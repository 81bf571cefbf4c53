using System.Globalization;
using AngleSharp.Dom;
using Bunit;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Demo;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Overview;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Tests.Components;

public sealed class DrillTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_figure_with_a_menu_lists_exactly_as_many_customers_as_it_says()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        await context.Get<DemoShop>().LoadAsync(null, Cancellation);
        await context.Get<SnapshotService>().RefreshAsync(null, Cancellation);
        var facts = context.Get<SnapshotService>().Current;
        var segment = (await context.Get<SegmentCatalog>().SaveAsync(null, new() { Name = "Often", Rule = new OrderTotalRule(OrderMeasure.Orders) { AtLeast = 4 } }, new(context.UserId, true), facts, Cancellation)).Id;
        var rule = Uri.EscapeDataString(SegmentJson.Write(new RuleGroup(GroupMode.Any, new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 300 }, new OrderTotalRule(OrderMeasure.Orders) { AtMost = 1 })));

        var (figures, cards) = (0, new HashSet<string>());
        foreach (var view in new[] { "", "?range=30d", "?range=month", "?range=last-month", "?range=all", "?range=quarter&wd=1", $"?seg={segment}", $"?range=90d&seg={segment}", $"?range=90d&rule={rule}", $"?channel={facts.Codes.Channels[^1]}", $"?range=90d&seg={segment}&channel={facts.Codes.Channels[^1]}&country={facts.Codes.Countries[^1]}" })
        {
            context.Get<NavigationManager>().NavigateTo("/" + view);
            var page = context.Render<OverviewPage>();
            page.WaitForElement(".kpi-value a", Patience);
            foreach (var figure in page.FindAll("a[data-drill]")) await CheckAsync(figure, view);
            cards.UnionWith(page.FindAll(".kpi:has(a[data-drill]) .kpi-name > span").Select(e => e.TextContent));
        }
        foreach (var view in new[] { "", "?by=Revenue", "?by=PerCustomer" })
        {
            context.Get<NavigationManager>().NavigateTo("/segments/rfm" + view);
            var page = context.Render<RfmPage>();
            page.WaitForElement(".rfm td a", Patience);
            foreach (var figure in page.FindAll("a[data-drill]")) await CheckAsync(figure, view);
        }
        Assert.Equal(["Active customers", "Average order value", "Early repeat rate", "Historic customer value (mean)", "New customers", "Orders", "Period retention", "Repeat rate", "Returning customers", "Revenue"], cards.Order(StringComparer.Ordinal));
        Assert.True(figures > 200, $"{figures} figures");

        async Task CheckAsync(IElement figure, string view)
        {
            figures++;
            var says = figure.GetAttribute("data-drill")!;
            var list = await Drills.ListAsync(context, figure.GetAttribute("href")!);
            Assert.True(says.Length == 0 ? list.Total > 0 : list.Total == int.Parse(says, NumberStyles.Number, CultureInfo.GetCultureInfo("en-GB")), $"{list.Total} for {figure.OuterHtml} in {view}");
        }
    }

    [Fact]
    public async Task The_menu_counts_the_customers_of_any_list_and_of_nothing_else()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync("order_id,customer_id,order_date,amount\n1,A,2024-01-05,20\n2,B,2024-01-06,5\n3,B,2024-02-06,5\n4,C,2024-03-06,5\n");
        var menu = context.Render<DrillMenu>().Instance;
        var often = CustomerListAddress.Default with { Rule = SegmentJson.Write(new OrderTotalRule(OrderMeasure.Orders) { AtLeast = 2 }) };
        Assert.Equal(["1", "1 customer"], (await menu.CountAsync(often.ToString()))!);
        Assert.Equal(["3", "3 customers"], (await menu.CountAsync("/customers"))!);
        Assert.Equal(["2", "2 customers"], (await menu.CountAsync("/cohorts/cell?row=2024-01"))!);
        Assert.Equal(["1", "1 customer"], (await menu.CountAsync("/cohorts/cell?row=2024-01&k=1"))!);
        Assert.Equal(["0", "0 customers"], (await menu.CountAsync("/customers?seg=77"))!);
        var listed = await context.Get<CustomerDirectory>().ReadAsync(context.Get<SnapshotService>().Current, new(null, [], CustomerSort.Revenue, Descending: true, 0, 1), Cancellation);
        foreach (var (group, size) in listed.Groups) Assert.Equal($"{size}", (await menu.CountAsync((CustomerListAddress.Default with { Groups = [group] }).ToString()))![0]);
        foreach (var other in new[] { "/cohorts/cell?row=1999-01", "/settings", "", "https://example.com/customers" }) Assert.Null(await menu.CountAsync(other));
    }

    [Fact]
    public async Task Who_may_not_see_customers_is_told_no_number_of_them()
    {
        using var context = await PageContext.OpenAsync(Roles.Admin);
        await context.ImportAsync("order_id,customer_id,order_date,amount\n1,A,2024-01-05,20\n");
        Assert.Null(await context.Render<DrillMenu>().Instance.CountAsync("/customers"));
    }
}
