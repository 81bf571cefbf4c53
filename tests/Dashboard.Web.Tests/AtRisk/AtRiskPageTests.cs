using Bunit;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Features.AtRisk;
using Microsoft.AspNetCore.Components;
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
        Assert.Matches(@"^\d+\.\d% of your best \d customers are at risk or lost\.", page.Find(".page-head p").TextContent);
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
