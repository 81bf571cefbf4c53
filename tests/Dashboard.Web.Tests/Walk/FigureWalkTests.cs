using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Bunit;
using Dashboard.Core.Exports;
using Dashboard.Web.Components.Drill;

namespace Dashboard.Web.Tests.Walk;

public sealed partial class WalkTests
{
    [GeneratedRegex(@"\d+\.\d{6,}")]
    private static partial Regex Long();

    [Theory, MemberData(nameof(WalkedPages.Addresses), MemberType = typeof(WalkedPages))]
    public async Task Every_table_and_chart_is_found_without_a_browser_and_has_the_figures_of_the_page_itself(string address)
    {
        var page = await shop.OpenAsync(address);
        var expected = new List<PageFigure>();
        foreach (var figure in page.FindComponents<SaveFigures>().Select(f => f.Instance).Where(f => f.CanSchedule)) expected.Add(new(figure.Of, await figure.ReadAsync()));
        var (found, problem) = await shop.Unseen.Source.OpenAsync(shop.Context.UserId, address, Xunit.TestContext.Current.CancellationToken);
        Assert.Null(problem);
        Assert.Equal(Said(expected), Said(found));
        var names = found.Select(f => f.Table.Name).ToList();
        Assert.True(names.Count == names.Distinct().Count(), $"On {address} two have one name: {string.Join(", ", names.Order())}");
        await shop.Context.DisposeComponentsAsync();

        static IEnumerable<string> Said(IEnumerable<PageFigure> figures) => figures.OrderBy(f => f.Table.Name, StringComparer.Ordinal).ThenBy(f => f.Title, StringComparer.Ordinal)
            .Select(f => $"{f.Title} in {f.Table.Name}: {Rounded(Encoding.UTF8.GetString(f.Table.Write(ExportFormat.Csv)))}");
        // Sums of many threads differ in their last digit.
        static string Rounded(string csv) => Long().Replace(csv, n => double.Parse(n.Value, CultureInfo.InvariantCulture).ToString("F5", CultureInfo.InvariantCulture));
    }
}
