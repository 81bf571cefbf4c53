using CsCheck;
using Dashboard.Analytics.Acquisition;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Acquisition;

public sealed class AcquisitionReportTests
{
    private static readonly DateOnly January = new(2024, 1, 1);
    private static readonly DateOnly February = new(2024, 2, 1);
    private static readonly DateOnly March = new(2024, 3, 1);
    private static readonly DateOnly April = new(2024, 4, 1);

    // Through the web came 0 and 1 in January and 2 in February, through the shop 3 in January; the last order is of 10 April.
    private static readonly CustomerFacts Facts = new TestShop(
        5,
        [
            Order(0, "2024-01-05", 2_000, 1), Order(0, "2024-02-05", 3_000, 1), Order(1, "2024-01-31", 1_000, 1), Order(1, "2024-03-31", 10_000, 2),
            Order(2, "2024-02-10", 4_000, 1), Order(3, "2024-01-10", 5_000, 2), Order(4, "2024-04-10", 700, 2),
        ],
        [new(0, TestShop.Date("2024-02-06"), 1_000, 1)],
        []).Facts();

    [Fact]
    public void Cost_per_customer_is_spend_over_the_customers_of_the_same_channel_and_months()
    {
        var report = AcquisitionReport.Of(Facts, [new("web", January, 30), new("shop", January, 12), new("web", February, 15)], margin: 0.5);
        Assert.Equal([("shop", 12, 1, 12), ("web", 45, 3, 15)], report.Channels.Select(c => (c.Channel, c.Row.Spend!.Value, c.Row.Customers, c.Row.Cost!.Value)));
        Assert.Equal([(January, 42.0, 3, 14.0), (February, 15, 1, 15)], report.Months().Select(m => (m.Month, m.Row.Spend!.Value, m.Row.Customers, m.Row.Cost!.Value)));
        Assert.Equal((57, 4, 14.25), (report.Total.Spend, report.Total.Customers, report.Total.Cost));
    }

    [Fact]
    public void Margin_pays_back_in_the_first_month_in_which_it_comes_to_the_spend()
    {
        // January's two brought 30 in month 0, 50 by the end of month 1 (30 less 10 given back came then), 150 by that of month 2.
        int? Month(double spend, double margin) => AcquisitionReport.Of(Facts, [new("web", January, spend)], margin).Total.PaybackMonth;
        Assert.Equal((0, 1, 1, 2), (Month(15, 0.5), Month(15.01, 0.5), Month(25, 0.5), Month(25.01, 0.5)));
        Assert.Equal((2, null), (Month(75, 0.5), Month(75.01, 0.5)));
        Assert.Equal(0, Month(0, 0.5));
        var open = AcquisitionReport.Of(Facts, [new("web", January, 100)], 0.5).Total;
        Assert.Equal((AcquisitionGap.NotPaidBack, (2, 0.75)), (open.PaybackGap, open.PaidSoFar));
    }

    [Fact]
    public void Of_several_months_each_age_counts_those_that_have_reached_it_with_their_spend()
    {
        // Month 0: 15 + 20 against 60. Month 1: 25 + 20 against 60. Month 2: January alone, 75 against 40.
        var report = AcquisitionReport.Of(Facts, [new("web", January, 40), new("web", February, 20)], 0.5);
        Assert.Equal(2, report.Total.PaybackMonth);
        var worse = AcquisitionReport.Of(Facts, [new("web", January, 80), new("web", February, 20)], 0.5).Total;
        Assert.Equal((2, 75.0 / 80), worse.PaidSoFar);
    }

