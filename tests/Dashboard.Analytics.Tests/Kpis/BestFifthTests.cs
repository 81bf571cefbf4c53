using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Kpis;

public sealed class BestFifthTests
{
    [Fact]
    public void The_best_of_any_day_are_a_fifth_and_whoever_brought_as_much_as_the_last_of_them() =>
        Gen.Select(TestShop.Any, Gen.Int[TestShop.Date("2023-11-01"), TestShop.Date("2025-06-01")], Gen.Bool.Array[8, 8]).Sample((shop, on, chosen) =>
        {
            var facts = shop.Facts();
            if (facts.OrderCount == 0) return;
            var (day, some) = (FactDay.ToDate(on), new CustomerSet(facts.CustomerCount));
            for (var i = 0; i < facts.CustomerCount; i++)
            {
                if (chosen[i]) some.Add(i);
            }
            var brought = ScopedOrders.Of(facts, new(FactDay.ToDate(0), day));
            foreach (var among in new[] { null, some })
            {
                var buyers = Enumerable.Range(0, facts.CustomerCount).Where(i => brought.Orders[i] > 0 && among?[i] != false).ToList();
                var ranked = buyers.Select(i => brought.Revenue[i]).OrderDescending().ToList();
                var least = Math.Max(1, ranked.Count == 0 ? 0 : ranked[(ranked.Count + 4) / 5 - 1]);
                var best = BestFifth.Of(facts, among, day);
                Assert.Equal((least, ranked.Count(r => r >= least)), (best.From, best.Customers));
                Assert.Equal(buyers.Where(i => brought.Revenue[i] >= least), SegmentScan.Run(facts, best.Rule).Members().Where(i => among?[i] != false));
                if (on >= facts.Span.Last) Assert.Equal((best.From, best.Customers), (BestFifth.Of(facts, among).From, BestFifth.Of(facts, among).Customers));
            }
        }, iter: 600);

    [Fact]
    public void Equals_at_the_edge_are_all_among_the_best() =>
        Assert.Equal(5, BestFifth.Of(new TestShop(6, [new(0, 20_000, 900), .. Enumerable.Range(1, 4).Select(c => new TestOrder(c, 20_000, 500)), new(5, 20_000, 100)]).Facts()).Customers);

    [Fact]
    public void Where_nobody_brought_anything_nobody_is_the_best() =>
        Assert.Equal((1, 0), (BestFifth.Of(new TestShop(2, new TestOrder(0, 20_000, 0), new(1, 20_000, 0)).Facts()).From, BestFifth.Of(new TestShop(2, new TestOrder(0, 20_000, 0)).Facts()).Customers));
}
