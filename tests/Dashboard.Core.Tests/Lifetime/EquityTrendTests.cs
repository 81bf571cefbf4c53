using Dashboard.Core.Lifetime;

namespace Dashboard.Core.Tests.Lifetime;

public sealed class EquityTrendTests
{
    [Fact]
    public void The_bridge_joins_the_days_after_the_first()
    {
        var trend = EquityTrend.Of([First(1, 100), Next(2, new(100, 20, 5, -30, 0)), Next(3, new(95, 0, 1, -6, 10))]);
        Assert.Equal([100, 95, 100], trend.Days.Select(d => d.Value));
        Assert.Equal(new EquityChange(Day(1), Day(3), new(100, 20, 6, -36, 10), false), trend.Bridge(Day(0), Day(9)));
        Assert.Equal(new EquityChange(Day(2), Day(3), new(95, 0, 1, -6, 10), false), trend.Bridge(Day(3), Day(3)));
    }

    [Fact]
    public void What_measured_something_else_is_no_part_of_the_trend()
    {
        Assert.Equal([300.0, 301], EquityTrend.Of([First(1, 100), First(2, 300), Next(3, new(300, 1, 0, 0, 0))]).Days.Select(d => d.Value));
        Assert.Equal([301.0], EquityTrend.Of([First(1, 100), Next(2, new(300, 1, 0, 0, 0))]).Days.Select(d => d.Value));
    }

    [Fact]
    public void A_range_opens_on_the_last_day_known_before_it()
    {
        var trend = EquityTrend.Of([First(1, 100), .. Enumerable.Range(2, 50).Select(d => Next(d, new(98 + d, 1, 0, 0, 0)))]);
        Assert.Equal(51, trend.Days.Count);
        Assert.Equal(new EquityChange(Day(20), Day(50), new(119, 30, 0, 0, 0), false), trend.Bridge(Day(21), Day(50)));
        Assert.Equal([Day(20), Day(21), Day(22)], trend.Within(Day(21), Day(22)).Select(d => d.Day));
    }

    [Fact]
    public void One_day_and_none_have_no_bridge()
    {
        Assert.Null(EquityTrend.Of([First(1, 100)]).Bridge(Day(0), Day(9)));
        Assert.Empty(EquityTrend.Of([]).Days);
    }

    [Fact]
    public void Before_the_first_day_written_down_stand_the_recomputed_ones_and_the_bridge_goes_on_from_the_newest_fit()
    {
        var fresh = EquityTrend.Of([First(70, 100)], Recomputed(100));
        Assert.Equal([(Day(10), true), (Day(40), true), (Day(70), false)], fresh.All.Select(d => (d.Day, d.IsRecomputed)));
        Assert.Equal(new EquityChange(Day(10), Day(70), new(60, 50, 0, -10, 0), true), fresh.Bridge(Day(0), Day(99)));
        var later = EquityTrend.Of([First(60, 90), Next(70, new(90, 10, 0, 0, 0)), Next(71, new(100, 1, 0, 0, 0))], Recomputed(100));
        Assert.Equal([Day(10), Day(40), Day(60), Day(70), Day(71)], later.All.Select(d => d.Day));
        Assert.Equal(new EquityChange(Day(40), Day(71), new(80, 31, 0, -10, 0), true), later.Bridge(Day(41), Day(99)));
        Assert.Equal(new EquityChange(Day(60), Day(71), new(90, 11, 0, 0, 0), false), later.Bridge(Day(61), Day(99)));
    }

    [Theory]
    [InlineData(15, 70, 5, -10)]
    [InlineData(15, 71, 6, -10)]
    [InlineData(5, 71, 1, -15)]
    public void The_bridge_closes_where_the_chart_ends_when_orders_came_after_the_fit_of_their_day(double later, int to, double growth, double decay)
    {
        var trend = EquityTrend.Of([First(60, 90), Next(70, new(90, later, 0, 0, 0)), Next(71, new(90 + later, 0, 1, 0, 0))], Recomputed(100));
        var bridge = trend.Bridge(Day(11), Day(to))!;
        Assert.Equal(trend.Within(Day(11), Day(to))[^1].Value, bridge.Steps.Closing);
        Assert.Equal((60, growth, decay), (bridge.Steps.Opening, bridge.Steps.Growth, bridge.Steps.Decay));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Recomputed_days_that_measure_something_else_are_left_out(bool bridged)
    {
        // On the day of the fit the settings changed, with or without orders after that.
        var day = bridged ? Next(70, new(300, 1, 0, 0, 0)) : First(70, 300);
        Assert.Empty(EquityTrend.Of([day], Recomputed(100)).Recomputed);
        Assert.Empty(EquityTrend.Of([First(71, 100)], Recomputed(100)).Recomputed);
        // More orders on the day of the first fit go on from what it saw.
        Assert.Equal(new EquityChange(Day(10), Day(70), new(60, 55, 0, -10, 0), true), EquityTrend.Of([Next(70, new(100, 5, 0, 0, 0))], Recomputed(100)).Bridge(Day(0), Day(99)));
    }

    private static EquityDay[] Recomputed(double newest) =>
        [First(10, 60) with { IsRecomputed = true }, Next(40, new(60, 20, 0, 0, 0)) with { IsRecomputed = true }, Next(70, new(80, newest - 70, 0, -10, 0)) with { IsRecomputed = true }];

    private static DateOnly Day(int day) => new DateOnly(2024, 1, 1).AddDays(day);

    private static EquityDay First(int day, double value) => new(Day(day), value, null);

    private static EquityDay Next(int day, EquitySteps steps) => new(Day(day), steps.Closing, steps);
}
