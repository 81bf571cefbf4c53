using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Kpis;

public sealed class SomeCustomersTests
{
    private const int Copies = 30;

    private static readonly Gen<(CustomerFacts Facts, CustomerSet? Members, KpiQuery Query)> AnyQuestion =
        from shop in TestShop.Any
        from isMember in Gen.Bool.Array[shop.Customers * Copies]
        from everybody in Gen.Int[0, 3]
        from dates in Gen.Select(Gen.Int[TestShop.Date("2023-10-01"), TestShop.Date("2026-09-01")], Gen.Int[0, 500])
        from kinds in Gen.Select(Pick.From(Comparison.None, Comparison.PreviousPeriod, Comparison.PreviousYear), Gen.Enum<Bucket>(), Gen.Enum<Breakdown>(), Gen.Bool)
        select (Facts(shop, hasModel: kinds.Item4), everybody == 0 ? null : Set(isMember), new KpiQuery
        {
            From = FactDay.ToDate(dates.Item1),
            To = FactDay.ToDate(dates.Item1 + dates.Item2),
            Compare = kinds.Item1,
            Bucket = kinds.Item2,
            Breakdown = kinds.Item3,
            EarlyRepeatDays = 30,
        });

    [Fact]
    public void Without_a_filter_every_figure_is_that_of_a_filter_which_all_orders_match() => AnyQuestion.Sample(question =>
    {
        var query = question.Query with { Customers = question.Members };
        var (plain, quick) = (KpiEngine.Run(question.Facts, query with { Channel = "web" }), KpiEngine.Run(question.Facts, query));
        Assert.Equal(plain.Values.Values.Where(v => !IsAhead(v.Id)), quick.Values.Values.Where(v => !IsAhead(v.Id)));
        foreach (var series in plain.Series.Values)
        {
            Assert.Equal(series.Values, quick.Series[series.Id].Values);
            Assert.Equal(series.Compare, quick.Series[series.Id].Compare);
        }
        Assert.Equal(plain.Breakdown.Select(r => r.Code), quick.Breakdown.Select(r => r.Code));
        foreach (var (one, row) in plain.Breakdown.Zip(quick.Breakdown)) Assert.Equal(one.Values, row.Values);
        Assert.Equal(plain.Gaps?.Gaps, quick.Gaps?.Gaps);
        Assert.Equal(plain.Gaps?.SecondPurchases, quick.Gaps?.SecondPurchases);
    }, iter: 600);

    [Fact]
    public void Of_the_best_fifth_of_some_customers_and_all_who_brought_as_much_those_in_danger_are_counted() => AnyQuestion.Sample(question =>
    {
        var (facts, members, _) = question;
        if (facts.Forecasts is null) return;
        var c = facts.Customers;
        var buyers = Enumerable.Range(0, facts.CustomerCount).Where(i => c.Purchases[i] > 0 && members?[i] != false).ToList();
        var edge = buyers.OrderByDescending(i => c.Revenue[i]).Take((buyers.Count + 4) / 5).Select(i => c.Revenue[i]).DefaultIfEmpty().Last();
        var top = buyers.Where(i => c.Revenue[i] >= Math.Max(1, edge)).ToList();
        var value = KpiEngine.Run(facts, new() { Customers = members, Kpis = [KpiId.ValuableAtRisk, KpiId.TotalClvMean] });
        if (buyers.Count == 0) return;
        Assert.Equal(
            buyers.Exists(i => c.Revenue[i] > 0) ? (double)top.Count(i => facts.Forecasts.State[i] >= (byte)LifecycleState.AtRisk) / top.Count : null as double?,
            value[KpiId.ValuableAtRisk].Value);
        Assert.Equal(buyers.Sum(i => c.Revenue[i] + facts.Forecasts.Value[i]) / 100.0 / buyers.Count, value[KpiId.TotalClvMean].Value!.Value, 1e-9);
    }, iter: 300);

    [Fact]
    public void What_sets_brought_within_some_days_is_the_same_whether_or_not_orders_are_looked_at_for_more_than_their_day() => AnyQuestion.Sample(question =>
    {
        var (facts, members, query) = question;
        var scope = new OrderScope(query.From!.Value, query.To!.Value);
        var (quick, plain) = (ScopedOrders.Of(facts, scope), ScopedOrders.Of(facts, scope with { Channel = "web" }));
        Assert.Equal(plain.Orders, quick.Orders);
        Assert.Equal(plain.Revenue, quick.Revenue);
        var sets = new[] { members ?? CustomerSet.Everybody(facts.CustomerCount), CustomerSet.Everybody(facts.CustomerCount), new CustomerSet(facts.CustomerCount) };
        var expected = sets.Select(set => (
            set.Members().Count(i => plain.Orders[i] > 0 || plain.Revenue[i] < 0), set.Members().Sum(i => plain.Revenue[i]))).ToList();
        Assert.Equal(expected, quick.Sum(sets));
        Assert.Equal(expected, sets.Select(set => quick.Sum(set)));
        Assert.Equal(expected[1], quick.Sum());
    }, iter: 600);

    private static bool IsAhead(KpiId id) => id is KpiId.PredictedClvMean or KpiId.TotalClvMean or KpiId.CustomerEquity or KpiId.ValuableAtRisk;

    // Customers of more than one word of a set, each of whom bought through the web alone.
    private static CustomerFacts Facts(TestShop shop, bool hasModel)
    {
        var n = shop.Customers;
        var many = shop with
        {
            Customers = n * Copies,
            Orders = [.. Enumerable.Range(0, Copies).SelectMany(copy => shop.Orders.Where((o, at) => (at + copy) % 7 != 0).Select(o => o with { Channel = 1, Customer = Of(o.Customer, copy), Net = o.Net + copy }))],
            Refunds = [.. Enumerable.Range(0, Copies).SelectMany(copy => shop.Refunds.Where((r, at) => copy % 3 == 0).Select(r => r with { Channel = 1, Customer = Of(r.Customer, copy) }))],
            LeftOut = [.. shop.LeftOut.Select(l => l with { Customer = Of(l.Customer, 5) })],
        };
        var facts = many.Facts();
        return hasModel ? facts.WithForecasts(new ForecastRules { Day = TestShop.Date("2024-06-01"), Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], MeanSpend = 35 }) : facts;

        int Of(int customer, int copy) => customer < 0 ? customer : customer + n * copy;
    }

    private static CustomerSet Set(bool[] isMember)
    {
        var set = new CustomerSet(isMember.Length);
        for (var i = 0; i < isMember.Length; i++)
        {
            if (isMember[i]) set.Add(i);
        }
        return set;
    }
}
