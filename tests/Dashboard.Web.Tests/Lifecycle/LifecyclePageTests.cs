using Bunit;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Lifecycle;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Lifecycle;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Web.Tests.Lifecycle;

public sealed class LifecyclePageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_orders_and_without_a_forecast_the_page_says_what_is_missing()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        Assert.Contains("No customers yet", context.Render<LifecyclePage>().WaitForElement(".state", Patience).TextContent, StringComparison.Ordinal);
        await context.ImportAsync(Orders());
        var page = Render(context, "/lifecycle");
        Assert.Contains("No forecast has been made yet", page.Find(".strip.amber").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".state-rows, .flow-rows, .stay-rows"));
        Assert.Contains("lost-after days", page.Markup, StringComparison.Ordinal);
        Assert.True(await Drills.CheckAsync(context, page) > 0);   // who was won is known all the same
    }

    [Theory]
    [InlineData("/lifecycle", null, true)]
    [InlineData("/lifecycle?range=all", null, true)]
    [InlineData("/lifecycle?country=FR", null, true)]
    [InlineData("/lifecycle?range=30d&seg=1", 1, true)]
    [InlineData("/lifecycle?range=all&seg=1", 1, false)]
    public async Task Every_number_of_customers_opens_exactly_as_many(string address, int? segment, bool byModel)
    {
        using var context = await ServedAsync(byModel);
        var page = Render(context, address);
        Assert.Contains(byModel ? "(BG/NBD)" : "No model beats simple rules", page.Find(".strip:not([role])").TextContent, StringComparison.Ordinal);
        Assert.True(await Drills.CheckAsync(context, page) > 20);
        var facts = context.Get<SnapshotService>().Current;
        var members = segment is { } id ? await context.Get<SegmentAnswers>().MembersAsync(facts, id, Cancellation) : (await context.Get<SegmentDesk>().FilterAsync(facts, PageAddress.Parse(address), Cancellation))?.Members;
        Assert.Equal(
            LifecycleStays.Of(facts, members)!.Select(s => $"{s.Stays} {s.Ended} {s.Now}"),
            page.FindAll(".stay-rows tbody tr").Select(r => Drills.Cells(r)).Select(c => $"{c[3]} {c[4]} {c[5]}"));
    }

    [Fact]
    public async Task The_tables_show_what_was_counted_and_won_and_lost_are_those_of_the_KPIs()
    {
        using var context = await ServedAsync(byModel: true);
        var facts = context.Get<SnapshotService>().Current;
        var page = Render(context, "/lifecycle?range=all");
        var report = KpiEngine.Run(facts, new() { From = FactDay.ToDate(facts.Span.First), To = FactDay.ToDate(facts.Span.Last), Kpis = [KpiId.NewCustomers, KpiId.CustomersLost, KpiId.ReactivatedCustomers] });
        var ends = report.Buckets.Select(b => Math.Min(FactDay.From(b.To), facts.Span.Last)).ToList();
        var counts = LifecycleCounts.Of(facts, ends)!;
        Assert.Equal(
            counts.Reverse().Select(c => string.Join(' ', LifecycleCounts.States.Select(s => c[(int)s]).Append(c.Sum()))),
            page.FindAll(".state-rows tbody tr").Select(r => string.Join(' ', Drills.Cells(r).Skip(1))));
        Assert.Equal(
            LifecycleFlows.Of(facts, report.Buckets[0].From, report.Buckets[^1].To)!.Sum(f => f.Customers),
            page.FindAll(".flow-rows td a").Sum(a => int.Parse(a.TextContent, System.Globalization.CultureInfo.InvariantCulture)));
        var whole = Drills.Cells(page.Find(".bucket-rows tfoot tr"));
        Assert.Equal([report[KpiId.NewCustomers].Value, report[KpiId.CustomersLost].Value, report[KpiId.ReactivatedCustomers].Value], new[] { 1, 2, 5 }.Select(i => (double?)double.Parse(whole[i], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(
            report.Series[KpiId.CustomersLost].Values.Reverse().Select(v => $"{v:N0}"),
            page.FindAll(".bucket-rows tbody tr").Select(r => Drills.Cells(r)[2]));
        var now = Enumerable.Range(0, facts.CustomerCount).Select(i => (LifecycleState)facts.Forecasts!.State[i]).ToList();
        Assert.StartsWith(
            $"Of 60 customers, {now.Count(s => s is LifecycleState.New or LifecycleState.Active) / 60.0:P1} are new or active and {now.Count(s => s == LifecycleState.Lost) / 60.0:P1} lost on 1 Jun 2024.".Replace(" %", "%", StringComparison.Ordinal),
            page.Find(".page-head p").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beside_the_range_stands_what_it_is_compared_with()
    {
        using var context = await ServedAsync(byModel: true);
        var facts = context.Get<SnapshotService>().Current;
        var page = Render(context, "/lifecycle?from=2024-05-01&to=2024-05-31&cmp=custom&cfrom=2024-01-01&cto=2024-01-31");
        var (from, to) = (new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 31));
        Assert.Equal(
            LifecycleFlows.Of(facts, from, to)!.Select(f => $"{f.Customers}").Order(),
            page.FindAll(".flow-rows .before a").Select(a => a.TextContent).Order());
        var before = LifecycleCounts.Of(facts, [FactDay.From(to)])![0];
        var rows = page.FindAll(".state-rows tfoot tr").Select(r => Drills.Cells(r)).ToList();
        Assert.Equal(LifecycleCounts.States.Select(s => $"{before[(int)s]}").Prepend("Compared with 31 Jan 2024").Append($"{before.Sum()}"), rows[0]);
        var report = KpiEngine.Run(facts, new() { From = from, To = to, Kpis = [KpiId.NewCustomers, KpiId.CustomersLost, KpiId.ReactivatedCustomers] });
        var won = page.FindAll(".bucket-rows tfoot tr").Select(r => Drills.Cells(r)).ToList();
        Assert.Equal([$"{report[KpiId.NewCustomers].Value}", $"{report[KpiId.CustomersLost].Value}", $"{report[KpiId.ReactivatedCustomers].Value}"], new[] { 1, 2, 5 }.Select(i => won[1][i]));
        Assert.Equal("Change", won[2][0]);
        Assert.True(await Drills.CheckAsync(context, page) > 40);
        Assert.Empty(Render(context, "/lifecycle?from=2024-05-01&to=2024-05-31&cmp=off").FindAll(".before, .change"));
        Assert.Contains("lies before most of the data", Render(context, "/lifecycle?from=2024-05-01&to=2024-05-31&cmp=custom&cfrom=2001-01-01&cto=2024-01-31").Find(".strip:not([role]) + .strip").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_before_the_first_order_have_nothing_to_show()
    {
        using var context = await ServedAsync(byModel: true);
        Assert.Contains("Nothing in these days", Render(context, "/lifecycle?from=2001-01-01&to=2001-02-01").Find(".state").TextContent, StringComparison.Ordinal);
    }

    private static IRenderedComponent<LifecyclePage> Render(PageContext context, string address)
    {
        context.Get<NavigationManager>().NavigateTo(address);
        var page = context.Render<LifecyclePage>();
        page.WaitForState(() => page.FindAll(".bucket-rows, .state").Count > 0, Patience);
        return page;
    }

    // Sixty customers who bought every 8 + i days until 7 i days before the end, some once.
    private static string Orders() => "order_id,customer_id,order_date,amount,country\n" + string.Concat(
        from customer in Enumerable.Range(0, 60)
        from n in Enumerable.Range(0, customer % 4 == 0 ? 1 : 5)
        select $"{customer}-{n},C{customer},{new DateOnly(2024, 6, 1).AddDays(-7 * customer - (8 + customer) * n):yyyy-MM-dd},20,{(customer % 3 == 0 ? "FR" : "DE")}\n");

    private static async Task<PageContext> ServedAsync(bool byModel)
    {
        var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders());
        await context.Get<LifetimeWork>().RunAsync(null, Cancellation);
        var counting = context.Get<SnapshotService>().Current.Stamp.Rules;
        var rules = new ForecastRules { Day = FactDay.From(new(2024, 6, 1)), Counting = counting };
        if (byModel) rules = rules with { Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], Spend = [6.25, 3.74, 15.44] };
        await context.ChangeAsync(db => db.ServedForecasts.ExecuteUpdate(u => u.SetProperty(f => f.Rules, rules.ToText())));
        await context.Get<SnapshotService>().RefreshAsync(null, Cancellation);
        var saved = await context.Get<SegmentDesk>().SaveAsync(null, new() { Name = "Germans", Rule = new CountryRule(["DE"]) }, Cancellation);
        Assert.Equal(1, saved.Id);
        return context;
    }
}
