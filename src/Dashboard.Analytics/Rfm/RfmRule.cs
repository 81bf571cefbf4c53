using System.Globalization;

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
    private const long Greatest = 1_000_000_000;

    /// <summary>Reads what <see cref="ToText"/> gave; null for an empty text.</summary>
    public static RfmLimits? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0) return null;
        var parts = text.Split(';');
        return new(Ints(Four(parts[0])), Ints(Four(parts[1])), Four(parts[2], long.MaxValue));
    }

    /// <summary>The limits a shop has set; null where it has set none. A text that is not four ascending numbers sets none.</summary>
    /// <param name="days">Four numbers of days, as 30, 90, 180, 365.</param>
    /// <param name="purchases">Four numbers of purchases.</param>
    /// <param name="money">Four amounts in major units.</param>
    /// <param name="minorPerMajor">Minor units in a major one.</param>
    public static RfmLimits? From(string? days, string? purchases, string? money, long minorPerMajor)
    {
        var limits = new RfmLimits(Ints(Four(days)), Ints(Four(purchases)), Four(money)?.Select(m => m * minorPerMajor).ToArray());
        return limits is { RecencyDays: null, Purchases: null, Money: null } ? null : limits;
    }

    /// <summary>Four ascending numbers from 1 to a thousand million, separated by commas; null for anything else.</summary>
    public static long[]? Four(string? text) => Four(text, Greatest);

    private static long[]? Four(string? text, long greatest)
    {
        var numbers = (text ?? "").Split(',').Select(part => long.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToArray();
        return numbers.Length == 4 && numbers[0] >= 1 && numbers[3] <= greatest && Ascends(numbers) ? numbers : null;
    }

    /// <summary>Equal only for limits that give equal scores.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', RecencyDays ?? [])};{string.Join(',', Purchases ?? [])};{string.Join(',', Money ?? [])}");

    internal void Check()
    {
        if (!Ascends(RecencyDays) || !Ascends(Purchases) || !Ascends(Money))
            throw new ArgumentException("Limits of scores are four ascending numbers.");
    }

    private static int[]? Ints(long[]? numbers) => numbers?.Select(n => (int)n).ToArray();

    private static bool Ascends<T>(T[]? limits) where T : IComparable<T> =>
        limits is null || limits.Length == 4 && Enumerable.Range(0, 3).All(i => limits[i].CompareTo(limits[i + 1]) <= 0);
}

/// <summary>One cell of the grid.</summary>
/// <param name="Customers">Customers with these scores.</param>
/// <param name="RevenueMinor">Their net revenue to date in minor units.</param>
public readonly record struct RfmCell(int Customers, long RevenueMinor);
