using System.Globalization;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Web.Components;
using Dashboard.Web.Features.Overview;
using Dashboard.Web.Tests.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Tests.Overview;

public sealed class OverviewTests : PartTest
{
    private static readonly Figures British = new(CultureInfo.GetCultureInfo("en-GB"));

    private IStringLocalizer<OverviewText> Words => Services.GetRequiredService<IStringLocalizer<OverviewText>>();

    private static KpiReport Report(Comparison compare = Comparison.None, string from = "2011-01-01", string to = "2011-03-31") =>
        KpiEngine.Run(Sample.Facts(), new() { From = DateOnly.Parse(from, CultureInfo.InvariantCulture), To = DateOnly.Parse(to, CultureInfo.InvariantCulture), Compare = compare, Kpis = OverviewFigures.Cards, Bucket = Bucket.Month });

    [Fact]
    public void The_finding_names_range_and_revenue() =>
        Assert.Equal("1 Jan – 31 Mar 2011: revenue of £65.00.", OverviewWords.Finding(Report(), false, Words, British).Replace('\u00a0', ' '));

    [Theory]
    [InlineData("2011-02-11", "2011-03-20", true)]     // compared with 4 Jan – 10 Feb, one day of which lies before the first order
    [InlineData("2011-02-01", "2011-03-31", false)]    // compared with 1 Dec – 31 Jan
    public void A_comparison_before_the_data_is_none(string from, string to, bool compared) =>
        Assert.Equal(compared, OverviewWords.IsCompared(Report(Comparison.PreviousPeriod, from, to), Sample.Facts()));

    [Fact]
    public void A_comparison_without_any_order_is_none() =>
        Assert.False(OverviewWords.IsCompared(Report(Comparison.PreviousPeriod, "2011-03-10", "2011-03-14"), Sample.Facts()));

    [Theory]
    [InlineData("2011-03-20", true)]     // came in on the newest day itself
    [InlineData("2011-03-21", false)]
    public void The_newest_day_is_incomplete_when_its_data_came_in_before_its_end(string imported, bool open)
    {
        var day = DateOnly.Parse("2011-03-20", CultureInfo.InvariantCulture);
        var report = KpiEngine.Run(Sample.Facts(), new() { From = day.AddDays(-5), To = day, Kpis = OverviewFigures.Cards, Bucket = Bucket.Day });
        Assert.Equal(open, OverviewFigures.WithOpenDay(report, day, DateOnly.Parse(imported, CultureInfo.InvariantCulture)).Buckets[^1].Unfinished);
    }

    [Fact]
    public void A_newest_day_far_below_the_weakest_before_is_incomplete()
    {
        var day = DateOnly.Parse("2011-03-20", CultureInfo.InvariantCulture);
        var report = KpiEngine.Run(Sample.Facts(), new() { From = day.AddDays(-9), To = day, Kpis = OverviewFigures.Cards, Bucket = Bucket.Day });
        KpiReport With(double last) => report with { Series = new Dictionary<KpiId, KpiSeries>(report.Series) { [KpiId.Orders] = report.Series[KpiId.Orders] with { Values = [.. Enumerable.Repeat<double?>(100, 9), last] } } };
        Assert.True(OverviewFigures.WithOpenDay(With(49), day, null).Buckets[^1].Unfinished);
        Assert.False(OverviewFigures.WithOpenDay(With(51), day, null).Buckets[^1].Unfinished);
    }

    [Fact]
    public void One_is_not_written_as_many()
    {
        Assert.Equal("1 test", British.Counted(Words, "LeftOut.Test", 1));
        Assert.Equal("2 tests", British.Counted(Words, "LeftOut.Test", 2));
        Assert.Equal("1 cancelled", British.Counted(Words, "LeftOut.Cancelled", 1));
    }

    [Fact]
    public void Orders_without_a_customer_are_told() =>
        Assert.StartsWith("1 of 4 orders names no customer.", OverviewWords.Anonymous(Report(), Words, British), StringComparison.Ordinal);

    [Fact]
    public void A_month_in_part_is_marked_and_says_its_days()
    {
        var report = Report(from: "2011-01-04");
        var points = BucketLabels.Points(report, report.Series[KpiId.Revenue].Values, British, v => v.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(["4 Jan – 31 Jan 2011", "Feb 2011"], points.Take(2).Select(p => p.Label.Replace('\u00a0', ' ')));
        Assert.Equal([true, false, true], points.Select(p => p.Unfinished));
        Assert.Equal("Jan 2011", points[0].AxisLabel);
    }

    [Fact]
    public void Every_reason_for_leaving_an_order_out_and_every_bucket_has_its_words()
    {
        Assert.All(Enum.GetNames<LeftOutReason>(), reason => Assert.False(Words[$"LeftOut.{reason}"].ResourceNotFound, reason));
        Assert.All(Enum.GetNames<Bucket>().Except(["Auto"]), bucket => Assert.False(Words[$"Bucket.{bucket}"].ResourceNotFound, bucket));
    }

    [Fact]
    public void The_cards_are_about_twelve_different_figures_with_a_line_each()
    {
        Assert.Equal(OverviewFigures.Cards.Count, OverviewFigures.Cards.Distinct().Count());
        Assert.All(OverviewFigures.Cards, id => Assert.True(KpiCatalog.Of(id).HasSeries));
    }
}
