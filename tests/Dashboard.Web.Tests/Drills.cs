using System.Globalization;
using AngleSharp.Dom;
using Bunit;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Cohorts;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Tests.Walk;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using TestContext = Xunit.TestContext;

namespace Dashboard.Web.Tests;

/// <summary>Walks the numbers of a page that open customers.</summary>
internal static class Drills
{
    /// <summary>Follows every one and compares how many customers it opens with what its menu says, and what their list adds up to with the number.</summary>
    /// <param name="context">The shop.</param>
    /// <param name="page">The page.</param>
    /// <returns>How many there are.</returns>
    public static async Task<int> CheckAsync<T>(PageContext context, IRenderedComponent<T> page) where T : IComponent
    {
        var unsummed = WalkedPages.Of(WalkedPages.Unsummed, new Uri(context.Get<NavigationManager>().Uri).PathAndQuery).ConvertAll(e => e.Selector);
        var links = page.FindAll("a[data-drill]").Select(a => (Says: a.GetAttribute("data-drill")!, Shows: (a.QuerySelector("span") ?? a).TextContent.Trim(), To: a.GetAttribute("href")!, Sums: !unsummed.Exists(selector => a.Matches(selector)))).ToList();
        var menu = context.Render<DrillMenu>();
        foreach (var (written, shows, to, sums) in links)
        {
            var says = written;
            var listed = await ListAsync(context, to);
            if (says.Length == 0) says = Assert.IsType<string[]>(await menu.Instance.CountAsync(to))[0];
            Assert.Equal(says, listed.Total.ToString("N0", CultureInfo.InvariantCulture));
            Assert.True(listed.Total > 0 || listed.Anonymous.Orders > 0, $"{shows} opens nobody: {to}");
            if (!sums || shows.Contains('%', StringComparison.Ordinal)) continue;
            var words = await WordsAsync(context, listed, CustomerListAddress.SumOf(to));
            Assert.True(words.Any(w => shows == w || shows.StartsWith(w + " ", StringComparison.Ordinal)), $"{shows} is none of {string.Join(" | ", words.Distinct())}: {to}");
        }
        return links.Count;
    }

    /// <summary>All that a list says: how many it has, what they add up to and the means of it, as pages write numbers.</summary>
    private static async Task<IReadOnlyList<string>> WordsAsync(PageContext context, CustomerList list, CustomerSum sum)
    {
        var (figures, stamp) = (context.Get<Figures>(), context.Get<SnapshotService>().Current.Stamp);
        var margin = sum is CustomerSum.Risk or CustomerSum.Predicted ? 1 : (await context.Get<SettingsService>().GetAsync(TestContext.Current.CancellationToken)).MarginPercent / 100 ?? 1;
        var (orders, revenue) = (list.Purchases + list.Anonymous.Orders, list.Revenue + list.Anonymous.Revenue);
        // A list that adds up something else than revenue stands for that alone.
        double[] amounts = list.Sum is { } other ? [other * margin, other * margin / list.Total] : [revenue, (double)revenue / Math.Max(1, orders), (double)list.Revenue / list.Total, (double)list.Revenue / Math.Max(1, list.Buyers)];
        return
        [
            figures.Count(list.Total), figures.Count(orders), figures.Number((double)list.Purchases / list.Total, 2),
            // Half a cent is up or down by the last bit.
            .. amounts.SelectMany(a => new[] { a, a * (1 - 1e-12), a * (1 + 1e-12) }).Select(a => a / stamp.MinorPerMajor).SelectMany(a => new[] { 1e15, 10_000, 1_000, 1 }.Select(from => figures.Money(a, stamp.Currency, brief: true, from))),
        ];
    }

    /// <summary>The list of customers that an address shows.</summary>
    public static async Task<CustomerList> ListAsync(PageContext context, string address)
    {
        var (cancellation, facts) = (TestContext.Current.CancellationToken, context.Get<SnapshotService>().Current);
        address = await FollowAsync(context, address);
        var rule = SegmentJson.Read(QueryHelpers.ParseQuery(address.Split('?')[1])["rule"].ToString(), out _);
        var members = SegmentScan.Run(facts, rule!, await context.Get<SegmentAnswers>().InputsAsync(facts, cancellation), cancellation);
        var query = new CustomerListQuery(null, [], CustomerSort.Revenue, Descending: true, 0, 50) { Within = members, Scope = ScopeAddress.Parse(address), Sum = CustomerListAddress.SumOf(address) };
        var list = await context.Get<CustomerDirectory>().ReadAsync(facts, query, cancellation);
        Assert.Equal(list.Rows.Select(r => r.Revenue).OrderDescending(), list.Rows.Select(r => r.Revenue));
        return list;
    }

    // Cells of cohorts find out who they are when they are asked.
    private static async Task<string> FollowAsync(PageContext context, string address)
    {
        if (!address.StartsWith(Addresses.CohortCell, StringComparison.Ordinal)) return address;
        return (await context.Get<CohortDesk>().ListAsync(address, TestContext.Current.CancellationToken))!.ToString();
    }

    /// <summary>Customers that an address lists.</summary>
    public static async Task<int> MembersAsync(PageContext context, string address)
    {
        var rule = SegmentJson.Read(QueryHelpers.ParseQuery(address.Split('?')[1])["rule"].ToString(), out _);
        var answer = await context.Get<SegmentAnswers>().CountAsync(context.Get<SnapshotService>().Current, rule!, null, TestContext.Current.CancellationToken);
        Assert.Empty(answer.Problems);
        return answer.Count!.Size;
    }

    /// <summary>Words of a row, cell by cell.</summary>
    public static IReadOnlyList<string> Cells(IElement row) => [.. row.Children.Select(c => c.TextContent.Trim())];
}
