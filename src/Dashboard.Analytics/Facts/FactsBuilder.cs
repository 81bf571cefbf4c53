namespace Dashboard.Analytics.Facts;

/// <summary>Orders, refunds and left-out orders in the order in which the store gave them, each with its customer's index (-1 for none).</summary>
public sealed class FactRows
{
    public required int[] OrderCustomer { get; init; }
    public required OrderColumns Orders { get; init; }
    public required int[] RefundCustomer { get; init; }
    public required RefundColumns Refunds { get; init; }
    public required int[] LeftOutCustomer { get; init; }
    public required LeftOutColumns LeftOut { get; init; }
}

/// <summary>Arranges rows by customer and day (stable, so that rows of one day keep the store's order) and derives the customer columns.</summary>
public static class FactsBuilder
{
    /// <summary>Builds a snapshot from unsorted rows.</summary>
    /// <param name="stamp">How far the store was read.</param>
    /// <param name="codes">Names behind the codes.</param>
    /// <param name="customerId">Customer numbers, ascending, shape [n].</param>
    /// <param name="customerCountry">Country code per customer, shape [n].</param>
    /// <param name="rows">Rows in store order.</param>
    public static CustomerFacts Build(FactsStamp stamp, FactCodes codes, int[] customerId, byte[] customerCountry, FactRows rows)
    {
        var lists = new FactRowLists();
        for (var i = 0; i < rows.OrderCustomer.Length; i++)
            lists.Orders.Add(new(
                rows.OrderCustomer[i], rows.Orders.Day[i], rows.Orders.Net[i], rows.Orders.Discount[i], rows.Orders.Items[i],
                rows.Orders.Channel[i], rows.Orders.Country[i], rows.Orders.Currency[i]));
        for (var i = 0; i < rows.RefundCustomer.Length; i++)
            lists.Refunds.Add(new(
                rows.RefundCustomer[i], rows.Refunds.Day[i], rows.Refunds.Amount[i], rows.Refunds.Channel[i], rows.Refunds.Country[i], rows.Refunds.Currency[i]));
        for (var i = 0; i < rows.LeftOutCustomer.Length; i++)
            lists.LeftOut.Add(new(rows.LeftOutCustomer[i], rows.LeftOut.Day[i], (LeftOutReason)rows.LeftOut.Reason[i], rows.LeftOut.Amount[i]));
        return Build(stamp, codes, customerId, customerCountry, [lists]);
    }

    /// <inheritdoc cref="Build(FactsStamp, FactCodes, int[], byte[], FactRows)"/>
    /// <param name="parts">Rows of each reader; the readers' parts follow each other in store order.</param>
    public static CustomerFacts Build(FactsStamp stamp, FactCodes codes, int[] customerId, byte[] customerCountry, IReadOnlyList<FactRowLists> parts)
    {
        var n = customerId.Length;
        var (orderStart, orders) = Arrange(new ArrangedRows<OrderRow>([.. parts.Select(p => p.Orders)], n), n, NewOrders, Set);
        var (refundStart, refunds) = Arrange(new ArrangedRows<RefundRow>([.. parts.Select(p => p.Refunds)], n), n, NewRefunds, Set);
        var (leftOutStart, leftOut) = Arrange(new ArrangedRows<LeftOutRow>([.. parts.Select(p => p.LeftOut)], n), n, NewLeftOut, Set);
        return new(stamp, codes, Derive(customerId, customerCountry, orderStart, refundStart, leftOutStart, orders, refunds), orders, refunds, leftOut);
    }

    /// <summary>First and last day, purchases and net revenue of every customer.</summary>
    internal static CustomerColumns Derive(
        int[] id, byte[] country, int[] orderStart, int[] refundStart, int[] leftOutStart, OrderColumns orders, RefundColumns refunds)
    {
        var n = id.Length;
        var columns = new CustomerColumns(id, country, orderStart, refundStart, leftOutStart, new ushort[n], new ushort[n], new int[n], new long[n]);
        InHalves(n, i => orderStart[i], (from, to) =>
        {
            for (var i = from; i < to; i++)
                Derive(i, columns, orders, refunds);
        });
        return columns;
    }

