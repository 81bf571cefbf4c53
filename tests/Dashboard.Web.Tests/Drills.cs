using System.Globalization;
using AngleSharp.Dom;
using Bunit;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Features.Customers;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using TestContext = Xunit.TestContext;

namespace Dashboard.Web.Tests;

/// <summary>Walks the numbers of a page that open customers.</summary>
internal static class Drills
{
    /// <summary>Follows every one and compares its words with how many customers it opens.</summary>
    /// <returns>How many there are.</returns>
    public static async Task<int> CheckAsync<T>(PageContext context, IRenderedComponent<T> page) where T : IComponent
    {
        var links = page.FindAll("a[data-drill]").Select(a => (Says: a.GetAttribute("data-drill")!, Shows: a.TextContent.Trim(), To: a.GetAttribute("href")!)).ToList();
        foreach (var (says, shows, to) in links)
        {
            var listed = await ListAsync(context, to);
            if (says.Length > 0)
            {
                Assert.Equal(says, listed.Total.ToString("N0", CultureInfo.InvariantCulture));
                continue;
            }
            var (figures, currency) = (context.Get<Figures>(), context.Get<SnapshotService>().Current.Stamp.Currency);
            var (orders, revenue) = (listed.Purchases + listed.Anonymous.Orders, listed.Revenue + listed.Anonymous.Revenue);
            Assert.Contains(shows, new[] { figures.Count(orders), figures.Minor(revenue, currency), figures.Minor(revenue, currency, brief: true), figures.Money(revenue / 100.0 / Math.Max(1, orders), currency) });
        }
        return links.Count;
    }

    /// <summary>The list of customers that an address shows.</summary>
    public static async Task<CustomerList> ListAsync(PageContext context, string address)
    {
        var (cancellation, facts) = (TestContext.Current.CancellationToken, context.Get<SnapshotService>().Current);
        var rule = SegmentJson.Read(QueryHelpers.ParseQuery(address.Split('?')[1])["rule"].ToString(), out _);
        var members = SegmentScan.Run(facts, rule!, await context.Get<SegmentAnswers>().InputsAsync(facts, cancellation), cancellation);
        var query = new CustomerListQuery(null, [], CustomerSort.Revenue, Descending: true, 0, 50) { Within = members, Scope = ScopeAddress.Parse(address) };
        var list = await context.Get<CustomerDirectory>().ReadAsync(facts, query, cancellation);
        Assert.Equal(list.Rows.Select(r => r.Revenue).OrderDescending(), list.Rows.Select(r => r.Revenue));
        return list;
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
