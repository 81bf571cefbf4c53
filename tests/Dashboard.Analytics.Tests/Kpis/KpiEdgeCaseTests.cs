using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Kpis;

public sealed class KpiEdgeCaseTests
{
    private static readonly int NewYear = TestShop.Date("2024-01-01");

    [Fact]
    public void The_catalogue_names_every_KPI_once_and_in_order()
    {
        Assert.Equal(Enum.GetValues<KpiId>(), KpiCatalog.All.Select(k => k.Id));
        Assert.Equal(KpiCatalog.All.Count, KpiCatalog.All.Select(k => k.Name).Distinct().Count());
        Assert.All(KpiCatalog.All, k => Assert.Same(k, KpiCatalog.Find(k.Name)));
        Assert.Null(KpiCatalog.Find("lifetime_of_the_universe"));
    }

    [Fact]
    public void An_empty_snapshot_has_no_values_and_says_why()
    {
        var report = KpiEngine.Run(new TestShop(3).Facts(), new() { Compare = Comparison.PreviousPeriod });
        Assert.Null(report.AsOf);
        Assert.Null(report.From);
        Assert.Empty(report.Buckets);
        Assert.All(report.Values.Values, v => Assert.Equal((null, NoValueReason.NoData), (v.Value, v.Reason)));
    }

    [Fact]
    public void Left_out_orders_are_counted_even_when_there_is_no_valid_one()
    {
        var shop = new TestShop(1, [], [], [new(0, NewYear, LeftOutReason.Test), new(-1, (ushort)NewYear, LeftOutReason.Test), new(0, NewYear, LeftOutReason.NoExchangeRate)]);
        Assert.Equal(
            new() { [LeftOutReason.Test] = 2, [LeftOutReason.NoExchangeRate] = 1 },
            new Dictionary<LeftOutReason, long>(KpiEngine.Run(shop.Facts(), new()).LeftOut));
    }

    [Fact]
    public void One_customer_with_one_order_is_a_shop()
    {
        var report = KpiEngine.Run(new TestShop(1, new TestOrder(0, NewYear, 12_345, Discount: 655)).Facts(), new());
        Assert.Equal(123.45, report[KpiId.Revenue].Value);
        Assert.Equal(123.45, report[KpiId.HistoricClvMedian].Value);
        Assert.Equal(655 / 13_000.0, report[KpiId.DiscountShare].Value);
        Assert.Equal((1, 0, 0), (report[KpiId.NewCustomers].Value, report[KpiId.ReturningCustomers].Value, report[KpiId.RepeatRate].Value));
        Assert.Equal(1, report[KpiId.ValueShareTop1].Value);
        Assert.Equal((null, NoValueReason.NoRepeatPurchases), (report[KpiId.DaysBetweenPurchases].Value, report[KpiId.DaysBetweenPurchases].Reason));
    }

    [Fact]
    public void A_shop_whose_files_hold_no_amount_claims_no_revenue_of_zero()
    {
        TestOrder[] orders = [new(0, NewYear, 0), new(0, NewYear + 10, 0), new(1, NewYear + 20, 0)];
        var report = KpiEngine.Run(new TestShop(2, orders).Facts(), new());
        Assert.All(
            [KpiId.Revenue, KpiId.AverageOrderValue, KpiId.HistoricClvMean, KpiId.HistoricClvMedian],
            id => Assert.Equal((null, NoValueReason.NoAmounts), (report[id].Value, report[id].Reason)));
        Assert.Equal((3, .5), (report[KpiId.Orders].Value, report[KpiId.RepeatRate].Value));
        Assert.Equal(1, KpiEngine.Run(new TestShop(2, [.. orders, new(1, NewYear + 30, 100)]).Facts(), new())[KpiId.Revenue].Value);
    }

    [Theory]
    [InlineData("2030-01-01", "2030-12-31", NoValueReason.OutsideData)]
    [InlineData("2001-01-01", "2001-12-31", NoValueReason.OutsideData)]
    [InlineData("0001-01-01", "9999-12-31", null)]
    [InlineData("2024-02-01", "2024-01-01", NoValueReason.EmptyRange)]
    [InlineData("9999-12-31", "0001-01-01", NoValueReason.EmptyRange)]
    public void Any_dates_give_values_or_a_reason(string from, string to, NoValueReason? reason)
    {
        var shop = new TestShop(1, new TestOrder(0, NewYear, 100), new TestOrder(0, NewYear + 40, 100));
        foreach (var compare in Enum.GetValues<Comparison>())
        {
            var query = new KpiQuery { From = Day(from), To = Day(to), Compare = compare, CompareFrom = DateOnly.MinValue, CompareTo = DateOnly.MaxValue };
            foreach (var aligned in new[] { true, false })
                Assert.Equal(reason, KpiEngine.Run(shop.Facts(), query with { AlignWeekdays = aligned })[KpiId.Orders].Reason);
        }
    }

