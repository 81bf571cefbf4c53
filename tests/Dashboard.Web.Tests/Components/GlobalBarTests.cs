using Bunit;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Components;

public sealed class GlobalBarTests : PartTest
{
    private static readonly DateTime Noon = new(2026, 3, 2, 12, 0, 0, DateTimeKind.Utc);

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Noon;
    }

    public GlobalBarTests() => Services.AddSingleton<TimeProvider>(new Clock());

    private IRenderedComponent<GlobalBar> Bar(PageAddress address, TimeSpan age) => Render<GlobalBar>(p => p
        .Add(b => b.Address, address).Add(b => b.Facts, Sample.Facts(importedAt: Noon - age)));

    [Fact]
    public void Every_choice_is_a_link_that_keeps_the_others()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/?cmp=year&seg=12");
        var bar = Bar(PageAddress.Parse("/?cmp=year&seg=12"), TimeSpan.FromHours(1));
        Assert.Equal("/?range=7d&cmp=year&seg=12", bar.Find("#range-menu a[data-key=w]").GetAttribute("href"));
        Assert.Equal("/?cmp=off&seg=12", bar.Find("a[data-key=x]").GetAttribute("href"));
        Assert.Equal("true", bar.Find("#range-menu a[data-key=r]").GetAttribute("aria-current"));
    }

    [Fact]
    public void A_custom_range_goes_into_the_address()
    {
        var bar = Bar(new(), TimeSpan.FromHours(1));
        var inputs = bar.FindAll("#range-menu input");
        inputs[0].Change("2011-01-05");
        bar.FindAll("#range-menu input")[1].Change("2011-02-01");
        bar.Find("#range-menu form").Submit();
        Assert.EndsWith("/?from=2011-01-05&to=2011-02-01", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_of_one_day_names_it_and_before_all_time_there_is_nothing()
    {
        var day = Render<GlobalBar>(p => p.Add(b => b.Address, new()).Add(b => b.Facts, Sample.Facts(importedAt: Noon)).Add(b => b.HasRange, false).Add(b => b.Compares, false));
        Assert.Equal("As of 20 Mar 2011", day.Find(".bar-day").TextContent);
        Assert.Empty(day.FindAll("#range-menu, #compare-menu"));
        Assert.Contains("Nothing earlier", Bar(PageAddress.Parse("/?range=all"), TimeSpan.FromHours(1)).Find("[popovertarget=compare-menu]").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(26, false)]
    [InlineData(27, true)]
    public void Data_turns_amber_after_26_hours(int hours, bool stale) =>
        Assert.Equal(stale, Bar(new(), TimeSpan.FromHours(hours)).Find(".as-of").ClassList.Contains("stale"));
}
