using AngleSharp.Dom;
using Bunit;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Segments;
using Dashboard.Web.Tests.Walk;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Tests.Clv;

public sealed class EquityWorkTests(WalkedShop shop) : IClassFixture<WalkedShop>
{
    private const string Address = "/clv?range=all&channel=Web";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    private EquityHistory History => shop.Context.Get<EquityHistory>();

    [Fact]
    public async Task Customer_equity_of_many_is_worked_out_when_asked_for_one_at_a_time_until_it_is_cancelled()
    {
        var facts = shop.Context.Get<SnapshotService>().Current;
        var members = (await shop.Context.Get<SegmentDesk>().FilterAsync(facts, PageAddress.Parse(Address), Cancellation))!.Members;
        Assert.Null(await History.OfAsync(facts, members, 0.4, Cancellation));

        // Somebody else's is at work.
        using var held = new Held();
        var other = History.RecomputeAsync(facts, CustomerSet.Everybody(facts.CustomerCount), null, held, Cancellation);
        Assert.True(held.Begun.Wait(Patience, Cancellation));
        var page = await shop.OpenAsync(Address);
        var bought = page.Find(".clv-groups tfoot td").TextContent.Trim();
        Assert.Contains($"For these {bought} it is recomputed for the ends of months, which takes about", page.Find(".equity-work").TextContent, StringComparison.Ordinal);
        var stopped = Button(page).ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("Waiting for another to finish", page.Find(".job-watch").TextContent.Trim()), Patience);
        Assert.Equal("Customer equity over time is being worked out.", Status(page));
        Assert.Equal("Cancel", Button(page).TextContent);
        await Button(page).ClickAsync(new());
        await stopped;
        Assert.Equal("Stopped; nothing was kept.", Status(page));
        held.Go.Set();
        await other;
        Assert.Null(await History.OfAsync(facts, members, 0.4, Cancellation));

        Assert.Equal("Work it out", Button(page).TextContent);
        await Button(page).ClickAsync(new());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[aria-busy=true]")), Patience);
        Assert.Equal($"Worked out for these {bought} customers; kept until the data changes.", Status(page));
        var rules = ForecastRules.Parse(facts.Stamp.Forecast)!;
        var past = PastEquity.Of(facts, rules, PastEquity.DaysOf(facts, rules), members, Cancellation)!;
        var trend = (await History.OfAsync(facts, members, 0.4, Cancellation))!;
        Assert.Equal(past.Select(d => (FactDay.ToDate(d.Day), Math.Round(d.Closing * 0.4 / facts.Stamp.MinorPerMajor, 6))), trend.All.Select(d => (d.Day, Math.Round(d.Value, 6))));
        Assert.NotEmpty(page.FindAll(".equity figure.chart, .equity .data-table"));
        await shop.Context.DisposeComponentsAsync();

        // Another page finds it, also when its customers were looked up anew.
        Assert.Same(trend, await History.OfAsync(facts, CustomerSet.Union(members, new(facts.CustomerCount)), 0.4, Cancellation));
        Assert.Empty((await shop.OpenAsync(Address)).FindAll(".equity-work button"));
        await shop.Context.DisposeComponentsAsync();
    }

    private static IElement Button(IRenderedComponent<IComponent> page) => page.Find(".equity-work button");

    private static string Status(IRenderedComponent<IComponent> page) => page.Find(".equity-work [role=status]").TextContent;

    private sealed class Held : IProgress<double>, IDisposable
    {
        public ManualResetEventSlim Begun { get; } = new();

        public ManualResetEventSlim Go { get; } = new();

        public void Report(double value)
        {
            Begun.Set();
            Go.Wait(Patience);
        }

        public void Dispose()
        {
            Begun.Dispose();
            Go.Dispose();
        }
    }
}
