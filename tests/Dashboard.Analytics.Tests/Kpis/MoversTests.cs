using CsCheck;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Kpis;

public sealed class MoversTests
{
    [Fact]
    public void Movers_are_the_rows_of_the_breakdowns() => TestShop.Any.Sample(
        shop =>
        {
            var query = new KpiQuery { From = new(2024, 2, 1), To = new(2024, 3, 31), Compare = Comparison.PreviousPeriod };
            var movers = Movers.Find(shop.Facts(), query, int.MaxValue);
            foreach (var by in new[] { Breakdown.Channel, Breakdown.Country })
            {
                var report = KpiEngine.Run(shop.Facts(), query with { Breakdown = by, Kpis = [KpiId.Revenue] });
                var rows = report.Breakdown.Where(r => r.Values[KpiId.Revenue] is { Value: var now, Compare: { } before } && (now != 0 || before != 0)).ToList();
                if (rows.Count < 2) rows = [];
                Assert.Equal(
                    rows.Where(r => r.Values[KpiId.Revenue].Difference != 0).Select(r => (r.Code, r.Name, r.Values[KpiId.Revenue].Value!.Value, r.Values[KpiId.Revenue].Compare!.Value)).Order(),
                    movers.Where(m => m.By == by).Select(m => (m.Code, m.Name, m.Revenue, m.Compare)).Order());
                if (rows.Count > 0 && report[KpiId.Revenue].Change is { } change && movers.FirstOrDefault(m => m.By == by)?.Share is not null)
                    Assert.Equal(change, movers.Where(m => m.By == by).Sum(m => m.Share!.Value), 1e-9);
            }
        },
        iter: 300);

    [Fact]
    public void The_largest_change_comes_first_whichever_way_it_went()
    {
        var (january, february) = (TestShop.Date("2024-01-10"), TestShop.Date("2024-02-10"));
        var shop = new TestShop(
            1, new TestOrder(0, january - 40, 1), new TestOrder(0, january, 9000, Channel: 1), new TestOrder(0, january, 1000, Channel: 2),
            new TestOrder(0, february, 5000, Channel: 1), new TestOrder(0, february, 2000, Channel: 2), new TestOrder(0, TestShop.Date("2024-02-29"), 0));
        var movers = Movers.Find(shop.Facts(), new() { From = new(2024, 2, 1), To = new(2024, 2, 29), Compare = Comparison.PreviousPeriod });
        Assert.Equal([("web", -40, -0.4), ("shop", 10, 0.1)], movers.Select(m => (m.Name, m.Difference, m.Share!.Value)));
        Assert.Empty(Movers.Find(shop.Facts(), new()));
    }
}