    /// <summary>The same of customer <paramref name="i"/> alone.</summary>
    internal static void Derive(int i, CustomerColumns columns, OrderColumns orders, RefundColumns refunds)
    {
        long sum = 0;
        var (count, previous) = (0, -1);
        for (var o = columns.OrderStart[i]; o < columns.OrderStart[i + 1]; o++)
        {
            sum += orders.Net[o];
            if (orders.Day[o] == previous) continue;
            previous = orders.Day[o];
            count++;
        }
        for (var r = columns.RefundStart[i]; r < columns.RefundStart[i + 1]; r++)
            sum -= refunds.Amount[r];
        (columns.Purchases[i], columns.Revenue[i]) = (count, sum);
        (columns.FirstDay[i], columns.LastDay[i]) = count == 0 ? ((ushort)0, (ushort)0) : (orders.Day[columns.OrderStart[i]], (ushort)previous);
    }

    /// <summary>Columns of this length with nothing in them yet.</summary>
    public static OrderColumns NewOrders(int n) => new(New<ushort>(n), New<long>(n), New<long>(n), New<int>(n), New<byte>(n), New<byte>(n), New<byte>(n));

    public static RefundColumns NewRefunds(int n) => new(New<ushort>(n), New<long>(n), New<byte>(n), New<byte>(n), New<byte>(n));

    public static LeftOutColumns NewLeftOut(int n) => new(New<ushort>(n), New<byte>(n), New<long>(n));

    private static T[] New<T>(int n) => GC.AllocateUninitializedArray<T>(n);

    private delegate void Setter<TRow, TColumns>(TColumns columns, int at, in TRow row);

    private static void Set(OrderColumns columns, int at, in OrderRow row)
    {
        columns.Day[at] = row.Day;
        columns.Net[at] = row.Net;
        columns.Discount[at] = row.Discount;
        columns.Items[at] = row.Items;
        columns.Channel[at] = row.Channel;
        columns.Country[at] = row.Country;
        columns.Currency[at] = row.Currency;
    }

    private static void Set(RefundColumns columns, int at, in RefundRow row)
    {
        columns.Day[at] = row.Day;
        columns.Amount[at] = row.Amount;
        columns.Channel[at] = row.Channel;
        columns.Country[at] = row.Country;
        columns.Currency[at] = row.Currency;
    }

    private static void Set(LeftOutColumns columns, int at, in LeftOutRow row)
    {
        columns.Day[at] = row.Day;
        columns.Reason[at] = (byte)row.Reason;
        columns.Amount[at] = row.Amount;
    }

    private static (int[] Start, TColumns Columns) Arrange<TRow, TColumns>(ArrangedRows<TRow> rows, int customers, Func<int, TColumns> create, Setter<TRow, TColumns> set)
        where TRow : struct, IFactRow
    {
        var columns = create(rows.Start[customers + 1]);
        InHalves(customers + 1, i => rows.Start[i], (from, to) =>
        {
            rows.SortDays(from, to);
            for (var at = rows.Start[from]; at < rows.Start[to]; at++)
                set(columns, at, in rows[at]);
        });
        return (rows.Start[..(customers + 1)], columns);
    }

    /// <summary>Runs the work for two ranges of customers that hold about as many rows each.</summary>
    private static void InHalves(int count, Func<int, int> startOf, Action<int, int> work)
    {
        if (count < 10_000)
        {
            work(0, count);
            return;
        }
        var (low, high, half) = (0, count, startOf(count) / 2);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (startOf(middle) < half) low = middle + 1; else high = middle;
        }
        var split = low;
        Parallel.Invoke(() => work(0, split), () => work(split, count));
    }
}
