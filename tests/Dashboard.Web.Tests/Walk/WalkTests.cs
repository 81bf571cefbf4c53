using System.Reflection;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Bunit;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Segments;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Tests.Walk;

/// <summary>Walks every number of every page: it opens the customers behind it, as many as it says and with orders that add up to it, or stands in the list of those that do not, with the reason.</summary>
public sealed partial class WalkTests(WalkedShop shop) : IClassFixture<WalkedShop>
{
    [Theory, MemberData(nameof(WalkedPages.Addresses), MemberType = typeof(WalkedPages))]
    public async Task Every_number_opens_as_many_customers_as_it_says_and_they_add_up_to_it(string address)
    {
        var page = await shop.OpenAsync(address);
        var (closed, unsummed) = (WalkedPages.Of(WalkedPages.Closed, address), WalkedPages.Of(WalkedPages.Unsummed, address));
        var exempt = closed.Select(e => (e.Saying, Places: page.FindAll(e.Selector).ToHashSet())).ToList();
        var unknown = page.FindAll("td, dd, .kpi-value, .live-count strong, .movers .change, .movers p")
            .Where(e => IsNumber(e.TextContent) && e.QuerySelector("a[data-drill], td, dd") is null)
            .Where(e => !exempt.Exists(x => x.Places.Contains(e) && (x.Saying is null || e.TextContent.Contains(x.Saying, StringComparison.Ordinal))));
        var places = unknown.GroupBy(PlaceOf).Select(g => $"{g.Key}: {g.First().TextContent.Trim()} and {g.Count() - 1} more").ToList();
        Assert.True(places.Count == 0, $"Open nothing on {address}: {string.Join("; ", places)}");

        var open = await Drills.CheckAsync(shop.Context, page);
        Assert.True(open > 0 || closed.Exists(e => e.Selector == "td, dd"), $"{address} has no number that opens");
        Assert.All(closed.Concat(unsummed).Where(e => e.At == address), e => Assert.True(page.FindAll(e.Selector).Count > 0, $"{e.Selector} is nowhere on {address}"));
        await shop.Context.DisposeComponentsAsync();
    }

    [Theory]
    [InlineData("/"), InlineData("/segments/new"), InlineData("/segments/rfm"), InlineData("/at-risk"), InlineData("/one-time-buyers"), InlineData("/lifecycle"), InlineData("/clv"), InlineData("/cohorts")]
    public async Task No_address_on_a_page_filtered_by_what_is_said_of_customers_tells_it(string path)
    {
        var city = shop.Context.Get<SnapshotService>().Current.Codes.Cities[^1];
        var rule = shop.Context.Get<RuleSeals>().Seal(new RuleGroup(GroupMode.All, new ProfileRule(ProfileField.City, [city])));
        var page = await shop.OpenAsync(QueryHelpers.AddQueryString(path, PageAddress.RuleKey, SegmentJson.Write(rule)));
        var addresses = page.FindAll("[href]").Select(a => Uri.UnescapeDataString(a.GetAttribute("href")!)).ToList();
        Assert.Contains(addresses, a => a.Contains("\"sealed\"", StringComparison.Ordinal));
        Assert.All(addresses, a => Assert.DoesNotContain(city, a, StringComparison.Ordinal));
        Assert.Contains($"live in the city {city}", page.Markup, StringComparison.Ordinal);
        Assert.True(await Drills.CheckAsync(shop.Context, page) > 0);
        await shop.Context.DisposeComponentsAsync();
    }

    [Fact]
    public void Every_page_about_customers_is_walked_or_says_why_not()
    {
        var walked = WalkedPages.Addresses.Select(row => row.Data.Split('?')[0]).ToHashSet();
        var routes = typeof(SegmentPage).Assembly.GetTypes()
            .Where(t => t.GetCustomAttributes<AuthorizeAttribute>().Any(a => a.Policy is Policies.SeeFigures or Policies.SeeCustomers))
            .SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).ToList();
        Assert.Equal(WalkedPages.NotWalked.Keys.Order(), routes.Where(r => !walked.Contains(Parameter().Replace(r, "1"))).Order());
    }

    // Nobody stands behind a nought.
    private static bool IsNumber(string text) => Digits().Match(text) is { Success: true } number && number.Value.Any(c => c is >= '1' and <= '9');

    private static string PlaceOf(IElement number)
    {
        if (number.Closest("table") is not { } table || number.Closest("tr") is not { } row) return number.ParentElement?.QuerySelector("dt")?.TextContent ?? number.ClassName ?? number.LocalName;
        var column = row.Children.Index().First(c => c.Item.Contains(number)).Index;
        return $"{table.ClassName} {table.QuerySelector("thead tr:last-child")?.Children.ElementAtOrDefault(column)?.TextContent.Trim()}";
    }

    [GeneratedRegex(@"\d[\d.,]*")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\{\w+:\w+\}")]
    private static partial Regex Parameter();
}
