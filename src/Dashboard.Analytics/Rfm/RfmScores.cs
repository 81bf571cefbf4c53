using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Rfm;

/// <summary>How raw values become scores.</summary>
public enum RfmRule
{
    /// <summary>
    /// Ours: score = ceil(5 · (average rank - 0.5) / n). Equal values share their average rank and so their score.
    /// </summary>
    MidRankQuintiles,

    /// <summary>
    /// The R package rfm's: type-7 quantiles at 20, 40, 60 and 80 % plus 1 are the cut points; a value belongs to [lower, upper). Money and "plus 1" are in
    /// major units, recency in days before the as-of day.
    /// </summary>
    RPackage,
}

/// <summary>Scores by absolute limits instead of quintiles; each of four ascending limits is the least value of scores 2, 3, 4 and 5.</summary>
/// <param name="RecencyDays">Most days since the last purchase for scores 5, 4, 3 and 2, ascending; null for quintiles.</param>
/// <param name="Purchases">Fewest purchases for scores 2, 3, 4 and 5, ascending; null for quintiles.</param>
/// <param name="Money">Least net revenue in minor units for scores 2, 3, 4 and 5, ascending; null for quintiles.</param>
public sealed record RfmLimits(int[]? RecencyDays = null, int[]? Purchases = null, long[]? Money = null);

/// <summary>Where the scores change: the least raw value of scores 2, 3, 4 and 5. A score nobody has repeats the next limit; <c>MaxValue</c> when no value reaches it.</summary>
/// <param name="LastDay">Least last-purchase day (snapshot days).</param>
/// <param name="Purchases">Fewest purchases.</param>
/// <param name="Money">Least net revenue in minor units.</param>
public sealed record RfmThresholds(int[] LastDay, int[] Purchases, long[] Money);

/// <summary>One cell of the grid.</summary>
/// <param name="Customers">Customers with these scores.</param>
/// <param name="RevenueMinor">Their net revenue to date in minor units.</param>
public readonly record struct RfmCell(int Customers, long RevenueMinor);

/// <summary>Recency, frequency and money scores of every customer as of one day: 1 to 5, 5 is best, 0 for customers without a purchase by then.</summary>
public sealed class RfmScores
{
    private readonly RfmCell[] _grid = new RfmCell[25];

    private RfmScores(int asOfDay, byte[] recency, byte[] frequency, byte[] money, RfmThresholds thresholds) =>
        (AsOfDay, Recency, Frequency, Money, Thresholds) = (asOfDay, recency, frequency, money, thresholds);

    /// <summary>Snapshot day of the scores; orders up to and including it count.</summary>
    public int AsOfDay { get; }

    /// <summary>R per customer index.</summary>
    public byte[] Recency { get; }

    /// <summary>F per customer index: purchases, orders of one day merged.</summary>
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
    /// <param name="limits">Absolute limits where the shop has set them.</param>
    /// <exception cref="ArgumentException">Limits are not four ascending numbers.</exception>
    public static RfmScores Compute(CustomerFacts facts, DateOnly? asOf = null, RfmRule rule = RfmRule.MidRankQuintiles, RfmLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var n = facts.CustomerCount;
        return new(0, new byte[n], new byte[n], new byte[n], new([], [], []));
    }
}
