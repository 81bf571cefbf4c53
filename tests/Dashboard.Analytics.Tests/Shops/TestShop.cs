using CsCheck;
using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Tests.Shops;

internal sealed record TestOrder(
    int Customer, int Day, long Net, long Discount = 0, int Items = 1, byte Channel = 0, byte Country = 0, byte Currency = 0,
    ushort Campaign = 0, ushort Coupon = 0);

internal sealed record TestRefund(
    int Customer, int Day, long Amount, byte Channel = 0, byte Country = 0, byte Currency = 0, ushort Campaign = 0, ushort Coupon = 0);

internal sealed record TestLeftOut(int Customer, int Day, LeftOutReason Reason);

/// <summary>A shop as plain rows, and the same shop as a snapshot.</summary>
internal sealed record TestShop(int Customers, IReadOnlyList<TestOrder> Orders, IReadOnlyList<TestRefund> Refunds, IReadOnlyList<TestLeftOut> LeftOut)
{
    public static readonly FactCodes Codes = new(["", "web", "shop"], ["", "DE", "DK"], ["", "EUR"]) { Campaigns = ["", "spring"], Coupons = ["", "TEN", "FREE"] };

    public TestShop(int customers, params TestOrder[] orders) : this(customers, orders, [], []) { }

    /// <summary>Up to eight customers around the leap day of 2024, some of whom stay away for long, some rows without a customer.</summary>
    public static Gen<TestShop> Any { get; } =
        from customers in Gen.Int[0, 8]
        from start in Gen.Int[Date("2023-11-01"), Date("2024-02-20")]
        from days in Pick.From(1, 40, 200, 900)
        from orders in Gen.Frequency((9, Order(customers, start, days).Array[0, 40]), (1, Order(customers, start, days).Array[150, 250]))
        from refunds in Refund(customers, start, days).Array[0, 8]
        from leftOut in Gen.Select(Gen.Int[-1, customers - 1], Gen.Int[start - 5, start + days], Gen.Enum<LeftOutReason>(), (c, d, r) => new TestLeftOut(c, d, r)).Array[0, 5]
        select new TestShop(customers, orders, refunds, leftOut);

    public CustomerFacts Facts()
    {
        var rows = new FactRowLists();
        foreach (var o in Orders) rows.Orders.Add(new(o.Customer, (ushort)o.Day, o.Net, o.Discount, o.Items, o.Channel, o.Country, o.Currency, o.Campaign, o.Coupon));
        foreach (var r in Refunds) rows.Refunds.Add(new(r.Customer, (ushort)r.Day, r.Amount, r.Channel, r.Country, r.Currency, r.Campaign, r.Coupon));
        foreach (var l in LeftOut) rows.LeftOut.Add(new(l.Customer, (ushort)l.Day, l.Reason, 0));
        var stamp = new FactsStamp(1, Customers, Orders.Count, Refunds.Count, "EUR", 100, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), null);
        return FactsBuilder.Build(stamp, Codes, [.. Enumerable.Range(1, Customers)], new byte[Customers], [rows]);
    }

    public static int Date(string day) => FactDay.From(DateOnly.ParseExact(day, "yyyy-MM-dd"));

    private static Gen<TestOrder> Order(int customers, int start, int days) =>
        from customer in Gen.Int[-1, customers - 1]
        from day in Gen.Int[start, start + days]
        from net in Gen.OneOf(Gen.Long[0, 5000], Pick.From(0L), Gen.Long[-100, 1_000_000])
        from discount in Gen.Long[0, 300]
        from items in Gen.Int[0, 9]
        from codes in Gen.Select(Gen.Byte[0, 2], Gen.Byte[0, 2], Gen.Byte[0, 1])
        from tags in Gen.Select(Gen.UShort[0, 1], Gen.UShort[0, 2])
        select new TestOrder(customer, day, net, discount, items, codes.Item1, codes.Item2, codes.Item3, tags.Item1, tags.Item2);

    private static Gen<TestRefund> Refund(int customers, int start, int days) =>
        from customer in Gen.Int[-1, customers - 1]
        from day in Gen.Int[start - 3, start + days + 3]
        from amount in Gen.Long[0, 3000]
        from codes in Gen.Select(Gen.Byte[0, 2], Gen.Byte[0, 2], Gen.Byte[0, 1])
        from tags in Gen.Select(Gen.UShort[0, 1], Gen.UShort[0, 2])
        select new TestRefund(customer, day, amount, codes.Item1, codes.Item2, codes.Item3, tags.Item1, tags.Item2);
}
