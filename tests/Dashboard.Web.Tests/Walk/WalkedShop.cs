using System.Reflection;
using System.Text.RegularExpressions;
using Bunit;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Acquisition;
using Dashboard.Core.Demo;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using TestContext = Xunit.TestContext;

namespace Dashboard.Web.Tests.Walk;

/// <summary>The sample shop with a margin, a forecast in service, two segments and spend on its channels, and any of its pages on screen with all charts as tables.</summary>
public sealed partial class WalkedShop : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly IReadOnlyList<(Type Page, Regex Path)> Routes =
        [.. typeof(SegmentPage).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>().Select(r => (t, PathOf(r.Template))))];

    public PageContext Context { get; private set; } = null!;

    /// <summary>The same pages, opened without a browser.</summary>
    public UnseenPages Unseen { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Context = await PageContext.OpenAsync(Roles.Admin, Roles.Manager);
        await Context.Get<SettingsService>().SaveAsync(new() { MarginPercent = 40 }, null, Cancellation);
        await Context.Get<DemoShop>().LoadAsync(null, Cancellation);
        await Context.Get<SnapshotService>().RefreshAsync(null, Cancellation);
        await Context.Get<LifetimeWork>().RunAsync(null, Cancellation);
        foreach (var (name, rule) in new (string, SegmentRule)[] { ("Often", new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 3 }), ("Large", new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 200 }) })
            Assert.NotNull((await Context.Get<SegmentDesk>().SaveAsync(null, new() { Name = name, Rule = rule }, Cancellation)).Id);
        var month = FactDay.ToDate(Context.Get<SnapshotService>().Current.Span.Last) is var last ? new DateOnly(last.Year, last.Month, 1) : default;
        await Context.Get<SpendBook>().SaveAsync(
            [.. new[] { "Web", "App" }.SelectMany(channel => Enumerable.Range(1, 8).Select(m => new SpendEntry(channel, month.AddMonths(-m), 500_000, "EUR")))], Context.UserId, Cancellation);
        Unseen = await UnseenPages.OfAsync(Context.Folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (Unseen is not null) await Unseen.DisposeAsync();
        Context?.Dispose();
    }

    /// <summary>Opens an address as its page, waits until it has its figures and shows all charts as tables.</summary>
    public async Task<IRenderedComponent<IComponent>> OpenAsync(string address)
    {
        Context.Get<NavigationManager>().NavigateTo(address);
        var path = address.Split('?')[0];
        var (type, match) = Routes.Select(r => (r.Page, Match: r.Path.Match(path))).Single(r => r.Match.Success);
        var page = Context.Render<IComponent>(builder =>
        {
            builder.OpenComponent(0, type);
            foreach (var name in match.Groups.Keys.Where(k => !char.IsDigit(k[0]))) builder.AddComponentParameter(1, name, int.Parse(match.Groups[name].Value, System.Globalization.CultureInfo.InvariantCulture));
            builder.CloseComponent();
        });
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".skeletons, [aria-busy=true]")), Patience);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("table, .make-up")), Patience);
        while (page.FindAll("figure.chart button[aria-pressed=false]") is [var chart, ..]) await chart.ClickAsync(new());
        return page;
    }

    // Such as /segments/{Id:int}.
    private static Regex PathOf(string template) => new($"^{Parameter().Replace(template, "(?<$1>[0-9]+)")}$");

    [GeneratedRegex(@"\{(\w+):\w+\}")]
    private static partial Regex Parameter();
}
