namespace Dashboard.Analytics.Rfm;

/// <summary>How raw values become scores.</summary>
public enum RfmRule
{
    /// <summary>
    /// Ours: F and M = 1 + ⌊5 · (customers with less) / n⌋, R = 5 - ⌊5 · (customers who bought later) / n⌋. Equal values always share a score;
    /// those who bought once always have F 1 and those who bought last always R 5, however many they are, so that New and Promising mean what they say.
    /// </summary>
    Quintiles,

    /// <summary>score = ⌈5 · (average rank - 0.5) / n⌉, as many textbooks have it. Where two customers in five bought once, nobody scores F 1.</summary>
    MidRank,

    /// <summary>
    /// The R package rfm's (0.3.0): type-7 quantiles at 20, 40, 60 and 80 % plus 1 are the cut points; a value belongs to [lower, upper).
    /// "Plus 1" is one day, one order, one major unit of money; recency is counted in days before the as-of day; frequency counts orders, not days.
    /// </summary>
    RPackage,
}

/// <summary>Scores by absolute limits instead of quintiles, each four ascending numbers; null keeps the rule.</summary>
/// <param name="RecencyDays">Most days since the last purchase for scores 5, 4, 3 and 2.</param>
/// <param name="Purchases">Fewest purchases for scores 2, 3, 4 and 5.</param>
/// <param name="Money">Least net revenue in minor units for scores 2, 3, 4 and 5.</param>
public sealed record RfmLimits(int[]? RecencyDays = null, int[]? Purchases = null, long[]? Money = null)
{
    internal void Check()
    {
        if (!Ascends(RecencyDays) || !Ascends(Purchases) || !Ascends(Money))
            throw new ArgumentException("Limits of scores are four ascending numbers.");
    }

    private static bool Ascends<T>(T[]? limits) where T : IComparable<T> =>
        limits is null || limits.Length == 4 && Enumerable.Range(0, 3).All(i => limits[i].CompareTo(limits[i + 1]) <= 0);
}

/// <summary>One cell of the grid.</summary>
/// <param name="Customers">Customers with these scores.</param>
/// <param name="RevenueMinor">Their net revenue to date in minor units.</param>
public readonly record struct RfmCell(int Customers, long RevenueMinor);
