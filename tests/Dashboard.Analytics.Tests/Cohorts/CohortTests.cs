using CsCheck;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Cohorts;

public sealed class CohortTests
{
    [Fact]
    public void The_triangle_agrees_with_the_definitions_over_rows() =>
        Gen.Select(TestShop.Any, Gen.Enum<CohortBucket>(), Gen.Enum<DayOfWeek>(), Gen.Int[-5, 950], Gen.Bool, Gen.Bool.Array[8]).Sample(Check, iter: 600);

    [Fact]
    public void The_average_is_weighted_by_size()
    {
        var (november, december) = (TestShop.Date("2023-11-15"), TestShop.Date("2023-12-15"));
        var shop = new TestShop(
            110,
            [
                .. Enumerable.Range(0, 10).Select(i => new TestOrder(i, november, 100)), .. Enumerable.Range(10, 100).Select(i => new TestOrder(i, december, 100)),
                new TestOrder(0, december, 100), new TestOrder(1, december, 100), new TestOrder(-1, TestShop.Date("2024-01-31"), 100),
            ]);
        var triangle = CohortTriangle.Compute(shop.Facts());
        Assert.Equal([0.2, 0.0], triangle.Cohorts.Select(c => c.Retained[1]!.Value));
        Assert.Equal(2.0 / 110, triangle.Average!.Retained[1]!.Value, 1e-15);
        Assert.Equal((110, 3), (triangle.Average.Size, triangle.Average.Retained.Length));
    }

    [Fact]
    public void A_period_that_has_not_elapsed_is_no_zero()
    {
        var shop = new TestShop(2, new TestOrder(0, TestShop.Date("2024-01-31"), 100), new TestOrder(1, TestShop.Date("2024-02-28"), 100));
        var triangle = CohortTriangle.Compute(shop.Facts());   // 2024 has a 29 February
        Assert.Equal([1.0, null], triangle.Cohorts[0].Retained);
        Assert.Equal([null], triangle.Cohorts[1].Retained);
        Assert.Equal((1, 1), (triangle.Cohorts[1].Size, triangle.Cohorts[0].Size));
    }

    [Fact]
    public void Empty_snapshots_have_no_cohorts()
    {
        var triangle = CohortTriangle.Compute(new TestShop(3).Facts());
        Assert.Equal((null, 0, null), (triangle.AsOf, triangle.Cohorts.Count, triangle.Average));
        Assert.Empty(CohortTriangle.Compute(new TestShop(1, new TestOrder(0, 19_000, 1)).Facts(), new() { AsOf = new(1999, 1, 1) }).Cohorts);
        Assert.Empty(CohortTriangle.Compute(new TestShop(1, new TestOrder(-1, 19_000, 1)).Facts()).Cohorts);
    }

    [Fact]
    public void A_stray_order_of_another_century_leaves_the_newest_cohorts()
    {
        var shop = new TestShop(2, new TestOrder(0, 0, 100), new TestOrder(1, 60_000, 100));
        var triangle = CohortTriangle.Compute(shop.Facts(), new() { Bucket = CohortBucket.Week });
        Assert.Equal(1, Assert.Single(triangle.Cohorts).Size);
    }

    private static void Check(TestShop shop, CohortBucket bucket, DayOfWeek weekStart, int days, bool whole, bool[] isMember)
    {
        if (shop.Orders.Count == 0) return;
        var anchor = new DateOnly(2000, 1, 2).DayNumber + (int)weekStart;   // a Sunday, moved to the week start
        var (first, last) = (shop.Orders.Min(o => o.Day), shop.Orders.Max(o => o.Day));
        var asOf = whole ? last : Math.Min(first + days, last);
        CustomerSet? members = null;
        if (isMember[0])
        {
            members = new(shop.Customers);
            for (var i = 0; i < shop.Customers; i++)
            {
                if (isMember[i]) members.Add(i);
            }
        }
        var triangle = CohortTriangle.Compute(
            shop.Facts(), new() { Bucket = bucket, WeekStart = weekStart, AsOf = whole ? null : FactDay.ToDate(first + days), Customers = members });

        var customers = shop.Orders.Where(o => o.Customer >= 0 && (members is null || members[o.Customer]))
            .GroupBy(o => o.Customer).Where(g => g.Min(o => o.Day) <= asOf)
            .Select(g => (Orders: g.Where(o => o.Day <= asOf).ToList(), First: g.Min(o => o.Day), Refunds: shop.Refunds.Where(r => r.Customer == g.Key).ToList()));
        var cohorts = customers.GroupBy(c => Period(c.First)).OrderBy(g => g.Key).ToList();
        Assert.Equal(cohorts.Select(g => (Start(g.Key), g.Count())), triangle.Cohorts.Select(c => (c.Start, c.Size)));
        foreach (var (cohort, row) in cohorts.Zip(triangle.Cohorts))
        {
            Assert.Equal(Period(asOf) - cohort.Key + 1, row.Active.Length);
            for (var k = 0; k < row.Active.Length; k++)
            {
                if (FactDay.From(Start(cohort.Key + k + 1)) - 1 > asOf)
                {
                    Assert.True(row.Active[k] is null && row.Retained[k] is null && row.Revenue[k] is null && row.RetainedInOrAfter[k] is null);
                    continue;
                }
                var period = cohort.Key + k;
                double size = cohort.Count();
                var active = cohort.Count(c => c.Orders.Any(o => Period(o.Day) == period));
                Assert.Equal((active, active / size), (row.Active[k], row.Retained[k]));
                Assert.Equal(cohort.Count(c => c.Orders.Any(o => Period(o.Day) >= period)) / size, row.RetainedInOrAfter[k]);
                Assert.Equal(cohort.Count(c => c.Orders.Where(o => Period(o.Day) <= period).Select(o => o.Day).Distinct().Count() > 1) / size, row.Repurchased[k]);
                Assert.Equal(cohort.Sum(c => c.Orders.Count(o => Period(o.Day) == period)), row.Orders[k]);
                Assert.Equal(cohort.Sum(c => c.Orders.Where(o => Period(o.Day) == period).Select(o => o.Day).Distinct().Count()), row.Purchases[k]);
                Assert.Equal(cohort.Sum(c => Revenue(c, p => p == period)) / 100.0, row.Revenue[k]);
                Assert.Equal(cohort.Sum(c => Revenue(c, p => p <= period)) / 100.0 / size, row.CumulativeRevenuePerCustomer[k]!.Value, 1e-9);
            }
        }

        long Revenue((List<TestOrder> Orders, int First, List<TestRefund> Refunds) customer, Func<int, bool> counts) =>
            customer.Orders.Where(o => counts(Period(o.Day))).Sum(o => o.Net)
            - customer.Refunds.Select(r => (Day: Math.Clamp(r.Day, customer.First, last), r.Amount)).Where(r => r.Day <= asOf && counts(Period(r.Day))).Sum(r => r.Amount);

        int Period(int day)
        {
            var date = FactDay.ToDate(day);
            return bucket switch
            {
                CohortBucket.Week => (date.DayNumber - anchor) / 7,
                CohortBucket.Quarter => date.Year * 4 + (date.Month - 1) / 3,
                _ => date.Year * 12 + date.Month - 1,
            };
        }

        DateOnly Start(int period) => bucket switch
        {
            CohortBucket.Week => DateOnly.FromDayNumber(anchor + 7 * period),
            CohortBucket.Quarter => new(period / 4, period % 4 * 3 + 1, 1),
            _ => new(period / 12, period % 12 + 1, 1),
        };
    }
}
