using Bunit;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Segments;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Clv;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Tests.Components;

public sealed class ShareNoteTests
{
    private const string Why = "A share above 100% is right: all others together gave back more than they bought.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Ben gave back more than he bought: of all 60, Ada brought 100.
    private const string Orders = "order_id,customer_id,order_date,amount,channel\n1,ada,2024-01-05,100,web\n2,ben,2024-01-06,10,shop\n3,ben,2024-01-07,-50,shop\n";

    [Fact]
    public async Task A_share_of_more_than_all_says_on_its_page_how_that_can_be()
    {
        using var context = await OpenAsync(Orders);
        Check<CustomersPage>("/customers?channel=web", ".customer-rows", 1);
        Check<ClvPage>("/clv", ".clv-tops", 2);   // beside the picture, and under the table of the best
        Check<RfmPage>("/segments/rfm?by=Revenue", ".rfm-groups", 2);
        Check<RfmPage>("/segments/rfm", ".rfm-groups", 1);
        Check<SegmentsPage>("/segments?range=all", ".segment-rows", 1);
        var one = context.Render<SegmentPage>(p => p.Add(x => x.Id, 1));
        one.WaitForElement(".sentence", Patience);
        Says(one.Markup, 1);

        void Check<T>(string address, string until, int times) where T : IComponent => Says(Render<T>(context, address, until).Markup, times);

        static void Says(string page, int times)
        {
            Assert.Contains("166.7%", page, StringComparison.Ordinal);
            Assert.Equal(times, page.Split(Why).Length - 1);
        }
    }

    [Fact]
    public async Task A_share_of_all_says_nothing_of_the_kind()
    {
        using var context = await OpenAsync(Orders.Replace("-50", "-10", StringComparison.Ordinal));
        foreach (var page in new[] { Render<ClvPage>(context, "/clv", ".clv-tops").Markup, Render<RfmPage>(context, "/segments/rfm?by=Revenue", ".rfm-groups").Markup, Render<CustomersPage>(context, "/customers?channel=web", ".customer-rows").Markup })
        {
            Assert.Contains("100.0%", page, StringComparison.Ordinal);
            Assert.DoesNotContain(Why, page, StringComparison.Ordinal);
        }
    }

    private static async Task<PageContext> OpenAsync(string orders)
    {
        var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(orders);
        Assert.Equal(1, (await context.Get<SegmentDesk>().SaveAsync(null, new() { Name = "Web", Rule = new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 50 } }, Xunit.TestContext.Current.CancellationToken)).Id);
        await context.Get<SegmentRefresher>().RefreshAsync(null, Xunit.TestContext.Current.CancellationToken);
        return context;
    }

    private static IRenderedComponent<T> Render<T>(PageContext context, string address, string until) where T : IComponent
    {
        context.Get<NavigationManager>().NavigateTo(address);
        var page = context.Render<T>();
        page.WaitForElement(until, Patience);
        return page;
    }
}