    [Fact]
    public void Nobody_lost_is_no_division_by_zero()
    {
        var report = KpiEngine.Run(new TestShop(1, new TestOrder(0, NewYear, 100)).Facts(), new());
        Assert.Equal((0, null, NoValueReason.NoLosses), (report[KpiId.CustomersLost].Value, report[KpiId.LeakyBucketRatio].Value, report[KpiId.LeakyBucketRatio].Reason));
        Assert.Equal(1, report[KpiId.CustomersNet].Value);
    }

    [Theory]
    [InlineData(240, 0)]
    [InlineData(241, 1)]
    public void A_customer_is_lost_the_day_after_the_lost_after_days(int daysLater, int lost)
    {
        var shop = new TestShop(2, new TestOrder(0, NewYear, 100), new TestOrder(1, NewYear + daysLater, 100));
        Assert.Equal(lost, KpiEngine.Run(shop.Facts(), new())[KpiId.CustomersLost].Value);
    }

    [Theory]
    [InlineData(240, 0)]
    [InlineData(241, 1)]
    public void Buying_after_having_been_lost_reactivates(int daysLater, int reactivated)
    {
        var shop = new TestShop(1, new TestOrder(0, NewYear, 100), new TestOrder(0, NewYear + daysLater, 100));
        var report = KpiEngine.Run(shop.Facts(), new());
        Assert.Equal((reactivated, reactivated), (report[KpiId.ReactivatedCustomers].Value, report[KpiId.CustomersLost].Value));
    }

    [Fact]
    public void Windows_that_are_still_open_are_no_zeros()
    {
        var shop = new TestShop(3, new TestOrder(0, NewYear, 100), new TestOrder(1, NewYear, 100), new TestOrder(2, NewYear + 89, 100));
        var young = KpiEngine.Run(shop.Facts(), new())[KpiId.EarlyRepeatRate];
        Assert.Equal((null, NoValueReason.TooNew, 0, 3), (young.Value, young.Reason, young.N, young.Immature));

        var older = KpiEngine.Run((shop with { Orders = [.. shop.Orders, new TestOrder(0, NewYear + 90, 100)] }).Facts(), new())[KpiId.EarlyRepeatRate];
        Assert.Equal((0.5, null, 2, 1), (older.Value, older.Reason, older.N, older.Immature));
    }

    [Fact]
    public void Churn_is_offered_only_for_ranges_as_long_as_customers_take_to_buy_again()
    {
        var shop = new TestShop(1, new TestOrder(0, NewYear, 100), new TestOrder(0, NewYear + 40, 100), new TestOrder(0, NewYear + 80, 100));
        Assert.Equal(NoValueReason.RangeTooShort, Churn(39).Reason);
        Assert.Equal(0, Churn(40).Value);

        KpiValue Churn(int days) => KpiEngine.Run(shop.Facts(), new() { From = FactDay.ToDate(NewYear + 81 - days) })[KpiId.PeriodChurn];
    }

    [Fact]
    public void Orders_without_a_customer_count_in_revenue_and_are_named_where_customers_are_counted()
    {
        var shop = new TestShop(1, new TestOrder(0, NewYear, 100), new TestOrder(-1, NewYear, 900));
        var report = KpiEngine.Run(shop.Facts(), new());
        Assert.Equal((10, 0), (report[KpiId.Revenue].Value, report[KpiId.Revenue].Excluded));
        Assert.Equal((1, 1), (report[KpiId.ActiveCustomers].Value, report[KpiId.ActiveCustomers].Excluded));
        Assert.Equal(1, report.AnonymousOrders);
    }

    [Fact]
    public void A_refund_after_the_last_day_with_an_order_counts_on_that_day()
    {
        var shop = new TestShop(1, [new TestOrder(0, NewYear, 1000)], [new TestRefund(0, NewYear + 3, 400)], []);
        var report = KpiEngine.Run(shop.Facts(), new());
        Assert.Equal((6, 6), (report[KpiId.Revenue].Value, report[KpiId.HistoricClvMean].Value));
    }

    [Fact]
    public void The_margin_scales_customer_value_and_nothing_else()
    {
        var facts = new TestShop(1, new TestOrder(0, NewYear, 1000)).Facts();
        var report = KpiEngine.Run(facts, new() { Margin = 0.4 });
        Assert.Equal((10, 4, 4), (report[KpiId.Revenue].Value, report[KpiId.HistoricClvMean].Value, report[KpiId.HistoricClvMedian].Value));
    }

