using System.Globalization;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Kpis;

public sealed class KpiPlanTests
{
    // One order on the first and one on the last day: 2022-01-01 to 2024-11-22.
    private static readonly TestShop Shop = new(1, new TestOrder(0, TestShop.Date("2022-01-01"), 100), new TestOrder(0, TestShop.Date("2024-11-22"), 100));

    [Theory]
    [InlineData("2024-03-01..2024-03-31", "2024-02-01..2024-02-29", "whole months are preceded by as many")]
    [InlineData("2024-01-01..2024-03-31", "2023-10-01..2023-12-31", "across the year's end")]
    [InlineData("2024-03-01..2024-03-30", "2024-01-31..2024-02-29", "thirty days by thirty days")]
    [InlineData("2024-11-04..2024-11-10", "2024-10-28..2024-11-03", "a week by a week")]
    [InlineData("2024-11-01..2024-11-30", "2024-10-01..2024-10-22", "an unfinished month by as many days of the one before")]
    [InlineData("2022-01-01..2022-06-30", "none", "no data before the shop began")]
    public void The_previous_period_is_the_equally_long_span_before(string range, string expected, string because) =>
        Assert.True(expected == Compared(range, new() { Compare = Comparison.PreviousPeriod }), because);

    [Theory]
    [InlineData("2024-02-01..2024-02-29", "2023-02-01..2023-02-28")]
    [InlineData("2023-02-01..2023-02-28", "2022-02-01..2022-02-28")]
    [InlineData("2024-02-10..2024-02-29", "2023-02-10..2023-02-28")]
    [InlineData("2024-01-01..2024-12-31", "2023-01-01..2023-11-23")]   // 327 days have elapsed of a leap year
    public void The_year_before_has_the_same_dates(string range, string expected) =>
        Assert.Equal(expected, Compared(range, new() { Compare = Comparison.PreviousYear }));

    [Theory]
    [InlineData("2024-09-01..2024-09-30", Comparison.PreviousPeriod, "2024-07-28..2024-08-26")]   // 35 days earlier, not overlapping
    [InlineData("2024-09-02..2024-09-08", Comparison.PreviousPeriod, "2024-08-26..2024-09-01")]
    [InlineData("2024-09-01..2024-09-30", Comparison.PreviousYear, "2023-09-03..2023-10-02")]     // 364 days earlier
    public void Aligned_comparisons_begin_on_the_same_weekday_and_are_as_long(string range, Comparison compare, string expected) =>
        Assert.Equal(expected, Compared(range, new() { Compare = compare, AlignWeekdays = true }));

    [Fact]
    public void A_custom_comparison_without_an_end_is_as_long_as_the_range() =>
        Assert.Equal("2023-01-05..2023-01-14", Compared("2024-01-01..2024-01-10", new() { Compare = Comparison.Custom, CompareFrom = new(2023, 1, 5) }));

    [Theory]
    [InlineData("2024-10-01..2024-10-31", Bucket.Day)]
    [InlineData("2024-08-01..2024-10-31", Bucket.Week)]
    [InlineData("2023-11-23..2024-11-22", Bucket.Month)]
    public void Automatic_buckets_follow_the_length_of_the_range(string range, Bucket expected) => Assert.Equal(expected, Run(range, new()).Bucket);

    [Fact]
    public void A_history_of_a_century_by_day_is_shown_coarser()
    {
        var shop = new TestShop(1, new TestOrder(0, 0, 1), new TestOrder(0, 40_000, 1));
        var report = KpiEngine.Run(shop.Facts(), new() { Bucket = Bucket.Day });
        Assert.Equal(Bucket.Quarter, report.Bucket);
        Assert.InRange(report.Buckets.Count, 1, 800);
    }

    [Fact]
    public void Weeks_follow_the_shops_week_start_across_the_years_end()
    {
        var report = Run("2022-12-28..2023-01-10", new() { Bucket = Bucket.Week, WeekStart = DayOfWeek.Sunday });
        Assert.Equal(["2022-12-28..2022-12-31", "2023-01-01..2023-01-07", "2023-01-08..2023-01-10"], report.Buckets.Select(b => Text(b.From, b.To)));
        Assert.All(report.Buckets, b => Assert.False(b.Unfinished));
    }

    [Fact]
    public void The_bucket_that_reaches_beyond_the_data_is_unfinished()
    {
        var report = Run("2024-09-01..2024-12-31", new() { Bucket = Bucket.Month, Compare = Comparison.PreviousPeriod });
        Assert.Equal(["2024-09-01..2024-09-30", "2024-10-01..2024-10-31", "2024-11-01..2024-11-22"], report.Buckets.Select(b => Text(b.From, b.To)));
        Assert.Equal(["2024-05-01..2024-05-31", "2024-06-01..2024-06-30", "2024-07-01..2024-07-22"], report.Buckets.Select(b => Text(b.CompareFrom!.Value, b.CompareTo!.Value)));
        Assert.Equal([false, false, true], report.Buckets.Select(b => b.Unfinished));
        Assert.True(report.Unfinished);
        Assert.Equal((new(2024, 12, 31), new(2024, 11, 22)), (report.To!.Value, report.AsOf!.Value));
    }

    [Fact]
    public void The_leap_day_has_no_counterpart_a_year_before()
    {
        var report = Run("2024-02-27..2024-03-01", new() { Bucket = Bucket.Day, Compare = Comparison.PreviousYear });
        Assert.Equal([new DateOnly(2023, 2, 27), new DateOnly(2023, 2, 28), null, new DateOnly(2023, 3, 1)], report.Buckets.Select(b => b.CompareFrom));
    }

    private static string Compared(string range, KpiQuery query)
    {
        var report = Run(range, query);
        return report.CompareFrom is { } from ? Text(from, report.CompareTo!.Value) : "none";
    }

    private static KpiReport Run(string range, KpiQuery query) => KpiEngine.Run(Shop.Facts(), query with { From = Day(range[..10]), To = Day(range[12..]) });

    private static string Text(DateOnly from, DateOnly to) => string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd}..{to:yyyy-MM-dd}");

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
