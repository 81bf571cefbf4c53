namespace Dashboard.Analytics.Facts;

/// <summary>Days as the snapshot counts them: whole days from 1970-01-01 (day 0) to 2149-06-05 (day 65,534).</summary>
public static class FactDay
{
    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>Last day that fits.</summary>
    public const int Max = ushort.MaxValue - 1;

    public static DateOnly ToDate(int day) => DateOnly.FromDayNumber(day + Epoch);

    /// <summary>Day number of a date; may lie outside 0 … <see cref="Max"/>, which callers compare against.</summary>
    public static int From(DateOnly date) => date.DayNumber - Epoch;
}
