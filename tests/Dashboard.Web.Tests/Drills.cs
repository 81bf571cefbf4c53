using System.Globalization;
using AngleSharp.Dom;
using Bunit;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
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
            Assert.Equal(says, shows);
            Assert.Equal(says, (await MembersAsync(context, to)).ToString("N0", CultureInfo.InvariantCulture));
        }
        return links.Count;
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
