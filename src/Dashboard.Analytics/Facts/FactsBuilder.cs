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

/// <summary>Sorts rows by customer and day (a counting sort, stable, so that rows of one day keep the store's order) and derives the customer columns.</summary>
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
        var n = customerId.Length;
        var (orderStart, orderTarget) = Place(rows.OrderCustomer, rows.Orders.Day, n);
        var orders = new OrderColumns(
            Scatter(rows.Orders.Day, orderTarget), Scatter(rows.Orders.Net, orderTarget), Scatter(rows.Orders.Discount, orderTarget), Scatter(rows.Orders.Items, orderTarget),
            Scatter(rows.Orders.Channel, orderTarget), Scatter(rows.Orders.Country, orderTarget), Scatter(rows.Orders.Currency, orderTarget));
        var (refundStart, refundTarget) = Place(rows.RefundCustomer, rows.Refunds.Day, n);
        var refunds = new RefundColumns(
            Scatter(rows.Refunds.Day, refundTarget), Scatter(rows.Refunds.Amount, refundTarget),
            Scatter(rows.Refunds.Channel, refundTarget), Scatter(rows.Refunds.Country, refundTarget), Scatter(rows.Refunds.Currency, refundTarget));
        var (leftOutStart, leftOutTarget) = Place(rows.LeftOutCustomer, rows.LeftOut.Day, n);
        var leftOut = new LeftOutColumns(Scatter(rows.LeftOut.Day, leftOutTarget), Scatter(rows.LeftOut.Reason, leftOutTarget), Scatter(rows.LeftOut.Amount, leftOutTarget));
        return new(stamp, codes, Derive(customerId, customerCountry, orderStart, refundStart, leftOutStart, orders, refunds), orders, refunds, leftOut);
    }

    /// <summary>First and last day, purchases and net revenue of every customer.</summary>
    internal static CustomerColumns Derive(
        int[] id, byte[] country, int[] orderStart, int[] refundStart, int[] leftOutStart, OrderColumns orders, RefundColumns refunds)
    {
        var n = id.Length;
        var (first, last, purchases, revenue) = (new ushort[n], new ushort[n], new int[n], new long[n]);
        for (var i = 0; i < n; i++)
        {
            long sum = 0;
            var (count, previous) = (0, -1);
            for (var o = orderStart[i]; o < orderStart[i + 1]; o++)
            {
                sum += orders.Net[o];
                if (orders.Day[o] == previous) continue;
                previous = orders.Day[o];
                count++;
            }
            for (var r = refundStart[i]; r < refundStart[i + 1]; r++)
                sum -= refunds.Amount[r];
            (purchases[i], revenue[i]) = (count, sum);
            if (count == 0) continue;
            (first[i], last[i]) = (orders.Day[orderStart[i]], (ushort)previous);
        }
        return new(id, country, orderStart, refundStart, leftOutStart, first, last, purchases, revenue);
    }

    /// <summary>Offsets per customer and the target position of every row.</summary>
    private static (int[] Start, int[] Target) Place(int[] customer, ushort[] day, int n)
    {
        var start = new int[n + 2];   // the last bucket takes rows without a customer
        foreach (var c in customer)
            start[(c < 0 ? n : c) + 1]++;
        for (var i = 0; i <= n; i++)
            start[i + 1] += start[i];

        var next = start.AsSpan(0, n + 1).ToArray();
        var (source, days) = (new int[customer.Length], new ushort[customer.Length]);
        for (var row = 0; row < customer.Length; row++)
        {
            var at = next[customer[row] < 0 ? n : customer[row]]++;
            (source[at], days[at]) = (row, day[row]);
        }
        for (var i = 0; i < n; i++)
            SortByDay(source, days, start[i], start[i + 1]);
        Array.Sort(days, source, start[n], start[n + 1] - start[n], null);
        SortTiesByRow(source, days, start[n], start[n + 1]);

        var target = new int[customer.Length];
        for (var at = 0; at < source.Length; at++)
            target[source[at]] = at;
        return (start[..(n + 1)], target);
    }

    // Insertion sort: a customer has few rows, and a source mostly gives them in order.
    private static void SortByDay(int[] source, ushort[] days, int from, int to)
    {
        for (var i = from + 1; i < to; i++)
        {
            var (row, day) = (source[i], days[i]);
            var at = i;
            for (; at > from && days[at - 1] > day; at--)
                (source[at], days[at]) = (source[at - 1], days[at - 1]);
            (source[at], days[at]) = (row, day);
        }
    }

    private static void SortTiesByRow(int[] source, ushort[] days, int from, int to)
    {
        for (var i = from; i < to;)
        {
            var end = i + 1;
            while (end < to && days[end] == days[i]) end++;
            Array.Sort(source, i, end - i);
            i = end;
        }
    }

    private static T[] Scatter<T>(T[] values, int[] target)
    {
        var sorted = GC.AllocateUninitializedArray<T>(values.Length);
        for (var row = 0; row < values.Length; row++)
            sorted[target[row]] = values[row];
        return sorted;
    }
}
