namespace Dashboard.Analytics.Facts;

/// <summary>The own rhythm of customers: twice the median of the days from each purchase to the next, 0 below two purchases. Doubled, the mean of two middle gaps stays whole.</summary>
public static class MedianGaps
{
    /// <summary>Of the customer at an index.</summary>
    public static int TwiceOf(CustomerFacts facts, int customer)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return TwiceOf(facts, customer, new ushort[facts.Customers.Purchases[customer]]);
    }

    /// <summary>Of every customer, shape [customers].</summary>
    internal static int[] TwiceOf(CustomerFacts facts)
    {
        var (twice, purchases, gaps) = (new int[facts.CustomerCount], facts.Customers.Purchases, Array.Empty<ushort>());
        for (var i = 0; i < twice.Length; i++)
        {
            if (gaps.Length < purchases[i]) gaps = new ushort[2 * purchases[i]];
            twice[i] = TwiceOf(facts, i, gaps);
        }
        return twice;
    }

    private static int TwiceOf(CustomerFacts facts, int customer, ushort[] room)
    {
        var (customers, day) = (facts.Customers, facts.Orders.Day);
        if (customers.Purchases[customer] < 2) return 0;
        var (count, previous) = (0, customers.FirstDay[customer]);
        for (var o = customers.OrderStart[customer] + 1; o < customers.OrderStart[customer + 1]; o++)
        {
            if (day[o] == previous) continue;
            room[count++] = (ushort)(day[o] - previous);
            previous = day[o];
        }
        var gaps = room.AsSpan(0, count);
        gaps.Sort();
        return gaps[(count - 1) / 2] + gaps[count / 2];
    }
}
