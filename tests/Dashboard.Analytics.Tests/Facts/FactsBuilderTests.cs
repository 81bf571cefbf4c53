using CsCheck;
using Dashboard.Analytics.Facts;
using static Dashboard.Analytics.Tests.Facts.FactSamples;

namespace Dashboard.Analytics.Tests.Facts;

public sealed class FactsBuilderTests
{
    private const int Customers = 5;

    [Fact]
    public void Rows_are_ordered_by_customer_then_day_then_store_order_with_anonymous_ones_last() =>
        Gen.Select(Orders(Customers, 40), Orders(Customers, 40)).Sample((first, second) =>
        {
            var facts = FactsBuilder.Build(Stamp, Codes, [1, 2, 3, 4, 5], new byte[Customers], [Lists(first, [], []), Lists(second, [], [], firstNumber: 1_000)], Products);
            var expected = first.Concat(second).OrderBy(o => o.Customer < 0 ? Customers : o.Customer).ThenBy(o => o.Day).ToArray();
            Assert.Equal(expected.Select(o => o.Day), facts.Orders.Day);
            Assert.Equal(expected.Select(o => o.Net), facts.Orders.Net);
            Assert.Equal(expected.Select(o => o.Discount), facts.Orders.Discount);
            Assert.Equal(expected.Select(o => o.Items), facts.Orders.Items);
            Assert.Equal(expected.Select(o => o.Channel), facts.Orders.Channel);
            Assert.Equal(expected.Select(o => o.Country), facts.Orders.Country);
            Assert.Equal(expected.Select(o => o.Currency), facts.Orders.Currency);
            Assert.Equal(expected.Select(o => o.Campaign), facts.Orders.Campaign);
            Assert.Equal(expected.Select(o => o.Coupon), facts.Orders.Coupon);
            Assert.Equal(expected.SelectMany(o => LinesOf(o).Select(l => (l.Product, l.Quantity))), facts.Lines.Product.Zip(facts.Lines.Quantity));
            for (var o = 0; o < expected.Length; o++)
            {
                var (from, to) = facts.Lines.Of(o);
                Assert.Equal(LinesOf(expected[o]).Length, to - from);
                if (from < to) Assert.Equal(expected[o].Net, facts.Lines.Net[from..to].Sum());
            }
            for (var c = 0; c < Customers; c++)
                Assert.Equal(expected.Count(o => o.Customer == c), facts.Customers.OrderStart[c + 1] - facts.Customers.OrderStart[c]);
            Assert.Equal(expected.Count(o => o.Customer < 0), facts.OrderCount - facts.AnonymousStart);
        });

    [Fact]
    public void Customers_get_their_first_and_last_day_purchases_and_revenue() =>
        Gen.Select(Orders(Customers, 40), Refunds(Customers, 10)).Sample((orders, refunds) =>
        {
            var facts = FactsBuilder.Build(Stamp, Codes, [1, 2, 3, 4, 5], new byte[Customers], [Lists(orders, refunds, [])]);
            for (var c = 0; c < Customers; c++)
            {
                var own = orders.Where(o => o.Customer == c).ToArray();
                Assert.Equal(own.Length == 0 ? 0 : own.Min(o => o.Day), facts.Customers.FirstDay[c]);
                Assert.Equal(own.Length == 0 ? 0 : own.Max(o => o.Day), facts.Customers.LastDay[c]);
                Assert.Equal(own.Select(o => o.Day).Distinct().Count(), facts.Customers.Purchases[c]);
                Assert.Equal(own.Sum(o => o.Net) - refunds.Where(r => r.Customer == c).Sum(r => r.Amount), facts.Customers.Revenue[c]);
            }
            Assert.Equal(orders.Length == 0 ? (0, 0) : (orders.Min(o => o.Day), orders.Max(o => o.Day)), facts.Span);
        });

