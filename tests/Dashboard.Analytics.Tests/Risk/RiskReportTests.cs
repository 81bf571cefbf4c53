using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Risk;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Risk;

public sealed class RiskReportTests
{
    private static readonly int Today = TestShop.Date("2024-06-01");

    private static readonly ForecastRules Rules = new() { Day = Today, Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], Spend = [6.25, 3.74, 15.44], MeanSpend = 35 };

    [Fact]
    public void Each_bucket_holds_the_customers_of_its_rule_and_what_is_forecast_of_them()
    {
        var facts = Shop().Facts().WithForecasts(Rules);
        var (report, forecasts) = (RiskReport.Of(facts, null), facts.Forecasts!);
        Assert.True(report.HasModel);
        foreach (var cell in report.Cells)
        {
            var members = SegmentScan.Run(facts, cell.Rule, cancellation: TestContext.Current.CancellationToken).Members().ToList();
            Assert.Equal(members, cell.Members.Members());
            Assert.Equal((members.Count, members.Sum(i => forecasts.Risk[i]), members.Sum(i => forecasts.Value[i])), (cell.Customers, cell.Risk, cell.Value));
        }
        Assert.Equal(report[RiskBucket.AtRisk].Customers + report[RiskBucket.HighlyAtRisk].Customers, report[RiskBucket.Danger].Customers);
        Assert.All([RiskBucket.Danger, RiskBucket.Valuable, RiskBucket.Lost, RiskBucket.Overdue, RiskBucket.Due], b => Assert.NotEqual(0, report[b].Customers));
    }

    [Fact]
    public void Due_and_overdue_follow_the_own_rhythm_and_leave_those_in_danger_to_their_state()
    {
        // Every ten days: the next purchase is due in two days, was due four days ago, was due half a year ago.
        var shop = new TestShop(4, [.. EveryTenDays(0, 8), .. EveryTenDays(1, 14), .. EveryTenDays(2, 190), new(3, Today, 3000)]);
        var report = RiskReport.Of(shop.Facts().WithForecasts(Rules with { Parameters = [0.9, 1.5, 0.4, 4] }), null);
        Assert.Equal([0], report[RiskBucket.Due].Members.Members());
        Assert.Equal([1], report[RiskBucket.Overdue].Members.Members());
    }

    [Fact]
    public void Reactivated_are_those_whom_the_KPI_counts_over_the_same_days()
    {
        // Once every ten days until 300 days ago, then again today, 29 days ago and 30 days ago; the fourth stays away.
        var again = new[] { 0, 29, 30 };
        var shop = new TestShop(4, [.. Enumerable.Range(0, 4).SelectMany(c => EveryTenDays(c, 300)), .. again.Select((days, c) => new TestOrder(c, Today - days, 3000))]);
        var facts = shop.Facts().WithForecasts(Rules with { Parameters = [0.9, 1.5, 0.4, 4] });
        var report = KpiEngine.Run(facts, new() { From = FactDay.ToDate(Today - RiskBuckets.ReactivatedDays + 1), To = FactDay.ToDate(Today), Kpis = [KpiId.ReactivatedCustomers] });
        var reactivated = RiskReport.Of(facts, null)[RiskBucket.Reactivated];
        Assert.Equal([0, 1], reactivated.Members.Members());
        Assert.Equal(report[KpiId.ReactivatedCustomers].Value, reactivated.Customers);
    }

    [Fact]
    public void Of_a_set_its_members_alone_are_counted()
    {
        var facts = Shop().Facts().WithForecasts(Rules);
        var lost = RiskReport.Of(facts, null)[RiskBucket.Lost].Members.Members().ToList();
        var one = new CustomerSet(facts.CustomerCount);
        one.Add(lost[0]);
        Assert.Equal(1, RiskReport.Of(facts, one)[RiskBucket.Lost].Customers);
        Assert.Equal(0, RiskReport.Of(facts, one)[RiskBucket.Danger].Customers);
    }

    [Fact]
    public void Valuable_are_those_whom_the_KPI_counts_of_everybody_and_of_a_set()
    {
        var facts = Shop().Facts().WithForecasts(Rules);
        var half = new CustomerSet(facts.CustomerCount);
        for (var i = 0; i < facts.CustomerCount; i += 2) half.Add(i);
        var counts = new List<int>();
        foreach (var within in new[] { null, half })
        {
            var (report, kpi) = (RiskReport.Of(facts, within), KpiEngine.Run(facts, new() { Kpis = [KpiId.ValuableAtRisk], Customers = within })[KpiId.ValuableAtRisk]);
            Assert.Equal((report.Best.Customers, (double)report[RiskBucket.Valuable].Customers / report.Best.Customers), (kpi.N, kpi.Value));
            Assert.All(report[RiskBucket.Valuable].Members.Members(), i => Assert.True(facts.Forecasts!.State[i] >= (byte)LifecycleState.AtRisk && facts.Customers.Revenue[i] >= report.Best.From));
            counts.Add(report[RiskBucket.Valuable].Customers);
        }
        Assert.InRange(counts[1], 1, counts[0] - 1);
    }

    [Fact]
    public void Some_of_a_report_are_measured_by_the_best_of_all()
    {
        var facts = Shop().Facts().WithForecasts(Rules);
        var (all, first) = (RiskReport.Of(facts, null), new CustomerSet(facts.CustomerCount));
        first.Add(all[RiskBucket.Valuable].Members.Members().First());
        var some = all.Among(facts, first);
        Assert.Equal((1, all.Best), (some[RiskBucket.Valuable].Customers, some.Best));
        Assert.Equal(facts.Forecasts!.Risk[first.Members().First()], some[RiskBucket.Valuable].Risk);
    }

    [Fact]
    public void Valuable_of_an_earlier_day_were_the_best_and_in_danger_on_that_day()
    {
        // The third bought most of all, but after the day.
        var shop = new TestShop(5, [.. EveryTenDays(0, 300), .. EveryTenDays(1, 20), new(2, Today, 900_000), new(3, Today - 150, 4000), new(4, Today - 100, 100)]);
        var facts = shop.Facts().WithForecasts(Rules with { Parameters = [0.9, 1.5, 0.4, 4] });
        var then = EarlierRisk.Of(facts, FactDay.ToDate(Today - 60));
        Assert.Equal(60_000, then.Best.From);
        Assert.Equal([0], then.Members[RiskBucket.Valuable].Members());
        Assert.Equal([0], SegmentScan.Run(facts, then.RuleOf(RiskBucket.Valuable)!, cancellation: TestContext.Current.CancellationToken).Members());
        Assert.Equal(0, RiskReport.Of(facts, null)[RiskBucket.Valuable].Customers);
        Assert.Null(then[RiskBucket.Due]);
    }

    [Fact]
    public void Without_a_forecast_there_is_nothing_to_say() => Assert.Empty(RiskReport.Of(Shop().Facts(), null).Cells);

    // Customer i bought every 5 + i days until 3 i days ago; some once.
    private static TestShop Shop() => new(120, [.. Enumerable.Range(0, 120).SelectMany(i => Enumerable.Range(0, i % 5 == 0 ? 1 : 6).Select(n => new TestOrder(i, Today - 3 * i - n * (5 + i), 2000 + i)))]);

    private static IEnumerable<TestOrder> EveryTenDays(int customer, int silence) => Enumerable.Range(0, 20).Select(n => new TestOrder(customer, Today - silence - 10 * n, 3000));
}
