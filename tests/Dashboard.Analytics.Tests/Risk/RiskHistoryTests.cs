using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Risk;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Risk;

public sealed class RiskHistoryTests
{
    private static readonly ForecastRules Rules = new() { Day = TestShop.Date("2024-06-01"), Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], Spend = [6.25, 3.74, 15.44], MeanSpend = 35 };

    [Fact]
    public void Each_list_holds_the_customers_of_its_rule_and_all_that_they_spent_in_time()
    {
        var found = 0;
        Gen.Select(TestShop.Any, Gen.Int[1, 120], Gen.Enum<DayOfWeek>(), Gen.Bool).Sample((shop, days, weekStart, hasModel) =>
        {
            var facts = shop.Facts().WithForecasts(hasModel ? Rules : Rules with { Model = null, Parameters = [] });
            var history = RiskHistory.Of(facts, days, weekStart);
            foreach (var list in history.Lists)
            {
                foreach (var outcome in Enum.GetValues<RiskOutcome>())
                    Assert.Equal(SegmentScan.Run(facts, RiskHistory.RuleOf(list.Day, days, outcome)).Count, list[outcome]);
                var back = SegmentScan.Run(facts, RiskHistory.RuleOf(list.Day, days, RiskOutcome.Back));
                bool InTime(int customer, int day) => customer >= 0 && back[customer] && day > FactDay.From(list.Day) && day <= FactDay.From(list.Day) + days;
                Assert.Equal(
                    shop.Orders.Where(o => InTime(o.Customer, o.Day)).Sum(o => o.Net) - shop.Refunds.Where(r => InTime(r.Customer, Math.Clamp(r.Day, facts.Span.First, facts.Span.Last))).Sum(r => r.Amount),
                    list.Revenue);
                Assert.Equal(weekStart, list.Day.AddDays(1).DayOfWeek);
                Interlocked.Add(ref found, list.Listed);
            }
        }, iter: 1_500);
        Assert.True(found > 200, $"{found}");
    }

    [Fact]
    public void A_week_whose_days_are_not_over_is_counted_and_not_judged()
    {
        var today = TestShop.Date("2024-06-01");   // a Saturday
        var facts = new TestShop(1, new TestOrder(0, today - 200, 100), new TestOrder(0, today, 100)).Facts().WithForecasts(Rules);
        var history = RiskHistory.Of(facts, 30, DayOfWeek.Monday);
        Assert.Equal((new DateOnly(2024, 4, 28), 4), (history.Lists[0].Day, history.Immature));   // 5, 12, 19 and 26 May
        Assert.Equal(0, RiskHistory.Of(facts, 34, DayOfWeek.Monday).Lists[0].Day.CompareTo(new(2024, 4, 28)));
        Assert.Equal(new DateOnly(2024, 4, 21), RiskHistory.Of(facts, 35, DayOfWeek.Monday).Lists[0].Day);
    }

    [Fact]
    public void A_range_holds_those_of_its_weeks_that_the_whole_history_has()
    {
        var found = 0;
        Gen.Select(TestShop.Any, Gen.Int[1, 60], Gen.Int[0, 400], Gen.Int[0, 200]).Sample((shop, days, ago, length) =>
        {
            var facts = shop.Facts().WithForecasts(Rules);
            var to = FactDay.ToDate(facts.Span.Last).AddDays(-ago);
            var from = to.AddDays(-length);
            var range = RiskHistory.Of(facts, days, DayOfWeek.Monday, range: (from, to));
            var all = RiskHistory.Of(facts, days, DayOfWeek.Monday);
            // Of a longer history only the last weeks are told.
            var both = all.Lists.Count == RiskHistory.MostWeeks ? range.Lists.Where(l => l.Day >= all.Lists[^1].Day) : range.Lists;
            Assert.Equal(all.Lists.Where(l => l.Day >= from && l.Day <= to), both);
            Interlocked.Add(ref found, range.Lists.Count);
        }, iter: 500);
        Assert.True(found > 200, $"{found}");
    }

    [Fact]
    public void Of_a_set_its_members_alone_are_counted()
    {
        var today = TestShop.Date("2024-06-01");
        var facts = new TestShop(40, [.. Enumerable.Range(0, 40).Select(i => new TestOrder(i, today - 200 - i, 100)), new(0, today, 100)]).Facts().WithForecasts(Rules);
        var one = new CustomerSet(40);
        one.Add(3);
        Assert.Equal(1, RiskHistory.Of(facts, 7, DayOfWeek.Monday, one).Lists.Max(l => l.Listed));
        Assert.True(RiskHistory.Of(facts, 7, DayOfWeek.Monday).Lists.Max(l => l.Listed) > 30);
    }

    [Fact]
    public void Without_a_forecast_there_is_nothing_to_say() =>
        Assert.Empty(RiskHistory.Of(new TestShop(1, new TestOrder(0, Rules.Day, 100)).Facts(), 30, DayOfWeek.Monday).Lists);
}