    [Fact]
    public void Many_customers_are_arranged_on_several_threads_with_the_same_result()
    {
        const int Many = 30_000;
        var random = new Random(7);
        var rows = Enumerable.Range(0, 120_000).Select(i => new OrderRow(random.Next(-1, Many), (ushort)random.Next(1, 2_000), i, 0, 1, 0, 0, 0)).ToArray();
        var facts = FactsBuilder.Build(
            Stamp, Codes, [.. Enumerable.Range(1, Many)], new byte[Many], [Lists(rows.Take(50_001), [], []), Lists(rows.Skip(50_001), [], [], firstNumber: 50_002)]);
        Assert.Equal(rows.OrderBy(o => o.Customer < 0 ? Many : o.Customer).ThenBy(o => o.Day).Select(o => o.Net), facts.Orders.Net);
        Assert.Equal(rows.Where(o => o.Customer >= 0).GroupBy(o => o.Customer).Sum(g => g.Select(o => o.Day).Distinct().Count()), facts.Customers.Purchases.Sum());
    }

    [Fact]
    public void Columns_and_rows_build_the_same_picture() =>
        Gen.Select(Orders(Customers, 20), Refunds(Customers, 10), LeftOut(Customers, 10)).Sample((orders, refunds, leftOut) =>
        {
            var rows = new FactRows
            {
                OrderCustomer = [.. orders.Select(o => o.Customer)],
                Orders = new(
                    [.. orders.Select(o => o.Day)], [.. orders.Select(o => o.Net)], [.. orders.Select(o => o.Discount)], [.. orders.Select(o => o.Items)],
                    [.. orders.Select(o => o.Channel)], [.. orders.Select(o => o.Country)], [.. orders.Select(o => o.Currency)],
                    [.. orders.Select(o => o.Campaign)], [.. orders.Select(o => o.Coupon)]),
                RefundCustomer = [.. refunds.Select(r => r.Customer)],
                Refunds = new(
                    [.. refunds.Select(r => r.Day)], [.. refunds.Select(r => r.Amount)],
                    [.. refunds.Select(r => r.Channel)], [.. refunds.Select(r => r.Country)], [.. refunds.Select(r => r.Currency)],
                    [.. refunds.Select(r => r.Campaign)], [.. refunds.Select(r => r.Coupon)]),
                LeftOutCustomer = [.. leftOut.Select(l => l.Customer)],
                LeftOut = new([.. leftOut.Select(l => l.Day)], [.. leftOut.Select(l => (byte)l.Reason)], [.. leftOut.Select(l => l.Amount)]),
            };
            var lists = new FactRowLists();
            foreach (var order in orders) lists.Orders.Add(order);
            foreach (var refund in refunds) lists.Refunds.Add(refund);
            foreach (var left in leftOut) lists.LeftOut.Add(left);
            AssertSame(
                FactsBuilder.Build(Stamp, Codes, [1, 2, 3, 4, 5], new byte[Customers], [lists]),
                FactsBuilder.Build(Stamp, Codes, [1, 2, 3, 4, 5], new byte[Customers], rows));
        });

    [Fact]
    public void Lines_of_orders_that_are_not_valid_are_passed_over()
    {
        var lists = Lists([new(0, 7, 900, 0, 1, 0, 0, 0)], [], [], firstNumber: 5);
        lists.Lines.Add(4, new(0, 1_000, 50));
        lists.Lines.Add(6, new(0, 1_000, 50));
        var facts = FactsBuilder.Build(Stamp, Codes, [1], [0], [lists], Products);
        Assert.Equal([0, 1], facts.Lines.Start);
        Assert.Equal([900L], facts.Lines.Net);
    }

    [Fact]
    public void An_empty_shop_is_a_picture_too()
    {
        Assert.Equal((0, 0, (0, 0)), (CustomerFacts.Empty.CustomerCount, CustomerFacts.Empty.OrderCount, CustomerFacts.Empty.Span));
        AssertSame(CustomerFacts.Empty, FactsBuilder.Build(Stamp, new([""], [""], [""]), [], [], [new FactRowLists()]));
    }
}
