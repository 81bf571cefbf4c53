using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Kpis;

/// <summary>Where days, weeks, months, quarters and years begin, in snapshot days.</summary>
internal static class BucketCalendar
{
    /// <summary>First day of the bucket that holds a day.</summary>
    public static int Start(int day, Bucket bucket, DayOfWeek weekStart)
    {
        if (bucket == Bucket.Day) return day;
        var date = FactDay.ToDate(day);
        return bucket switch
        {
            Bucket.Week => day - ((int)date.DayOfWeek - (int)weekStart + 7) % 7,
            Bucket.Month => FactDay.From(new DateOnly(date.Year, date.Month, 1)),
            Bucket.Quarter => FactDay.From(new DateOnly(date.Year, (date.Month - 1) / 3 * 3 + 1, 1)),
            Bucket.Year => FactDay.From(new DateOnly(date.Year, 1, 1)),
            _ => throw new ArgumentOutOfRangeException(nameof(bucket)),
        };
    }

    /// <summary>First day of the bucket after the one that begins on a day.</summary>
    public static int Next(int start, Bucket bucket) => bucket switch
    {
        Bucket.Day => start + 1,
        Bucket.Week => start + 7,
        Bucket.Month => DayRange.MonthsBefore(start, -1),
        Bucket.Quarter => DayRange.MonthsBefore(start, -3),
        Bucket.Year => DayRange.MonthsBefore(start, -12),
        _ => throw new ArgumentOutOfRangeException(nameof(bucket)),
    };
}
