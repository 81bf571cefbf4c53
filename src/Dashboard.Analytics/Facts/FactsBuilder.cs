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
                rows.Orders.Channel[i], rows.Orders.Country[i], rows.Orders.Currency[i], rows.Orders.Campaign[i], rows.Orders.Coupon[i]));
        for (var i = 0; i < rows.RefundCustomer.Length; i++)
            lists.Refunds.Add(new(
                rows.RefundCustomer[i], rows.Refunds.Day[i], rows.Refunds.Amount[i], rows.Refunds.Channel[i], rows.Refunds.Country[i], rows.Refunds.Currency[i],
                rows.Refunds.Campaign[i], rows.Refunds.Coupon[i]));
        for (var i = 0; i < rows.LeftOutCustomer.Length; i++)
            lists.LeftOut.Add(new(rows.LeftOutCustomer[i], rows.LeftOut.Day[i], (LeftOutReason)rows.LeftOut.Reason[i], rows.LeftOut.Amount[i]));
        return Build(stamp, codes, customerId, customerCountry, [lists]);
    }

    /// <inheritdoc cref="Build(FactsStamp, FactCodes, int[], byte[], FactRows)"/>
    /// <param name="parts">Rows of each reader; the readers' parts follow each other in store order.</param>
    /// <param name="products">What the lines name; null where there are none.</param>
    public static CustomerFacts Build(
        FactsStamp stamp, FactCodes codes, int[] customerId, byte[] customerCountry, IReadOnlyList<FactRowLists> parts, ProductColumns? products = null)
    {
        var n = customerId.Length;
        var highest = parts.All(p => p.Lines.IsEmpty) ? 0 : parts.Max(p => HighestNumber(p.Orders));
        var orders = new OrderPlaces([.. parts.Select(p => p.Orders.CountByCustomer(n))], highest);
        Place(parts, p => p.Orders, orders.Add);
        return Build(stamp, codes, customerId, customerCountry, orders, parts, products, lines =>
        {
            foreach (var part in parts) part.Lines.CountIn(lines);
            lines.Reserve();
            foreach (var part in parts) part.Lines.PutIn(lines);
        });
    }

    /// <inheritdoc cref="Build(FactsStamp, FactCodes, int[], byte[], FactRows)"/>
    /// <param name="orders">All orders, each at a place of its customer's; of no use afterwards.</param>
    /// <param name="parts">Refunds and left-out orders of each reader; the readers' parts follow each other in store order.</param>
    /// <param name="products">What the lines name; null where there are none.</param>
    /// <param name="putLines">Puts the lines of numbered orders at their places.</param>
    public static CustomerFacts Build(
        FactsStamp stamp, FactCodes codes, int[] customerId, byte[] customerCountry, OrderPlaces orders, IReadOnlyList<FactRowLists> parts,
        ProductColumns? products = null, Action<LinePlaces>? putLines = null)
    {
        var n = customerId.Length;
        var refunds = new PlacedRows<RefundRow>([.. parts.Select(p => p.Refunds.CountByCustomer(n))]);
        Place(parts, p => p.Refunds, (int part, in RefundRow row) => refunds.Add(part, row.Customer, row));
        var leftOut = new PlacedRows<LeftOutRow>([.. parts.Select(p => p.LeftOut.CountByCustomer(n))]);
        Place(parts, p => p.LeftOut, (int part, in LeftOutRow row) => leftOut.Add(part, row.Customer, row));
        var (o, lines) = orders.Arrange();
        var (r, l) = (refunds.Arrange(NewRefunds, Set), leftOut.Arrange(NewLeftOut, Set));
        if (lines is not null) putLines?.Invoke(lines);
        return new(stamp, codes, Derive(customerId, customerCountry, orders.Start, refunds.Start, leftOut.Start, o, r), o, r, l, lines?.Columns, products);
    }

    private static int HighestNumber(RowList<OrderRow> orders)
    {
        var highest = 0;
        for (var chunk = 0; chunk < orders.Chunks; chunk++)
            foreach (ref readonly var row in orders.Chunk(chunk))
                highest = Math.Max(highest, row.Number);
        return highest;
    }

    private delegate void Taker<TRow>(int part, in TRow row);

    private static void Place<TRow>(IReadOnlyList<FactRowLists> parts, Func<FactRowLists, RowList<TRow>> rowsOf, Taker<TRow> take) where TRow : struct, IFactRow =>
        Parallel.For(0, parts.Count, part =>
        {
            var rows = rowsOf(parts[part]);
            for (var chunk = 0; chunk < rows.Chunks; chunk++)
                foreach (ref readonly var row in rows.Chunk(chunk))
                    take(part, row);
        });

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

    /// <summary>Columns of this length with nothing in them yet; campaigns and coupons are zeros, which take no memory until one is written.</summary>
    public static OrderColumns NewOrders(int n) => new(New<ushort>(n), New<long>(n), New<long>(n), New<int>(n), New<byte>(n), New<byte>(n), New<byte>(n), new ushort[n], new ushort[n]);

    public static RefundColumns NewRefunds(int n) => new(New<ushort>(n), New<long>(n), New<byte>(n), New<byte>(n), New<byte>(n), new ushort[n], new ushort[n]);

    public static LeftOutColumns NewLeftOut(int n) => new(New<ushort>(n), New<byte>(n), New<long>(n));

    private static T[] New<T>(int n) => GC.AllocateUninitializedArray<T>(n);

    internal static void Set(OrderColumns columns, int at, in PlacedOrder row)
    {
        columns.Day[at] = row.Day;
        columns.Net[at] = row.Net;
        columns.Discount[at] = row.Discount;
        columns.Items[at] = row.Items;
        columns.Channel[at] = row.Channel;
        columns.Country[at] = row.Country;
        columns.Currency[at] = row.Currency;
        if (row.Campaign != 0) columns.Campaign[at] = row.Campaign;
        if (row.Coupon != 0) columns.Coupon[at] = row.Coupon;
    }

    private static void Set(RefundColumns columns, int at, in RefundRow row)
    {
        columns.Day[at] = row.Day;
        columns.Amount[at] = row.Amount;
        columns.Channel[at] = row.Channel;
        columns.Country[at] = row.Country;
        columns.Currency[at] = row.Currency;
        columns.Campaign[at] = row.Campaign;
        columns.Coupon[at] = row.Coupon;
    }

    private static void Set(LeftOutColumns columns, int at, in LeftOutRow row)
    {
        columns.Day[at] = row.Day;
        columns.Reason[at] = (byte)row.Reason;
        columns.Amount[at] = row.Amount;
    }

    /// <summary>Runs the work for two ranges of customers that hold about as many rows each.</summary>
    internal static void InHalves(int count, Func<int, int> startOf, Action<int, int> work)
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
