using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Lifetime;

/// <summary>
/// What the models know of a shop's customers at the end of one day: everybody who had bought by then, column by column. Orders of one day are one purchase;
/// the first purchase counts neither in x nor in the spend; times are in weeks.
/// </summary>
public sealed class ShopPurchases
{
    /// <summary>Days in one unit of the models' times.</summary>
    public const double DaysPerWeek = 7;

    private ShopPurchases(CustomerFacts facts, int day, int[] customer, PurchaseSummary histories, int[] spends, double[] meanSpend) =>
        (Facts, Day, Customer, Histories, Spends, MeanSpend) = (facts, day, customer, histories, spends, meanSpend);

    public CustomerFacts Facts { get; }

    /// <summary>Last day looked at.</summary>
    public int Day { get; }

    /// <summary>Index in the snapshot, ascending; the other columns are as long.</summary>
    public int[] Customer { get; }

    /// <summary>x, t_x, T and Σ ln gaps in weeks; T ends with <see cref="Day"/>.</summary>
    public PurchaseSummary Histories { get; }

    /// <summary>Repeat purchases with a positive amount.</summary>
    public int[] Spends { get; }

    /// <summary>Mean net amount of those, before refunds, in major units; 0 without any.</summary>
    public double[] MeanSpend { get; }

    public int Count => Customer.Length;

    /// <summary>Reads everybody who bought up to and including <paramref name="day"/>, on all cores.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="day">Last day looked at.</param>
    /// <param name="every">Reads only every so many-th customer on file, 1 or more.</param>
    public static ShopPurchases At(CustomerFacts facts, int day, int every = 1)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var parts = new CustomerParts(facts);
        var first = new int[parts.Count + 1];
        Parallel.For(0, parts.Count, p =>
        {
            var (from, to) = parts[p];
            for (var i = from; i < to; i++) first[p + 1] += i % every == 0 && HasBought(facts, i, day) ? 1 : 0;
        });
        for (var p = 0; p < parts.Count; p++) first[p + 1] += first[p];

        var n = first[^1];
        var (customer, x, spends) = (New<int>(n), New<int>(n), New<int>(n));
        var (tx, t, litt, mean) = (New<double>(n), New<double>(n), New<double>(n), New<double>(n));
        var logs = LogOfWeeks(facts);
        Parallel.For(0, parts.Count, p =>
        {
            var ((from, to), at) = (parts[p], first[p]);
            for (var i = from; i < to; i++)
            {
                if (i % every != 0 || !HasBought(facts, i, day)) continue;
                var read = CustomerPurchases.Read(facts, i, day, logs);
                (customer[at], x[at], tx[at], t[at], litt[at]) = (i, read.History.X, read.History.Tx, read.History.T, read.History.Litt);
                (spends[at], mean[at]) = (read.Spends, read.MeanSpend);
                at++;
            }
        });
        return new(facts, day, customer, new(x, tx, t, litt), spends, mean);
    }

    /// <summary>Purchases of each of these customers, and their net amounts before refunds in major units, after <see cref="Day"/> up to and including <paramref name="lastDay"/>.</summary>
    public (int[] Purchases, double[] Spend) Until(int lastDay)
    {
        var (purchases, spend) = (new int[Count], new double[Count]);
        var (starts, orders, minor) = (Facts.Customers.OrderStart, Facts.Orders, (double)Facts.Stamp.MinorPerMajor);
        Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(0, Math.Max(1, Count)), range =>
        {
            for (var i = range.Item1; i < Math.Min(range.Item2, Count); i++)
            {
                var (previous, count, sum) = (-1, 0, 0L);
                for (var o = starts[Customer[i] + 1] - 1; o >= starts[Customer[i]] && orders.Day[o] > Day; o--)
                {
                    if (orders.Day[o] > lastDay) continue;
                    sum += orders.Net[o];
                    if (orders.Day[o] == previous) continue;
                    previous = orders.Day[o];
                    count++;
                }
                (purchases[i], spend[i]) = (count, sum / minor);
            }
        });
        return (purchases, spend);
    }

    /// <summary>ln of a gap in weeks, by days.</summary>
    internal static double[] LogOfWeeks(CustomerFacts facts)
    {
        var logs = new double[Math.Max(1, facts.Span.Last - facts.Span.First + 1)];
        for (var days = 1; days < logs.Length; days++) logs[days] = Math.Log(days / DaysPerWeek);
        return logs;
    }

    private static bool HasBought(CustomerFacts facts, int customer, int day) => facts.Customers.Purchases[customer] > 0 && facts.Customers.FirstDay[customer] <= day;

    private static T[] New<T>(int n) => GC.AllocateUninitializedArray<T>(n);
}