    [Fact]
    public void A_name_no_order_has_matches_nothing()
    {
        var report = KpiEngine.Run(new TestShop(1, new TestOrder(0, NewYear, 1000, Channel: 1)).Facts(), new() { Channel = "telex", Breakdown = Breakdown.Country });
        Assert.Equal((0, 0, 0), (report[KpiId.Revenue].Value, report[KpiId.Orders].Value, report[KpiId.ActiveCustomers].Value));
        Assert.Equal(NoValueReason.NoOrders, report[KpiId.AverageOrderValue].Reason);
        Assert.Empty(report.Breakdown);
    }

    [Fact]
    public void Of_more_coupons_than_rows_the_most_used_have_their_own()
    {
        var rows = new FactRowLists();
        for (var coupon = 1; coupon <= 300; coupon++)
        {
            for (var order = 0; order <= coupon % 300; order++) rows.Orders.Add(new(-1, (ushort)NewYear, 100, 0, 1, 0, 0, 0, 0, (ushort)coupon));
        }
        rows.Orders.Add(new(-1, (ushort)NewYear, 100, 0, 1, 0, 0, 0));
        rows.Refunds.Add(new(-1, (ushort)NewYear, 50, 0, 0, 0, 0, 299));
        var stamp = new FactsStamp(1, 0, 0, 0, "EUR", 100, DateTime.UnixEpoch, null);
        var codes = new FactCodes([""], [""], [""]) { Coupons = ["", .. Enumerable.Range(1, 300).Select(c => $"c{c}")] };
        var report = KpiEngine.Run(FactsBuilder.Build(stamp, codes, [], [], [rows]), new() { Breakdown = Breakdown.Coupon });
        Assert.Equal(256, report.Breakdown.Count);
        Assert.Equal(("c299", 299.5), (report.Breakdown[1].Name, report.Breakdown[1].Values[KpiId.Revenue].Value));
        Assert.Equal(("Other", 46 * 47 / 2.0), (report.Breakdown[0].Name, report.Breakdown[0].Values[KpiId.Orders].Value));
        Assert.Equal(1, report.Breakdown.Single(r => r.Name == "").Values[KpiId.Orders].Value);
    }

    [Fact]
    public void Names_beyond_the_first_254_share_one_row()
    {
        string[] channels = ["", .. Enumerable.Range(1, 254).Select(i => $"channel {i}")];
        var rows = new FactRowLists();
        rows.Orders.Add(new(0, (ushort)NewYear, 100, 0, 1, 254, 0, 0));
        rows.Orders.Add(new(0, (ushort)NewYear, 300, 0, 1, FactCodes.Other, 0, 0));
        var stamp = new FactsStamp(1, 1, 2, 0, "EUR", 100, DateTime.UnixEpoch, null);
        var facts = FactsBuilder.Build(stamp, new(channels, [""], [""]), [1], [0], [rows]);
        var report = KpiEngine.Run(facts, new() { Breakdown = Breakdown.Channel });
        Assert.Equal([("Other", 3.0), ("channel 254", 1.0)], report.Breakdown.Select(r => (r.Name, r.Values[KpiId.Revenue].Value!.Value)));
        Assert.Equal(3, KpiEngine.Run(facts, new() { Channel = "Other" })[KpiId.Revenue].Value);
    }

    [Fact]
    public void Asking_for_some_KPIs_gives_the_same_values_as_asking_for_all()
    {
        var shop = new TestShop(2, new TestOrder(0, NewYear, 100), new TestOrder(1, NewYear + 1, 300), new TestOrder(0, NewYear + 50, 70), new TestOrder(-1, NewYear + 60, 70));
        var all = KpiEngine.Run(shop.Facts(), new() { Compare = Comparison.PreviousYear });
        foreach (var kpi in KpiCatalog.All)
        {
            var one = KpiEngine.Run(shop.Facts(), new() { Compare = Comparison.PreviousYear, Kpis = [kpi.Id] });
            Assert.Equal(all[kpi.Id], Assert.Single(one.Values.Values));
            if (kpi.HasSeries) Assert.Equal(all.Series[kpi.Id].Values, Assert.Single(one.Series.Values).Values);
        }
    }

    [Fact]
    public void Mistakes_of_the_caller_are_exceptions()
    {
        var facts = new TestShop(1, new TestOrder(0, NewYear, 1000)).Facts();
        Assert.Throws<ArgumentException>(() => KpiEngine.Run(facts, new() { Customers = new CustomerSet(2) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => KpiEngine.Run(facts, new() { LostAfterDays = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => KpiEngine.Run(facts, new() { EarlyRepeatDays = 0 }));
        Assert.NotNull(KpiEngine.Run(facts, new() { LostAfterDays = int.MaxValue, EarlyRepeatDays = int.MaxValue }));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
