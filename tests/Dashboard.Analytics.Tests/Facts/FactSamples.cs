using CsCheck;
using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Tests.Facts;

/// <summary>Random rows of small shops, and pictures compared column for column.</summary>
internal static class FactSamples
{
    public static FactsStamp Stamp { get; } = new(1, 0, 0, 0, "EUR", 100, DateTime.UnixEpoch, null);
    public static FactCodes Codes { get; } = new(["", "web"], ["", "DK"], ["", "EUR"]);

    public static Gen<OrderRow[]> Orders(int customers, int most) =>
        Gen.Select(Gen.Int[-1, customers - 1], Gen.UShort[1, 9], Gen.Long[-50, 5_000], Gen.Int[0, 40])
            .Select((customer, day, net, items) => new OrderRow(customer, day, net, Math.Abs(net) / 10, items, (byte)(items % 2), (byte)(items % 3), 1, (ushort)(items % 4), (ushort)(items * 900))).Array[0, most];

    public static Gen<RefundRow[]> Refunds(int customers, int most) =>
        Gen.Select(Gen.Int[-1, customers - 1], Gen.UShort[1, 9], Gen.Long[0, 500])
            .Select((customer, day, amount) => new RefundRow(customer, day, amount, (byte)(amount % 2), (byte)(amount % 3), 1, (ushort)(amount % 4), (ushort)(amount * 90))).Array[0, most];

    public static Gen<LeftOutRow[]> LeftOut(int customers, int most) =>
        Gen.Select(Gen.Int[-1, customers - 1], Gen.UShort[1, 9], Gen.Long[0, 500])
            .Select((customer, day, amount) => new LeftOutRow(customer, day, (LeftOutReason)(1 + amount % 5), amount)).Array[0, most];

    public static ProductColumns Products { get; } = new([3, 4, 9], ["A", "B", "A"], ["Apple", "", "Other apple"], [0, 1, 0], [1, 0, 0], [30, ProductColumns.NoCost, 0]);

    /// <summary>Lines of an order, which follow from its other figures alone: none for a third of the orders.</summary>
    public static LineRow[] LinesOf(in OrderRow order)
    {
        var (items, net) = (order.Items, order.Net);
        return [.. Enumerable.Range(0, items % 3).Select(i => new LineRow((items + i) % 3, 1_000 * items - i, net / 7 * i + items))];
    }

    /// <summary>The rows with the lines of <see cref="LinesOf"/>.</summary>
    /// <param name="firstNumber">Number of the first order; lists built together need different ones.</param>
    public static FactRowLists Lists(IEnumerable<OrderRow> orders, IEnumerable<RefundRow> refunds, IEnumerable<LeftOutRow> leftOut, int firstNumber = 1)
    {
        var lists = new FactRowLists();
        foreach (var (order, number) in orders.Select((order, i) => (order, firstNumber + i)))
        {
            lists.Orders.Add(order with { Number = number });
            foreach (var line in LinesOf(order)) lists.Lines.Add(number, line);
        }
        foreach (var refund in refunds) lists.Refunds.Add(refund);
        foreach (var left in leftOut) lists.LeftOut.Add(left);
        return lists;
    }

    public static void AssertSame(CustomerFacts expected, CustomerFacts actual)
    {
        Assert.Equal(expected.Span, actual.Span);
        foreach (var part in new Func<CustomerFacts, object>[] { f => f.Customers, f => f.Orders, f => f.Refunds, f => f.LeftOut, f => f.Lines, f => f.Products, f => f.Profiles, f => f.Codes })
            foreach (var column in part(expected).GetType().GetProperties().Where(p => p.PropertyType.IsArray))
                Assert.True(
                    ((Array)column.GetValue(part(expected))!).Cast<object>().SequenceEqual(((Array)column.GetValue(part(actual))!).Cast<object>()),
                    $"{part(expected).GetType().Name}.{column.Name} differs.");
    }
}
