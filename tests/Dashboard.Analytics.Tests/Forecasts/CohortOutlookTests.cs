using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime.Numerics;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Forecasts;

public sealed class CohortOutlookTests
{
    private const int Months = 12;
    private static readonly DateOnly Opening = new(2023, 1, 1);
    private static readonly double[] Parameters = [0.9, 5, 0.8, 3];   // r, α in weeks, a, b of BG/NBD

    [Theory]
    [InlineData("2024-01-15")]   // in the middle of a month
    [InlineData("2023-12-31")]   // at the end of one
    public void The_future_of_simulated_cohorts_lies_within_its_intervals_about_as_often_as_they_say(string day)
    {
        var today = TestShop.Date(day);
        var (held, asked, said, came) = (new int[5], 0, new double[5], new double[5]);
        for (var seed = 1; seed <= 4; seed++)
        {
            var orders = Simulate(400 * Months, new(seed));
            var (known, whole) = (Known(orders, today), Shop(orders));
            for (var month = 0; month < Months; month++)
            {
                var window = (From: FactDay.From(Opening.AddMonths(month)), To: FactDay.From(Opening.AddMonths(month + 1)) - 1);
                var outlook = CohortOutlook.Of(known, Members(known, window), CohortBucket.Month, DayOfWeek.Monday, doubt: 0);
                var row = Assert.Single(CohortTriangle.Compute(whole, new() { Customers = Members(whole, window), AsOf = FactDay.ToDate(today + 500) }).Cohorts);
                Assert.Equal(FactDay.ToDate(today).Month - 1 + 12 * (FactDay.ToDate(today).Year - 2023) + (day.EndsWith("31", StringComparison.Ordinal) ? 1 : 0) - month, outlook[0].Period);
                foreach (var age in outlook.Take(8))
                {
                    var (k, n) = (age.Period, (double)row.Size);
                    ExpectedFigure[] figures = [age.Retained, age.Repurchased, age.Orders, age.Revenue, age.CumulativeRevenue];
                    double[] actual = [row.Retained[k]!.Value, row.Repurchased[k]!.Value, row.Orders[k]!.Value / n, row.Revenue[k]!.Value / n, row.CumulativeRevenuePerCustomer[k]!.Value];
                    for (var f = 0; f < figures.Length; f++)
                    {
                        held[f] += actual[f] >= figures[f].Low && actual[f] <= figures[f].High ? 1 : 0;
                        (said[f], came[f]) = (said[f] + figures[f].Mean, came[f] + actual[f]);
                    }
                    asked++;
                }
            }
        }
        for (var f = 0; f < 5; f++)
        {
            Assert.InRange(said[f] / came[f], 0.95, 1.05);
            Assert.InRange((double)held[f] / asked, 0.7, 0.95);
        }
    }

    [Fact]
    public void A_group_is_continued_by_what_its_older_customers_did_and_is_expected_of_its_newer()
    {
        var today = TestShop.Date("2024-01-15");
        var facts = Known(Simulate(2000, new(7)), today);
        var everybody = CohortOutlook.Of(facts, CustomerSet.Everybody(facts.CustomerCount), CohortBucket.Month, DayOfWeek.Monday, 0);
        var average = CohortTriangle.Compute(facts).Average!;
        Assert.Equal(1, everybody[0].Period);   // the newest came in December, which is over
        foreach (var age in everybody.Where(a => a.Period < 6)) Assert.InRange(age.Retained.Mean / average.Retained[age.Period]!.Value, 0.9, 1.1);
        Assert.All(everybody, a => Assert.True(a.Customers * 2 >= facts.CustomerCount && a.Retained.Low <= a.Retained.Mean && a.Retained.Mean <= a.Retained.High && a.Retained.High <= 1));
        Assert.Equal(everybody.Select(a => a.Repurchased.Mean).Order(), everybody.Select(a => a.Repurchased.Mean));
    }

    [Fact]
    public void A_forecast_that_was_off_makes_the_intervals_wider()
    {
        var facts = Known(Simulate(800, new(3)), TestShop.Date("2023-12-31"));
        double Width(double doubt) => CohortOutlook.Of(facts, CustomerSet.Everybody(facts.CustomerCount), CohortBucket.Quarter, DayOfWeek.Monday, doubt)[^1].Orders is var o ? o.High - o.Low : 0;
        Assert.True(Width(0.3) > 1.2 * Width(0), $"{Width(0)} {Width(0.3)}");
    }

    [Fact]
    public void Without_a_model_or_customers_nothing_is_continued()
    {
        var facts = Shop([new(0, TestShop.Date("2024-01-01"), 100)]);
        var everybody = CustomerSet.Everybody(1);
        Assert.NotEmpty(CohortOutlook.Of(facts, everybody, CohortBucket.Week, DayOfWeek.Sunday, 0));
        Assert.Empty(CohortOutlook.Of(facts, new(1), CohortBucket.Week, DayOfWeek.Sunday, 0));
        Assert.Empty(CohortOutlook.Of(facts.WithForecasts(null), everybody, CohortBucket.Week, DayOfWeek.Sunday, 0));
        Assert.Empty(CohortOutlook.Of(facts.WithForecasts(new() { Day = facts.Span.Last }), everybody, CohortBucket.Week, DayOfWeek.Sunday, 0));
        Assert.Empty(CohortOutlook.Of(new TestShop(1).Facts().WithForecasts(Rules(0)), everybody, CohortBucket.Week, DayOfWeek.Sunday, 0));
    }

    private static ForecastRules Rules(int day) => new() { Day = day, Model = "BG/NBD", Parameters = Parameters, MeanSpend = 30, DiscountRate = 0.1 };

    // The shop as it was at the end of a day on which somebody unknown bought.
    private static CustomerFacts Known(List<TestOrder> orders, int day) => Shop([.. orders.Where(o => o.Day <= day), new TestOrder(-1, day, 0)]);

    private static CustomerFacts Shop(IEnumerable<TestOrder> orders)
    {
        var list = orders.ToList();
        var facts = new TestShop(list.Max(o => o.Customer) + 1, [.. list]).Facts();
        return facts.WithForecasts(Rules(facts.Span.Last));
    }

    private static CustomerSet Members(CustomerFacts facts, (int From, int To) window)
    {
        var set = new CustomerSet(facts.CustomerCount);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (facts.Customers.Purchases[i] > 0 && facts.Customers.FirstDay[i] >= window.From && facts.Customers.FirstDay[i] <= window.To) set.Add(i);
        }
        return set;
    }

    /// <summary>Customers who come evenly over a year and buy as BG/NBD says for two more, at most once a day, for about 30 each time.</summary>
    private static List<TestOrder> Simulate(int customers, Random random)
    {
        var orders = new List<TestOrder>();
        for (var i = 0; i < customers; i++)
        {
            var first = FactDay.From(Opening) + i * 365 / customers;
            var (rate, dropout) = (random.Gamma(Parameters[0]) / Parameters[1], random.Beta(Parameters[2], Parameters[3]));
            var (at, last) = ((double)first, -1);
            while (at < first + 1000)
            {
                if ((int)at != last) orders.Add(new(i, last = (int)at, random.Next(0, 6001)));
                if (at > first && random.NextDouble() < dropout) break;
                at += -Math.Log(1 - random.NextDouble()) / rate * 7;
            }
        }
        orders.Add(new(-1, FactDay.From(Opening) + 1400, 0));   // the last day of the shop
        return [.. orders.OrderBy(o => o.Day)];
    }
}
