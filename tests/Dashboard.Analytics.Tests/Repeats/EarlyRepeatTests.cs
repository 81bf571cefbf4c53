using CsCheck;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Experiments;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Repeats;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Repeats;

public sealed class EarlyRepeatTests
{
    private static readonly int Today = TestShop.Date("2024-06-30");

    // Back after 10 days; back after 90; back after 91; once, 200 days ago; once, 20 days ago; back at once, but only 40 days ago; never.
    private static readonly TestShop Shop = new(
        7,
        new(0, Today - 100, 100, Channel: 1), new(0, Today - 100, 100), new(0, Today - 90, 100, Channel: 2), new(1, Today - 90, 100, Channel: 1), new(1, Today, 100),
        new(2, Today - 150, 100, Channel: 2), new(2, Today - 59, 100), new(3, Today - 200, 100, Channel: 2), new(4, Today - 20, 100, Channel: 1), new(5, Today - 40, 100), new(5, Today - 39, 100));

    [Fact]
    public void Only_those_count_whose_first_purchase_is_old_enough_to_tell()
    {
        var report = EarlyRepeat.Of(Shop.Facts(), 90);
        Assert.Equal(("", 6, 4, 2), (report.All.Name, report.All.Customers, report.All.Mature, report.All.Repeated));
        Assert.Equal((2, 0.5), (report.All.TooNew, report.All.Rate));
        Assert.Equal(ShareInterval.Wilson(2, 4, 0.05), report.All.Interval);
        Assert.Equal(
            ["2023-12 1 1 0", "2024-02 1 1 0", "2024-03 1 1 1", "2024-04 1 1 1", "2024-05 1 0 0", "2024-06 1 0 0"],
            report.Cohorts.Select(c => $"{c.Acquired!.Value.From:yyyy-MM} {c.Customers} {c.Mature} {c.Repeated}"));
        Assert.All(report.Cohorts.Where(c => c.Mature == 0), c => Assert.True(c is { Rate: null, Interval: null, TooNew: 1 }));
    }

    [Fact]
    public void Groups_follow_the_first_order_and_those_beyond_the_largest_share_a_row()
    {
        Assert.Equal(
            [new("web", 3, 2, 2) { Code = 1 }, new("shop", 2, 2, 0) { Code = 2 }, new("", 1, 0, 0) { Code = 0 }],
            EarlyRepeat.By(Shop.Facts(), 90, CustomerKey.Channel));
        Assert.Equal([new("web", 3, 2, 2) { Code = 1 }, new(CohortQuery.OtherGroups, 3, 2, 0)], EarlyRepeat.By(Shop.Facts(), 90, CustomerKey.Channel, most: 1));
    }

    [Fact]
    public void In_every_shop_rates_are_those_of_the_KPI_and_rules_find_exactly_who_is_counted() => Gen.Select(TestShop.Any, Gen.Int[1, 120]).Sample((shop, days) =>
    {
        var facts = shop.Facts();
        var (report, groups) = (EarlyRepeat.Of(facts, days), EarlyRepeat.By(facts, days, CustomerKey.Country));
        var kpi = KpiEngine.Run(facts, new() { Kpis = [KpiId.EarlyRepeatRate], EarlyRepeatDays = days })[KpiId.EarlyRepeatRate];
        Assert.Equal((kpi.Value, kpi.N, kpi.Immature), (report.All.Rate, report.All.Mature, report.All.TooNew));
        Assert.Equal((report.All.Customers, report.All.Mature, report.All.Repeated), (report.Cohorts.Sum(c => c.Customers), report.Cohorts.Sum(c => c.Mature), report.Cohorts.Sum(c => c.Repeated)));
        foreach (var cohort in report.Cohorts) Same(cohort, new OrderRule(OrderPlace.First) { Window = new(From: cohort.Acquired!.Value.From, To: cohort.Acquired.Value.To) });
        foreach (var group in groups) Same(group, AcquiredRule.Of(facts, CustomerKey.Country, group.Code!.Value)!);

        void Same(EarlyRepeatRow row, SegmentRule who)
        {
            int Of(params SegmentRule[] rules) => SegmentScan.Run(facts, new RuleGroup(GroupMode.All, rules)).Count;
            Assert.Equal((row.Customers, row.Mature, row.Repeated), (Of(who), Of(who, RepeatRules.Mature(days)), Of(who, RepeatRules.Repeated(days))));
        }
    });

    [Fact]
    public void Of_a_set_its_members_alone_are_counted()
    {
        var facts = Shop.Facts();
        var set = SegmentScan.Run(facts, RepeatRules.Once, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((2, 1, 0), (EarlyRepeat.Of(facts, 90, set).All.Customers, EarlyRepeat.Of(facts, 90, set).All.Mature, EarlyRepeat.Of(facts, 90, set).All.Repeated));
        Assert.Equal(["web 1 0", "shop 1 1"], EarlyRepeat.By(facts, 90, CustomerKey.Channel, set).OrderBy(r => r.Code).Select(r => $"{r.Name} {r.Customers} {r.Mature}"));
    }

    /// <summary>Expected counts come from a Python script over the same files that shares nothing with the product.</summary>
    [Fact]
    public void Online_retail_cohorts_are_those_of_an_independent_computation()
    {
        var report = EarlyRepeat.Of(SharedShops.OnlineRetail().Facts, 90);
        Assert.Equal((4338, 3370, 1533), (report.All.Customers, report.All.Mature, report.All.Repeated));
        Assert.Equal(0.43814462496, report.All.Interval!.Value.Low, 1e-9);
        Assert.Equal(
            [(885, 885, 512), (417, 417, 197), (380, 380, 163), (452, 452, 175), (300, 300, 122), (284, 284, 94), (242, 242, 90), (188, 188, 75), (169, 169, 75), (299, 53, 30), (358, 0, 0), (323, 0, 0), (41, 0, 0)],
            report.Cohorts.Select(c => (c.Customers, c.Mature, c.Repeated)));
    }

    [Fact]
    public void A_shop_without_customers_has_no_rate()
    {
        var report = EarlyRepeat.Of(new TestShop(0, new TestOrder(-1, Today, 100)).Facts(), 90);
        Assert.Equal((0, null), (report.All.Customers, report.All.Rate));
        Assert.Empty(report.Cohorts);
        Assert.Empty(EarlyRepeat.By(CustomerFacts.Empty, 90, CustomerKey.Channel));
    }
}
