using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Rfm;

/// <summary>Recency, frequency and money scores of every customer as of one day: 1 to 5, 5 is best, 0 for customers without a purchase by then.</summary>
public sealed class RfmScores
{
    private readonly RfmCell[] _grid = new RfmCell[25];

    private RfmScores(int asOfDay, int customers, RfmThresholds thresholds)
    {
        (AsOfDay, Thresholds) = (asOfDay, thresholds);
        (Recency, Frequency, Money) = (new byte[customers], new byte[customers], new byte[customers]);
    }

    /// <summary>Snapshot day of the scores; orders up to and including it count.</summary>
    public int AsOfDay { get; }

    /// <summary>R per customer index: the day of the last purchase, later is better.</summary>
    public byte[] Recency { get; }

    /// <summary>F per customer index: purchases, orders of one day merged (orders under <see cref="RfmRule.RPackage"/>).</summary>
    public byte[] Frequency { get; }

    /// <summary>M per customer index: net revenue to date.</summary>
    public byte[] Money { get; }

    public RfmThresholds Thresholds { get; }

    /// <summary>Customers with a purchase, those with scores.</summary>
    public int Customers { get; private set; }

    /// <summary>Group of the customer at this index.</summary>
    public RfmGroup Group(int index) => RfmGroups.Of(Recency[index], Frequency[index]);

    /// <summary>Customers and revenue of one cell; scores from 1 to 5.</summary>
    public RfmCell Cell(int recency, int frequency) => _grid[(recency - 1) * 5 + frequency - 1];

    /// <summary>Customers and revenue of one group.</summary>
    public RfmCell Of(RfmGroup group)
    {
        var (customers, revenue) = (0, 0L);
        for (var cell = 0; cell < 25; cell++)
        {
            if (RfmGroups.Of(cell / 5 + 1, cell % 5 + 1) != group) continue;
            customers += _grid[cell].Customers;
            revenue += _grid[cell].RevenueMinor;
        }
        return new(customers, revenue);
    }

    /// <summary>Scores all customers.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="asOf">Last day that counts; null for the last business day with an order.</param>
    /// <param name="rule">How values become scores.</param>
    /// <param name="limits">Absolute limits; null for those of the shop under our own rule, else for none.</param>
    /// <exception cref="ArgumentException">Limits are not four ascending numbers.</exception>
    public static RfmScores Compute(CustomerFacts facts, DateOnly? asOf = null, RfmRule rule = RfmRule.Quintiles, RfmLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (rule == RfmRule.Quintiles) limits ??= RfmLimits.Parse(facts.Stamp.Rfm);
        limits?.Check();
        var day = asOf is { } date ? FactDay.From(date) : facts.Span.Last;
        var values = rule == RfmRule.RPackage ? RfmValues.AsOfByOrders(facts, day) : RfmValues.AsOf(facts, day);
        var scores = new RfmScores(day, facts.CustomerCount, RfmThresholds.Find(values, day, rule, facts.Stamp.MinorPerMajor, limits));
        scores.Fill(values);
        return scores;
    }

    /// <summary>Net revenue in minor units of a customer up to the day of the scores, as they see it.</summary>
    /// <param name="facts">The snapshot that was scored.</param>
    /// <param name="index">The customer's index in it.</param>
    public long RevenueOf(CustomerFacts facts, int index) => RfmValues.RevenueOf(facts, index, AsOfDay);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(RfmValues values)
    {
        var recencyOf = Table(Thresholds.LastDay);
        var frequencyOf = Table(Thresholds.Purchases);
        var (two, three, four, five) = (Thresholds.Money[0], Thresholds.Money[1], Thresholds.Money[2], Thresholds.Money[3]);
        Span<int> count = stackalloc int[36];
        Span<long> revenue = stackalloc long[36];
        ref var counts = ref MemoryMarshal.GetReference(count);
        ref var revenues = ref MemoryMarshal.GetReference(revenue);
        var (lastDay, purchases, money) = (values.LastDay, values.Purchases, values.Revenue);
        var (r, f, m) = (Recency, Frequency, Money);
        for (var i = 0; i < purchases.Length && i < lastDay.Length && i < money.Length && i < r.Length && i < f.Length && i < m.Length; i++)
        {
            if (purchases[i] == 0) continue;
            var value = money[i];
            r[i] = recencyOf[lastDay[i]];
            f[i] = frequencyOf[purchases[i]];
            m[i] = (byte)(1 + As1(value >= two) + As1(value >= three) + As1(value >= four) + As1(value >= five));
            var cell = r[i] * 6 + f[i];
            Unsafe.Add(ref counts, cell)++;
            Unsafe.Add(ref revenues, cell) += value;
        }
        for (var cell = 0; cell < 25; cell++)
        {
            var at = (cell / 5 + 1) * 6 + cell % 5 + 1;
            _grid[cell] = new(count[at], revenue[at]);
            Customers += count[at];
        }
    }

    /// <summary>Score of every possible day or number of purchases.</summary>
    private static byte[] Table(int[] limits)
    {
        var table = new byte[ushort.MaxValue + 1];
        for (var value = 0; value < table.Length; value++)
            table[value] = (byte)(1 + As1(value >= limits[0]) + As1(value >= limits[1]) + As1(value >= limits[2]) + As1(value >= limits[3]));
        return table;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int As1(bool condition) => condition ? 1 : 0;
}