    [Fact]
    public void Value_over_cost_needs_a_margin_and_a_forecast()
    {
        MonthlySpend[] spend = [new("web", January, 30)];
        Assert.Equal((AcquisitionGap.NoMargin, AcquisitionGap.NoMargin), Gaps(AcquisitionReport.Of(Facts, spend, null).Total));
        Assert.Equal((AcquisitionGap.NoForecast, AcquisitionGap.None), Gaps(AcquisitionReport.Of(Facts, spend, 0.5).Total));
        var served = Facts.WithForecasts(new ForecastRules { Day = TestShop.Date("2024-04-10"), Model = "NBD", Parameters = [0.5, 9], MeanSpend = 10 });
        var row = AcquisitionReport.Of(served, spend, 0.5).Total;
        var expected = 0.5 * (40 + 110 + (served.Forecasts!.Value[0] + served.Forecasts.Value[1]) / 100.0) / 2;
        Assert.Equal(expected, row.Value!.Value, 1e-9);
        Assert.Equal(expected / 15, row.Ratio!.Value, 1e-9);
        Assert.Equal(AcquisitionGap.NothingSpent, AcquisitionReport.Of(served, [new("web", January, 0)], 0.5).Total.RatioGap);
    }

    [Fact]
    public void What_lacks_spend_a_rate_customers_or_an_ended_month_has_no_cost_and_says_why()
    {
        AcquisitionGap Gap(params MonthlySpend[] spend) => AcquisitionReport.Of(Facts, spend, 0.5).Total.CostGap;
        Assert.Equal(AcquisitionGap.NoSpend, Gap());
        Assert.Equal(AcquisitionGap.NoRate, Gap(new MonthlySpend("web", January, null)));
        Assert.Equal(AcquisitionGap.NoCustomers, Gap(new MonthlySpend("web", March, 5)));
        Assert.Equal(AcquisitionGap.NoCustomers, Gap(new MonthlySpend("radio", January, 5)));
        Assert.Equal(AcquisitionGap.MonthNotOver, Gap(new MonthlySpend("shop", April, 5)));
        Assert.Equal(new DateOnly(2024, 4, 30), AcquisitionReport.Of(Facts, [new("shop", April, 5), new("shop", new(2024, 5, 1), 5)], 0.5).Total.OverOn);
        var some = AcquisitionReport.Of(Facts, [new("shop", April, 5), new("shop", January, 10)], 0.5).Total;
        Assert.Equal((10, 1, 10, 1, null), (some.Spend, some.Customers, some.Cost, some.LeftOut, some.OverOn));
        Assert.Equal(AcquisitionGap.NoSpend, AcquisitionReport.Of(CustomerFacts.Empty, [], null).Total.CostGap);
    }

    [Fact]
    public void Spend_that_won_nobody_is_to_be_earned_by_the_customers_of_the_other_months()
    {
        var row = AcquisitionReport.Of(Facts, [new("web", January, 20), new("web", March, 5)], 0.5).Total;
        Assert.Equal((12.5, 1), (row.Cost, row.PaybackMonth));
    }

    [Fact]
    public void A_channel_is_found_whatever_its_capitals_and_its_months_without_spend_count_nowhere()
    {
        var report = AcquisitionReport.Of(Facts, [new("WEB", January, 30)], 0.5);
        Assert.Equal("web", Assert.Single(report.Channels).Channel);
        Assert.Equal([(January, AcquisitionGap.None), (February, AcquisitionGap.NoSpend)], report.Months("web").Select(m => (m.Month, m.Row.CostGap)));
        Assert.Equal(1, report.CustomersOf("web", February));
        Assert.Equal([January], report.Months().Select(m => m.Month));
    }

