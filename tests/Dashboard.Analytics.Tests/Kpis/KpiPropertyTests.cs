using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Kpis;

public sealed class KpiPropertyTests
{
    private static readonly Gen<DateOnly?> AnyDate = Gen.OneOf(
        Pick.From<DateOnly?>([null]),
        Gen.Int[TestShop.Date("2023-10-01"), TestShop.Date("2026-09-01")].Select(d => (DateOnly?)FactDay.ToDate(d)),
        Pick.From<DateOnly?>(new DateOnly(2023, 12, 1), new DateOnly(2024, 1, 31), new DateOnly(2024, 2, 1), new DateOnly(2024, 2, 29), new DateOnly(2024, 12, 31), new DateOnly(2025, 3, 1)));

    private static Gen<KpiQuery> AnyQuery(int customers) =>
        from dates in Gen.Select(AnyDate, AnyDate, AnyDate, AnyDate)
        from kinds in Gen.Select(Gen.Enum<Comparison>(), Gen.Enum<Bucket>(), Gen.Enum<DayOfWeek>(), Gen.Bool)
        from names in Gen.Select(Pick.From<string?>(null, null, "", "web", "unknown"), Pick.From<string?>(null, null, "", "DE"), Pick.From<string?>(null, null, "EUR"))
        from days in Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60])
        from split in Gen.Enum<Breakdown>()
        from margin in Pick.From<double?>(null, 0.4)
        from members in Gen.OneOf(Pick.From<bool[]?>([null]), Gen.Bool.Array[customers].Select(m => (bool[]?)m))
        select new KpiQuery
        {
            From = dates.Item1,
            To = dates.Item2,
            CompareFrom = dates.Item3,
            CompareTo = dates.Item4,
            Compare = kinds.Item1,
            Bucket = kinds.Item2,
            WeekStart = kinds.Item3,
            AlignWeekdays = kinds.Item4,
            Channel = names.Item1,
            Country = names.Item2,
            Currency = names.Item3,
            LostAfterDays = days.Item1,
            EarlyRepeatDays = days.Item2,
            Breakdown = split,
            Margin = margin,
            Customers = Set(members),
        };

    private static readonly Gen<(TestShop Shop, KpiQuery Query)> AnyQuestion =
        from shop in TestShop.Any
        from query in AnyQuery(shop.Customers)
        select (shop, query);

    [Fact]
    public void The_scans_agree_with_the_definitions_over_rows() => AnyQuestion.Sample(Check, iter: 600);

    [Fact]
    public void The_customers_behind_a_KPI_are_as_many_and_bring_as_much_as_it_says()
    {
        var seen = new HashSet<KpiId>();
        AnyQuestion.Sample(question =>
        {
            var query = question.Query with { Currency = null };
            var facts = question.Shop.Facts().WithForecasts(new() { Day = TestShop.Date("2024-06-01"), Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43] });
            var report = KpiEngine.Run(facts, query);
            foreach (var value in report.Values.Values.Where(v => v.Value is not null)) Check(value, report.From!.Value, report.To!.Value);
            foreach (var series in report.Series.Values.Where(s => s.Id is KpiId.Revenue or KpiId.Orders or KpiId.ActiveCustomers or KpiId.NewCustomers or KpiId.ReturningCustomers))
                for (var b = 0; b < report.Buckets.Count; b++)
                    if (series.Values[b] is { } point) Check(new(series.Id, point, null, 0, 0, 0, null), report.Buckets[b].From, report.Buckets[b].To);

            void Check(KpiValue value, DateOnly from, DateOnly to)
            {
                if (KpiCustomers.Of(value, from, to, query, facts) is not { } who) return;
                lock (seen) seen.Add(value.Id);
                var members = SegmentScan.Run(facts, who.Rule).Members().Where(i => query.Customers?[i] ?? true).ToList();
                if (KpiCustomers.Count(value) is { } count) Assert.True(count == members.Count, $"{value.Id} {from} {to}: {count} customers, {members.Count} listed");
                if (who.Orders is null) return;   // what is expected has no orders yet
                var orders = ScopedOrders.Of(facts, who.Orders);
                var (number, revenue) = (members.Sum(i => orders.Orders[i]) + orders.AnonymousOrders, members.Sum(i => orders.Revenue[i]) + orders.AnonymousRevenue);
                var (major, margin) = ((double)revenue / facts.Stamp.MinorPerMajor, query.Margin ?? 1);
                double? listed = value.Id switch
                {
                    KpiId.Revenue => major,
                    KpiId.Orders => number,
                    KpiId.AverageOrderValue => major / number,
                    KpiId.HistoricClvMean => major * margin / members.Count,
                    _ => null,
                };
                if (listed is { } sum) Equal(sum, value.Value, value.Id);
            }
        }, iter: 600);
        Assert.Equal(25, seen.Count);
    }

    private static void Check((TestShop Shop, KpiQuery Query) question)
    {
        var (shop, query) = question;
        var report = KpiEngine.Run(shop.Facts(), query);
        if (Nothing(shop, query) is { } reason)
        {
            Assert.All(report.Values.Values, v => Assert.Equal((null, reason, null), (v.Value, v.Reason, v.Compare)));
            return;
        }
        var naive = new NaiveKpis(shop, query);
        var (from, to) = (report.From!.Value, report.AsOf!.Value);
        foreach (var value in report.Values.Values)
        {
            var info = KpiCatalog.Of(value.Id);
            Assert.Equal(value.Value is null, value.Reason is not null);
            Assert.Equal(info.IsAboutCustomers ? naive.Anonymous(info.IsLifetime ? null : from, to) : 0, value.Excluded);
            Equal(Expected(value.Id, from, to, to), value.Value, value.Id);
            if (value.Id != KpiId.PeriodChurn)
            {
                var (_, n, immature) = naive.Of(value.Id, from, to);
                Assert.Equal((n, immature), (value.N, value.Immature));
            }
            Equal(report.CompareFrom is { } before ? Expected(value.Id, before, report.CompareTo!.Value, report.CompareTo!.Value) : null, value.Compare, value.Id);
        }
        foreach (var series in report.Series.Values)
        {
            Assert.Equal(report.Buckets.Count, series.Values.Length);
            for (var b = 0; b < report.Buckets.Count; b++)
            {
                var bucket = report.Buckets[b];
                Equal(IsKnown(shop, bucket.From, bucket.To) ? InSeries(series.Id, bucket.From, bucket.To) : null, series.Values[b], series.Id);
                if (series.Compare is null) continue;
                var known = bucket.CompareFrom is { } f && IsKnown(shop, f, bucket.CompareTo!.Value);
                Equal(known ? InSeries(series.Id, bucket.CompareFrom!.Value, bucket.CompareTo!.Value) : null, series.Compare[b], series.Id);
            }
        }
        CheckBreakdown(shop, query, report);
        if (report.Gaps is { } gaps) Assert.Equal(naive.Gaps(FactDay.From(to)).Order(), gaps.Gaps.SelectMany((count, days) => Enumerable.Repeat(days, count)));

        double? Expected(KpiId id, DateOnly from, DateOnly to, DateOnly gapsUpTo) =>
            id == KpiId.PeriodChurn ? naive.Churn(from, to, gapsUpTo) : naive.Of(id, from, to).Value;

        double? InSeries(KpiId id, DateOnly from, DateOnly to) =>
            Expected(id, from, to, to == report.CompareTo ? to : report.AsOf!.Value);
    }

    private static void CheckBreakdown(TestShop shop, KpiQuery query, KpiReport report)
    {
        if (query.Breakdown is Breakdown.Campaign or Breakdown.Coupon) CheckTags(shop, query, report);
        else CheckRows(shop, query, report);
        if (query.Breakdown != Breakdown.None)
            Equal(report[KpiId.Revenue].Value, report.Breakdown.Sum(r => r.Values[KpiId.Revenue].Value), KpiId.Revenue);
    }

    /// <summary>Campaigns and coupons split as currencies of the same codes would.</summary>
    private static void CheckTags(TestShop shop, KpiQuery query, KpiReport report)
    {
        if (query.Currency is not null) return;
        var byCampaign = query.Breakdown == Breakdown.Campaign;
        var other = shop with
        {
            Orders = [.. shop.Orders.Select(o => o with { Currency = (byte)(byCampaign ? o.Campaign : o.Coupon) })],
            Refunds = [.. shop.Refunds.Select(r => r with { Currency = (byte)(byCampaign ? r.Campaign : r.Coupon) })],
        };
        var same = KpiEngine.Run(other.Facts(), query with { Breakdown = Breakdown.Currency }).Breakdown;
        Assert.Equal(same.Select(r => r.Code), report.Breakdown.Select(r => r.Code));
        foreach (var (one, row) in same.Zip(report.Breakdown))
        {
            Assert.Equal((byCampaign ? TestShop.Codes.Campaigns : TestShop.Codes.Coupons)[row.Code], row.Name);
            Assert.Equal(one.Values, row.Values);
            foreach (var series in row.Series.Values) Assert.Equal(one.Series[series.Id].Values, series.Values);
        }
    }

    private static void CheckRows(TestShop shop, KpiQuery query, KpiReport report)
    {
        foreach (var row in report.Breakdown)
        {
            var filter = query.Breakdown switch
            {
                Breakdown.Channel => query with { Channel = row.Name },
                Breakdown.Country => query with { Country = row.Name },
                _ => query with { Currency = row.Name },
            };
            var same = KpiEngine.Run(shop.Facts(), filter with { Breakdown = Breakdown.None, Kpis = [.. row.Values.Keys] });
            if (query.Channel is not null && query.Breakdown == Breakdown.Channel && query.Channel != row.Name) continue;
            if (query.Country is not null && query.Breakdown == Breakdown.Country && query.Country != row.Name) continue;
            if (query.Currency is not null && query.Breakdown == Breakdown.Currency && query.Currency != row.Name) continue;
            foreach (var value in row.Values.Values) Assert.Equal(same[value.Id], value);
            foreach (var series in row.Series.Values)
            {
                Assert.Equal(same.Series[series.Id].Values, series.Values);
                Assert.Equal(same.Series[series.Id].Compare, series.Compare);
            }
        }
    }

    private static NoValueReason? Nothing(TestShop shop, KpiQuery query)
    {
        if (shop.Orders.Count == 0) return NoValueReason.NoData;
        var (first, last) = (FactDay.ToDate(shop.Orders.Min(o => o.Day)), FactDay.ToDate(shop.Orders.Max(o => o.Day)));
        if ((query.From ?? first) > (query.To ?? last)) return NoValueReason.EmptyRange;
        return IsKnown(shop, query.From ?? first, query.To ?? last) ? null : NoValueReason.OutsideData;
    }

    private static bool IsKnown(TestShop shop, DateOnly from, DateOnly to) =>
        FactDay.From(from) <= shop.Orders.Max(o => o.Day) && FactDay.From(to) >= shop.Orders.Min(o => o.Day);

    private static void Equal(double? expected, double? actual, KpiId id)
    {
        if (expected is { } e && actual is { } a && Math.Abs(e - a) <= 1e-12 * Math.Max(1, Math.Abs(e))) return;
        Assert.True(expected is null && actual is null, $"{id}: expected {expected}, got {actual}");
    }

    private static CustomerSet? Set(bool[]? members)
    {
        if (members is null) return null;
        var set = new CustomerSet(members.Length);
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i]) set.Add(i);
        }
        return set;
    }
}
