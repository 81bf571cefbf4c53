using Dashboard.Analytics.Cohorts;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Cohorts;

namespace Dashboard.Web.Tests.Cohorts;

public sealed class CohortAddressTests
{
    [Theory]
    [InlineData("/cohorts")]
    [InlineData("/cohorts?by=first_product&age=week&show=again&abs=1")]
    [InlineData("/cohorts?by=week&show=value&a=2024-01-01&b=2024-01-08&all=1&range=12m&seg=7")]
    [InlineData("/cohorts?by=range&days=2024-11-15..2024-12-31~Holiday%202024&days=2023-11-15..2023-12-31&from=2024-01-01")]
    public void An_address_read_and_written_is_the_same(string address)
    {
        var read = CohortAddress.Parse(address);
        Assert.Equal(address, read.ToString());
        Assert.Equal(read.ToString(), CohortAddress.Parse($"https://shop.example{address}").ToString());
    }

    [Fact]
    public void The_page_shows_all_time_by_month_unless_its_address_says_otherwise()
    {
        var usual = CohortAddress.Parse("/cohorts");
        Assert.Equal((CohortGrouping.Month, CohortMeasure.Retained, CohortBucket.Month, RangePreset.AllTime), (usual.By, usual.Measure, usual.Bucket, usual.Page.Range));
        Assert.Equal("/cohorts?range=12m", (usual with { Page = usual.Page with { Range = RangePreset.Last12Months } }).ToString());
    }

    [Theory]
    [InlineData("/cohorts?by=moon&age=aeon&show=luck&abs=maybe")]
    [InlineData("/cohorts?by=range&days=2024-13-01..2024-12-31&days=2024-12-31..2024-11-15&days=1&days=2024-11-15..2024-12-3x")]
    public void What_is_not_understood_is_as_if_it_were_not_there(string address)
    {
        var read = CohortAddress.Parse(address);
        Assert.Empty(read.Days);
        Assert.Equal((default, default, false), (read.Age, read.Measure, read.Totals));
    }

    [Fact]
    public void The_address_of_a_cell_says_what_the_figure_counts_and_nothing_else()
    {
        var address = CohortAddress.Parse("/cohorts?by=channel&show=later&abs=1&a=%3Dweb&b=%3Dshop&seg=3");
        Assert.Equal("/cohorts/cell?by=channel&show=later&row=%3Dweb&k=4&seg=3", Sorted(address.Cell("=web", 4)));
        Assert.Equal("/cohorts/cell?by=channel&show=later&row=&seg=3", Sorted(address.Cell("", null)));

        static string Sorted(string text) => $"{text.Split('?')[0]}?{string.Join('&', text.Split('?')[1].Split('&').OrderBy(p => Array.IndexOf(["by", "show", "row", "k", "seg"], p.Split('=')[0])))}";
    }

    [Fact]
    public void Names_of_ranges_and_their_number_have_an_end()
    {
        var days = string.Join('&', Enumerable.Range(1, 30).Select(i => $"days=2024-01-{i:00}..2024-02-01~{new string('x', 100)}"));
        var read = CohortAddress.Parse($"/cohorts?by=range&{days}");
        Assert.Equal(CohortAddress.MostRanges, read.Days.Count);
        Assert.All(read.Days, d => Assert.Equal(CohortAddress.MostName, d.Name.Length));
    }
}
