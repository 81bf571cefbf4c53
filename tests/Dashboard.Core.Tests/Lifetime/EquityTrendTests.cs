using Dashboard.Core.Lifetime;

namespace Dashboard.Core.Tests.Lifetime;

public sealed class EquityTrendTests
{
    [Fact]
    public void The_bridge_joins_the_days_after_the_first()
    {
        var trend = EquityTrend.Of([First(1, 100), Next(2, new(100, 20, 5, -30, 0)), Next(3, new(95, 0, 1, -6, 10))]);
        Assert.Equal([100, 95, 100], trend.Days.Select(d => d.Value));
        Assert.Equal(new EquityChange(Day(1), Day(3), new(100, 20, 6, -36, 10)), trend.Bridge);
        Assert.Equal(100, trend.Bridge!.Steps.Closing);
    }

    [Fact]
    public void What_measured_something_else_is_no_part_of_the_trend()
    {
        Assert.Equal([300.0, 301], EquityTrend.Of([First(1, 100), First(2, 300), Next(3, new(300, 1, 0, 0, 0))]).Days.Select(d => d.Value));
        Assert.Equal([301.0], EquityTrend.Of([First(1, 100), Next(2, new(300, 1, 0, 0, 0))]).Days.Select(d => d.Value));
    }

    [Fact]
    public void The_bridge_looks_back_for_thirty_days()
    {
        var trend = EquityTrend.Of([First(1, 100), .. Enumerable.Range(2, 50).Select(d => Next(d, new(98 + d, 1, 0, 0, 0)))]);
        Assert.Equal(51, trend.Days.Count);
        Assert.Equal((Day(21), Day(51), 30.0), (trend.Bridge!.From, trend.Bridge.To, trend.Bridge.Steps.Acquired));
    }

    [Fact]
    public void One_day_and_none_have_no_bridge()
    {
        Assert.Null(EquityTrend.Of([First(1, 100)]).Bridge);
        Assert.Empty(EquityTrend.Of([]).Days);
    }

    private static DateOnly Day(int day) => new DateOnly(2024, 1, 1).AddDays(day);

    private static EquityDay First(int day, double value) => new(Day(day), value, null);

    private static EquityDay Next(int day, EquitySteps steps) => new(Day(day), steps.Closing, steps);
}
