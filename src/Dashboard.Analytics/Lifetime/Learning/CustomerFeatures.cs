using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Lifetime.Learning;

/// <summary>What a learner sees of each customer at the end of a day, column by column: nothing that came later. What a customer does not have yet is -1.</summary>
public sealed class CustomerFeatures
{
    private static readonly string[] ColumnNames =
    [
        "repeat purchases", "weeks from first to last purchase", "weeks since first purchase", "weeks since last purchase", "mean gap", "deviation of gaps", "last gap",
        "longest gap", "silence against mean gap", "purchases in 4 weeks", "purchases in 8 weeks", "purchases in 13 weeks", "purchases in 26 weeks", "purchases in 52 weeks",
        "trend of 13 weeks", "purchase rate", "purchases a year ago", "mean spend", "first spend", "last spend", "total spend", "discount share", "items per order",
        "first channel", "last channel", "country", "first category", "last category",
    ];

    private static readonly int[] Windows = [28, 56, 91, 182, 364];
    private const int Year = 364;
    private const double Unknown = -1;

    private readonly float[] _values;

    private CustomerFeatures(int count, float[] values) => (Count, _values) = (count, values);

    /// <summary>What the columns mean.</summary>
    public static IReadOnlyList<string> Names => ColumnNames;

    /// <summary>Customers.</summary>
    public int Count { get; }

    /// <summary>All columns of one customer.</summary>
    public ReadOnlySpan<float> this[int customer] => Rows(customer, 1);

    /// <summary>Tells apart versions that know other columns.</summary>
    internal static int Version { get; } = string.Join('|', ColumnNames).Aggregate(17, (hash, letter) => unchecked(31 * hash + letter));

    /// <summary>Reads the features of every customer of <paramref name="shop"/> at its day.</summary>
    /// <param name="shop">The customers.</param>
    /// <param name="horizon">Days that will be forecast: "a year ago" counts the purchases of the same days of last year.</param>
    public static CustomerFeatures Of(ShopPurchases shop, int horizon)
    {
        ArgumentNullException.ThrowIfNull(shop);
        var values = new float[shop.Count * ColumnNames.Length];
        Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(0, Math.Max(1, shop.Count)), range =>
        {
            for (var i = range.Item1; i < Math.Min(range.Item2, shop.Count); i++)
                Read(shop.Facts, shop.Customer[i], shop.Day, horizon, values.AsSpan(i * ColumnNames.Length, ColumnNames.Length));
        });
        return new(shop.Count, values);
    }

    /// <summary>Consecutive customers, row by row.</summary>
    internal ReadOnlySpan<float> Rows(int first, int count) => _values.AsSpan(first * ColumnNames.Length, count * ColumnNames.Length);

    /// <summary>Reads one customer who had bought by <paramref name="day"/>.</summary>
    internal static void Read(CustomerFacts facts, int customer, int day, int horizon, Span<float> row)
    {
        var orders = facts.Orders;
        var (from, to) = (facts.Customers.OrderStart[customer], facts.Customers.OrderStart[customer + 1]);
        while (to > from && orders.Day[to - 1] > day) to--;
        int first = orders.Day[from], last = orders.Day[to - 1];
        Span<int> windows = stackalloc int[Windows.Length];
        var (before, yearAgo, purchases, gaps, squares, longest, lastGap, previous) = (0, 0, 0, 0.0, 0.0, 0, 0, -1);
        var (net, discount, items, firstNet, lastNet) = (0L, 0L, 0L, 0L, 0L);
        for (var o = from; o < to; o++)
        {
            int d = orders.Day[o];
            (net, discount, items) = (net + orders.Net[o], discount + orders.Discount[o], items + orders.Items[o]);
            if (d == first) firstNet += orders.Net[o];
            if (d == last) lastNet += orders.Net[o];
            if (d == previous) continue;
            if (purchases++ > 0)
            {
                lastGap = d - previous;
                (gaps, squares, longest) = (gaps + lastGap, squares + (double)lastGap * lastGap, Math.Max(longest, lastGap));
            }
            previous = d;
            for (var w = 0; w < Windows.Length; w++) windows[w] += d > day - Windows[w] ? 1 : 0;
            before += d > day - 2 * Windows[2] && d <= day - Windows[2] ? 1 : 0;
            yearAgo += d > day - Year && d <= day - Year + horizon ? 1 : 0;
        }
        var (x, age, mean) = (purchases - 1, day - first, gaps / Math.Max(1, purchases - 1));
        var minor = (double)facts.Stamp.MinorPerMajor;
        var at = 0;
        Put(row, x);
        Put(row, (last - first) / 7.0);
        Put(row, age / 7.0);
        Put(row, (day - last) / 7.0);
        Put(row, x > 0 ? mean / 7 : Unknown);
        Put(row, x > 1 ? Math.Sqrt(Math.Max(0, squares / x - mean * mean)) / 7 : Unknown);
        Put(row, x > 0 ? lastGap / 7.0 : Unknown);
        Put(row, x > 0 ? longest / 7.0 : Unknown);
        Put(row, x > 0 ? (day - last) / mean : Unknown);
        foreach (var count in windows) Put(row, count);
        Put(row, age >= 2 * Windows[2] ? windows[2] - before : 0);
        Put(row, x / Math.Max(1, age / 7.0));
        Put(row, age >= Year ? yearAgo : Unknown);
        Put(row, Log(net / minor / purchases));
        Put(row, Log(firstNet / minor));
        Put(row, Log(lastNet / minor));
        Put(row, Log(net / minor));
        Put(row, net + discount > 0 ? (double)discount / (net + discount) : Unknown);
        Put(row, (double)items / (to - from));
        Put(row, orders.Channel[from]);
        Put(row, orders.Channel[to - 1]);
        Put(row, facts.Customers.Country[customer]);
        Put(row, Category(facts, from));
        Put(row, Category(facts, to - 1));

        void Put(Span<float> row, double value) => row[at++] = (float)value;
        static double Log(double amount) => Math.Log(1 + Math.Max(0, amount));
    }

    // Of the line that is worth most; 0 where an order has no lines.
    private static int Category(CustomerFacts facts, int order)
    {
        var (best, (from, to)) = (-1, facts.Lines.Of(order));
        for (var line = from; line < to; line++)
            if (best < 0 || facts.Lines.Net[line] > facts.Lines.Net[best]) best = line;
        return best < 0 ? 0 : facts.Products.Category[facts.Lines.Product[best]];
    }
}