    [Fact]
    public void The_cohorts_of_cdnow_pay_back_when_their_orders_added_up_by_hand_do()
    {
        var shop = SharedShops.CdnowSample();
        var spend = new MonthlySpend[] { new("", new(1997, 1, 1), 9_000), new("", new(1997, 2, 1), 20_000), new("", new(1997, 3, 1), 60_000) };
        var report = AcquisitionReport.Of(shop.Facts, spend, 0.4);

        var orders = SharedShops.Rows("cdnow_sample/transactions.csv")
            .Select(r => (Customer: r["customer_id"], Day: DateOnly.Parse(r["date"], System.Globalization.CultureInfo.InvariantCulture), Amount: decimal.Parse(r["amount"], System.Globalization.CultureInfo.InvariantCulture))).ToList();
        var first = orders.GroupBy(o => o.Customer).ToDictionary(g => g.Key, g => g.Min(o => o.Day));
        static int MonthOf(DateOnly day) => day.Year * 12 + day.Month;
        foreach (var (month, row) in report.Months())
        {
            var cohort = orders.Where(o => MonthOf(first[o.Customer]) == MonthOf(month)).ToList();
            var spent = (decimal)row.Spend!.Value;
            Assert.Equal((double)spent / cohort.Select(o => o.Customer).Distinct().Count(), row.Cost!.Value, 1e-9);
            int? paid = Enumerable.Range(0, 19 - month.Month).Select(k => (int?)k).FirstOrDefault(k => 0.4m * cohort.Where(o => MonthOf(o.Day) <= MonthOf(month) + k).Sum(o => o.Amount) >= spent);
            Assert.Equal(paid, row.PaybackMonth);
        }
        Assert.Equal([true, true, false], report.Months().Select(m => m.Row.PaybackMonth is not null));
        Assert.True(report.Months()[1].Row.PaybackMonth > 1);
    }

    [Fact]
    public void Each_month_of_a_channel_brings_what_the_cohorts_of_its_customers_alone_do()
    {
        var compared = 0;
        Gen.Select(TestShop.Any, Gen.Int[0, 7], Gen.Int[0, 30], Gen.Bool).Sample((shop, channels, month, hasModel) =>
        {
            var facts = shop.Facts();
            if (hasModel) facts = facts.WithForecasts(new ForecastRules { Day = TestShop.Date("2024-06-01"), Model = "NBD", Parameters = [0.5, 9], MeanSpend = 10 });
            var named = facts.Codes.Channels.Where((_, code) => (channels >> code & 1) == 1).ToList();
            var report = AcquisitionReport.Of(facts, [.. named.Select(channel => new MonthlySpend(channel, new DateOnly(2023, 11, 1).AddMonths(month), 7))], 0.5);
            Assert.Equal(named.Order(StringComparer.Ordinal), report.Channels.Select(c => c.Channel));
            var groups = CustomerGroups.Of(facts, CustomerKey.Channel);
            foreach (var channel in named)
            {
                var came = Set(facts, i => groups.Code[i] >= 0 && groups.NameOf(groups.Code[i]) == channel);
                var cells = report.Cells.Where(c => c.Channel == channel).ToDictionary(c => c.Month);
                var cohorts = CohortTriangle.Compute(facts, new() { Customers = came }).Cohorts;
                Assert.Equal(cohorts.Select(c => c.Start), cells.Values.Where(c => c.Cohort is not null).Select(c => c.Month));
                foreach (var cohort in cohorts)
                {
                    var cell = cells[cohort.Start];
                    Assert.Equivalent(cohort, cell.Cohort, strict: true);
                    bool IsIn(int i) => came[i] && FactDay.ToDate(facts.Customers.FirstDay[i]) is var day && (day.Year, day.Month) == (cohort.Start.Year, cohort.Start.Month);
                    var members = Enumerable.Range(0, facts.CustomerCount).Where(IsIn).ToList();
                    Assert.Equal(
                        (members.Count, members.Sum(i => facts.Customers.Revenue[i]) / 100.0, hasModel ? members.Sum(i => facts.Forecasts!.Value[i]) / 100.0 : null as double?),
                        (cell.Customers, cell.Historic, cell.Predicted));
                    Interlocked.Increment(ref compared);
                }
            }
        }, iter: 600);
        Assert.True(compared > 500, $"{compared}");
    }

    private static CustomerSet Set(CustomerFacts facts, Predicate<int> has)
    {
        var set = new CustomerSet(facts.CustomerCount);
        for (var i = 0; i < facts.CustomerCount; i++) if (has(i)) set.Add(i);
        return set;
    }

    private static (AcquisitionGap, AcquisitionGap) Gaps(AcquisitionRow row) => (row.RatioGap, row.PaybackGap);

    private static TestOrder Order(int customer, string day, long net, byte channel) => new(customer, TestShop.Date(day), net, Channel: channel);
}
