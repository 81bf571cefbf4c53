using System.Globalization;
using Bunit;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Features.AtRisk;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Web.Tests.AtRisk;

public sealed class AtRiskPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Before_the_first_forecast_the_page_says_when_it_comes()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        var empty = context.Render<AtRiskPage>();
        Assert.Contains("Nobody to lose yet", empty.WaitForElement(".state", Patience).TextContent, StringComparison.Ordinal);
        await context.ImportAsync(Orders());
        var page = context.Render<AtRiskPage>();
        Assert.Contains("No forecast yet", page.WaitForElement(".state", Patience).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Customers_stand_by_their_expected_loss_with_the_reason_and_the_sums_of_all_of_them()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders());
        await ServeAsync(context);
        context.Get<NavigationManager>().NavigateTo("/at-risk?bucket=lost");
        var page = context.Render<AtRiskPage>();
        page.WaitForElement(".risk-rows", Patience);
        var facts = context.Get<SnapshotService>().Current;
        var lost = Enumerable.Range(0, facts.CustomerCount).Where(i => facts.Forecasts!.State[i] == (byte)LifecycleState.Lost).ToList();
        Assert.NotEmpty(lost);
        Assert.Equal(lost.Count, page.FindAll(".risk-rows tbody tr").Count);
        Assert.Equal(
            lost.OrderByDescending(i => facts.Forecasts!.Risk[i]).Select(i => $"/customers/{facts.Customers.Id[i]}"),
            page.FindAll(".risk-rows tbody th a").Select(a => a.GetAttribute("href")));
        Assert.Contains($"${lost.Sum(i => facts.Forecasts!.Risk[i]) / 100m:N2}", page.Find(".sums").TextContent, StringComparison.Ordinal);
        Assert.Contains("Usually buys every 10 days, silent for", page.Find(".risk-rows").TextContent, StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d% of your best customers, \d of \d, are at risk or lost: \$\S+ over 365 days is lost if they stay away\. ", page.Find(".page-head p").TextContent);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("&seg=1", 0)]
    public async Task The_valuable_who_are_leaving_are_found_in_the_lead_and_in_a_list_of_their_own(string filter, int count)
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders());
        await ServeAsync(context);
        await context.Get<SegmentDesk>().SaveAsync(null, new() { Name = "Some", Rule = new OrderTotalRule(OrderMeasure.Revenue) { AtMost = 160 } }, Xunit.TestContext.Current.CancellationToken);
        context.Get<NavigationManager>().NavigateTo($"/at-risk?bucket=valuable{filter}");
        var page = context.Render<AtRiskPage>();
        Assert.StartsWith($"Valuable, at risk or lost {count}", page.WaitForElement(".chips [aria-current=true]", Patience).TextContent.Trim(), StringComparison.Ordinal);
        var (facts, said) = (context.Get<SnapshotService>().Current, page.Find(".page-head p"));
        if (count == 0)
        {
            Assert.StartsWith("None of your best customers, 1 in all, is at risk or lost.", said.TextContent, StringComparison.Ordinal);
            Assert.Empty(said.QuerySelectorAll("a"));
            return;
        }
        // The two who brought most stayed away longest.
        Assert.Equal(facts.Customers.Revenue.Index().OrderByDescending(r => r.Item).Take(2).Select(r => $"/customers/{facts.Customers.Id[r.Index]}").Order(), page.FindAll(".risk-rows tbody th a").Select(a => a.GetAttribute("href")!).Order());
        Assert.StartsWith("100.0% of your best customers, 2 of 2, are at risk or lost: ", said.TextContent, StringComparison.Ordinal);
        Assert.Contains(page.FindAll(".sums dd")[^2].TextContent, said.TextContent, StringComparison.Ordinal);
        Assert.Equal(count, await Drills.MembersAsync(context, said.QuerySelector("a")!.GetAttribute("href")!));
        Assert.All(page.FindAll(".page-actions a").Select(a => a.GetAttribute("href")!), link => Assert.Contains("revenue", link, StringComparison.Ordinal));
        Assert.True(await Drills.CheckAsync(context, page) > 3);
    }

    [Fact]
    public async Task List_segment_and_export_hold_exactly_those_shown_also_within_a_segment()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        await context.ImportAsync(Orders());
        await ServeAsync(context);
        var some = (await context.Get<SegmentDesk>().SaveAsync(null, new() { Name = "Some", Rule = new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 208 } }, Xunit.TestContext.Current.CancellationToken)).Id;
        var sizes = new List<int>();
        foreach (var view in new[] { "bucket=lost", $"bucket=lost&seg={some}" })
        {
            context.Get<NavigationManager>().NavigateTo($"/at-risk?{view}");
            var page = context.Render<AtRiskPage>();
            page.WaitForElement(".risk-rows", Patience);
            var shown = page.FindAll(".risk-rows tbody th a").Select(a => a.GetAttribute("href")).ToList();
            sizes.Add(shown.Count);
            var links = page.FindAll(".page-actions a").Select(a => a.GetAttribute("href")!).ToList();
            var rule = QueryHelpers.ParseQuery(links[0].Split('?')[1])["rule"].ToString();
            Assert.StartsWith("/segments/new?", links[0], StringComparison.Ordinal);
            Assert.StartsWith("/exports/new?", links[1], StringComparison.Ordinal);
            Assert.All(links, link => Assert.Equal(rule, QueryHelpers.ParseQuery(link.Split('?')[1])["rule"].ToString()));
            context.Get<NavigationManager>().NavigateTo(links[2]);
            var list = context.Render<CustomersPage>();
            list.WaitForAssertion(() => Assert.Equal(shown, list.FindAll(".customer-rows tbody th a").Select(a => a.GetAttribute("href"))), Patience);
        }
        Assert.True(sizes[0] > sizes[1] && sizes[1] > 0, string.Join(", ", sizes));
    }

    [Theory]
    [InlineData("", "Win-back: at risk and highly at risk, Jun 2024")]
    [InlineData("?bucket=lost", "Win-back: lost, Jun 2024")]
    public async Task Those_listed_are_saved_as_a_segment_that_says_what_it_is_for(string view, string name)
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders());
        await ServeAsync(context);
        context.Get<NavigationManager>().NavigateTo($"/at-risk{view}");
        var save = context.Render<AtRiskPage>().WaitForElement(".page-actions a", Patience).GetAttribute("href")!;
        context.Get<NavigationManager>().NavigateTo(save);
        var builder = context.Render<SegmentEditPage>();
        Assert.Equal(name, builder.WaitForElement("#name", Patience).GetAttribute("value"));
        await builder.Find("#name").ChangeAsync(new() { Value = "Spring letter" });
        await builder.Find("form").SubmitAsync();
        await builder.WaitForAssertionAsync(() => Assert.Matches(@"/segments/\d+$", context.Get<NavigationManager>().Uri), Patience);
        Assert.Equal("Spring letter", Assert.Single(await context.Get<SegmentDesk>().ListAsync(Xunit.TestContext.Current.CancellationToken)).Segment.Name);
    }

    [Fact]
    public async Task A_group_without_anybody_says_so_and_an_unknown_one_is_the_first()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders());
        await ServeAsync(context);
        context.Get<NavigationManager>().NavigateTo("/at-risk?bucket=reactivated");
        Assert.Contains("No customer is in this group", context.Render<AtRiskPage>().WaitForElement(".state", Patience).TextContent, StringComparison.Ordinal);
        context.Get<NavigationManager>().NavigateTo("/at-risk?bucket=nonsense");
        Assert.Equal("/at-risk", context.Render<AtRiskPage>().WaitForElement(".chips [aria-current]", Patience).GetAttribute("href"));
    }

    [Fact]
    public async Task Who_is_snoozed_leaves_list_and_sums_and_stands_under_its_filter_until_brought_back()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders());
        await ServeAsync(context);
        context.Get<NavigationManager>().NavigateTo("/at-risk?bucket=lost");
        var page = context.Render<AtRiskPage>();
        page.WaitForElement(".risk-rows", Patience);
        var all = page.FindAll(".risk-rows tbody tr").Count;
        var name = page.Find(".risk-rows tbody th a").TextContent;
        await ActAsync(page, "One week");
        page.WaitForAssertion(() => Assert.Equal(all - 1, page.FindAll(".risk-rows tbody tr").Count), Patience);
        Assert.DoesNotContain(name, page.FindAll(".risk-rows tbody th a").Select(a => a.TextContent));
        var shown = page.FindAll(".page-actions a").Select(a => a.GetAttribute("href")!).Last();
        Assert.Equal(all - 1, await Drills.MembersAsync(context, shown));
        context.Get<NavigationManager>().NavigateTo(page.FindAll(".list-tools a").Single(a => a.TextContent == "1 snoozed").GetAttribute("href")!);
        page.WaitForAssertion(() => Assert.Equal([name], page.FindAll(".risk-rows tbody th a").Select(a => a.TextContent)), Patience);
        Assert.StartsWith("until ", page.Find(".mark-line").TextContent.Trim(), StringComparison.Ordinal);
        await ActAsync(page, "Bring back now");
        page.WaitForAssertion(() => Assert.Contains("Nobody of this group is snoozed", page.Find(".state").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Those_assigned_to_me_are_a_list_of_their_own()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders());
        await ServeAsync(context);
        context.Get<NavigationManager>().NavigateTo("/at-risk?bucket=lost");
        var page = context.Render<AtRiskPage>();
        page.WaitForElement(".risk-rows", Patience);
        var name = page.Find(".risk-rows tbody th a").TextContent;
        await ActAsync(page, "somebodyme");
        page.WaitForAssertion(() => Assert.Contains("somebody", page.Find(".mark-line").TextContent, StringComparison.Ordinal), Patience);
        context.Get<NavigationManager>().NavigateTo(page.FindAll(".list-tools a").Single(a => a.TextContent == "Assigned to me: 1").GetAttribute("href")!);
        page.WaitForAssertion(() => Assert.Equal([name], page.FindAll(".risk-rows tbody th a").Select(a => a.TextContent)), Patience);
    }

    [Fact]
    public async Task Every_number_of_the_earlier_lists_opens_exactly_its_customers_and_weeks_that_are_not_over_are_left_out()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders());
        await ServeAsync(context);
        context.Get<NavigationManager>().NavigateTo("/at-risk/earlier?days=30");
        var page = context.Render<EarlierAtRiskPage>();
        var first = page.WaitForElement("tbody th", Patience);
        Assert.Equal("28 Apr 2024", first.TextContent);   // 5 May and 30 days end after 1 June
        Assert.Contains("4 newer weeks are too young to tell.", page.Find(".after-figures").TextContent, StringComparison.Ordinal);
        Assert.True(await Drills.CheckAsync(context, page) > 20);
        foreach (var row in page.FindAll("tbody tr").Select(Drills.Cells))
            Assert.Equal(Number(row[1]), Number(row[2]) + Number(row[6]) + Number(row[7]));
    }

    [Fact]
    public async Task The_earlier_lists_hold_those_whom_the_bar_asks_for_alone()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders());
        await ServeAsync(context);
        var everybody = await ListedAsync("/at-risk/earlier?days=30");
        var some = await ListedAsync(new EarlierAddress(30, new() { Rule = SegmentJson.Write(new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 200 }) }).ToString());
        Assert.InRange(some, 1, everybody - 1);

        async Task<int> ListedAsync(string address)
        {
            context.Get<NavigationManager>().NavigateTo(address);
            var page = context.Render<EarlierAtRiskPage>();
            page.WaitForElement("tbody th", Patience);
            Assert.True(await Drills.CheckAsync(context, page) > 0);
            return Number(Drills.Cells(page.Find("tfoot tr"))[1]);
        }
    }

    private static int Number(string words) => int.Parse(words, CultureInfo.InvariantCulture);

    // Chooses the first row and a way to treat it.
    private static async Task ActAsync(IRenderedComponent<AtRiskPage> page, string words)
    {
        await page.Find(".risk-rows tbody .pick input").ChangeAsync(new() { Value = true });
        page.WaitForElement(".selection", Patience);
        await page.FindAll(".act-panel .menu-item").First(b => b.TextContent.StartsWith(words, StringComparison.Ordinal)).ClickAsync(new());
    }

    // Ten customers who bought every ten days until 40 i days before the end.
    private static string Orders() => "order_id,customer_id,order_date,amount\n" + string.Concat(
        from customer in Enumerable.Range(0, 10)
        from n in Enumerable.Range(0, 8)
        select $"{customer}-{n},C{customer},{new DateOnly(2024, 6, 1).AddDays(-40 * customer - 10 * n):yyyy-MM-dd},{20 + customer}\n");

    private static async Task ServeAsync(PageContext context)
    {
        var cancellation = Xunit.TestContext.Current.CancellationToken;
        await context.Get<LifetimeWork>().RunAsync(null, cancellation);
        var rules = new ForecastRules { Day = FactDay.From(new(2024, 6, 1)), Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], Spend = [6.25, 3.74, 15.44] };
        await context.ChangeAsync(db => db.ServedForecasts.ExecuteUpdate(u => u.SetProperty(f => f.Rules, rules.ToText())));
        await context.Get<SnapshotService>().RefreshAsync(null, cancellation);
    }
}
