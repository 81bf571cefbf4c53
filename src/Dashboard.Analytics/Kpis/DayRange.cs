using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Kpis;

/// <summary>Snapshot days <paramref name="From"/> to <paramref name="To"/>, both included; empty when it begins after it ends. Days may lie outside the snapshot.</summary>
internal readonly record struct DayRange(int From, int To)
{
    // Far beyond any snapshot day, and safe to move by years.
    private static readonly DateOnly Earliest = new(1800, 1, 1);
    private static readonly DateOnly Latest = new(2300, 1, 1);

    public int Length => Math.Max(0, To - From + 1);

    public bool IsEmpty => To < From;

    public static int Day(DateOnly date) => FactDay.From(date < Earliest ? Earliest : date > Latest ? Latest : date);

    public bool Touches(int first, int last) => !IsEmpty && From <= last && To >= first;

    public bool Holds(int day) => day >= From && day <= To;

    public DayRange UpTo(int last) => this with { To = Math.Min(To, last) };

    public DayRange MovedBy(int days) => new(From + days, To + days);

    /// <summary>How many whole calendar months it consists of; 0 when it does not.</summary>
    public int WholeMonths
    {
        get
        {
            if (IsEmpty) return 0;
            var (from, after) = (FactDay.ToDate(From), FactDay.ToDate(To + 1));
            return from.Day == 1 && after.Day == 1 ? (after.Year - from.Year) * 12 + after.Month - from.Month : 0;
        }
    }

    /// <summary>The equally long span right before; whole months are preceded by as many whole months.</summary>
    public DayRange Before() => WholeMonths is > 0 and var months ? new(MonthsBefore(From, months), From - 1) : new(From - Length, From - 1);

    /// <summary>The same dates a year earlier; a month's last day stays a month's last day where the range consists of whole months.</summary>
    public DayRange YearBefore() => new(MonthsBefore(From, 12), WholeMonths > 0 ? MonthsBefore(To + 1, 12) - 1 : MonthsBefore(To, 12));

    /// <summary>The same day of the month, or the month's last day, so many months earlier.</summary>
    public static int MonthsBefore(int day, int months) => FactDay.From(FactDay.ToDate(day).AddMonths(-months));
}
