using System.Globalization;
using AngleSharp.Dom;
using Bunit;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Demo;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
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
}
