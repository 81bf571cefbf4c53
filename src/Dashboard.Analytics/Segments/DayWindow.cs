using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Segments;

/// <summary>A stretch of days: the last so many up to the last business day with an order, or from one date to another, either of which may be open.</summary>
/// <param name="Last">Number of days, at least 1; null for dates.</param>
/// <param name="From">First date, included.</param>
/// <param name="To">Last date, included.</param>
public sealed record DayWindow(int? Last = null, DateOnly? From = null, DateOnly? To = null)
{
    /// <summary>Most days that a window looks back.</summary>
    public const int MostDays = 36_500;

    internal IEnumerable<RuleFault> Faults()
    {
        if (Last is { } days)
        {
            if (days is < 1 or > MostDays) yield return new(RuleReason.OutOfRange);
            if (From is not null || To is not null) yield return new(RuleReason.BoundsCrossed);
        }
        else if (From is null && To is null) yield return new(RuleReason.NoDay);
        else if (From > To) yield return new(RuleReason.BoundsCrossed);
    }

    /// <summary>First and last date, both included; null where it is open.</summary>
    /// <param name="today">The last business day with an order.</param>
    public (DateOnly? From, DateOnly? To) Dates(DateOnly today) => Last is { } days ? (today.AddDays(1 - Math.Min(days, today.DayNumber)), today) : (From, To);

    /// <summary>First and last snapshot day, both included.</summary>
    internal (int From, int To) Days(int today) =>
        Last is { } days ? (today - days + 1, today) : (From is { } from ? FactDay.From(from) : int.MinValue, To is { } to ? FactDay.From(to) : int.MaxValue);
}
