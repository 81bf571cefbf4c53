using Bunit;
using Dashboard.Core;
using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Snapshots;
using Dashboard.Tests;
using Dashboard.Web.Features.Overview;
using Dashboard.Web.Security;
using Dashboard.Web.Tests.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Overview;

public sealed class OverviewPageTests : PartTest
{
    private readonly TestFolder _folder = new();
    private readonly AskedWork _work = new();

    public OverviewPageTests()
    {
        Services.AddDashboardCore(_folder);
        Services.AddSingleton<IBackgroundWork>(_work);
        Services.AddScoped<Permission>();
    }

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    private async Task<IRenderedComponent<OverviewPage>> OpenAsync(params string[] policies)
    {
        AddAuthorization().SetAuthorized("Alex").SetPolicies([Policies.SeeFigures, .. policies]);
        await Services.GetRequiredService<StoreMigrator>().MigrateAsync(Cancellation);
        return Render<OverviewPage>();
    }

    private async Task ImportAsync()
    {
        var file = Path.Combine(_folder.Data.Root, "orders.csv");
        await File.WriteAllTextAsync(file, "order id,customer id,date,amount,currency\nA1,C1,2011-01-05,10.00,GBP\nA2,C1,2011-03-15,20.00,GBP\nA3,C2,2011-03-20,30.00,GBP\nA4,,2011-03-20,5.00,GBP\n", Cancellation);
        var result = await Services.GetRequiredService<OrderImporter>().ImportAsync(new(file), null, Cancellation);
        Assert.Equal(ImportStatus.Completed, result.Status);
        await Services.GetRequiredService<SnapshotService>().RefreshAsync(null, Cancellation);
    }

    [Fact]
    public async Task An_empty_shop_is_led_to_its_first_import_or_to_sample_data()
    {
        var page = await OpenAsync(Policies.Import);
        page.WaitForElement("a.filled[href='/imports']");
        page.Find(".state-actions button").Click();
        Assert.Equal([JobKind.SampleData], _work.Asked);
    }

    [Fact]
    public async Task Who_may_not_import_sees_who_can()
    {
        var page = await OpenAsync();
        page.WaitForAssertion(() => Assert.Contains("A manager or an admin can import them", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("button, a.button"));
    }

    [Fact]
    public async Task An_open_page_shows_orders_as_soon_as_they_are_in()
    {
        var page = await OpenAsync();
        await ImportAsync();
        page.WaitForAssertion(() => Assert.Equal("£65.00", page.Find(".kpi-value").TextContent));
        Assert.Contains("1 of 4 orders name no customer", page.Markup, StringComparison.Ordinal);
        Assert.Equal(OverviewFigures.Cards.Count, page.FindAll(".kpi").Count);
    }

    [Fact]
    public async Task A_new_range_in_the_address_shows_its_figures()
    {
        var page = await OpenAsync();
        await ImportAsync();
        page.WaitForElement(".kpi-value");
        Services.GetRequiredService<NavigationManager>().NavigateTo("/?range=7d&cmp=off");
        page.WaitForAssertion(() => Assert.Equal("£55.00", page.Find(".kpi-value").TextContent));
        Assert.Contains("14 Mar", page.Find(".page-head p").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_understood_in_the_address_is_said()
    {
        var page = await OpenAsync();
        await ImportAsync();
        Services.GetRequiredService<NavigationManager>().NavigateTo("/?range=fortnight");
        page.WaitForAssertion(() => Assert.Contains("could not be understood (range)", page.Markup, StringComparison.Ordinal));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _folder.Dispose();
    }

    private sealed class AskedWork : IBackgroundWork
    {
        public List<JobKind> Asked { get; } = [];

        public string Enqueue<TJob>(JobKind kind, long id = 0, string? subject = null) where TJob : Job
        {
            Asked.Add(kind);
            return "run";
        }
    }
}
