using System.Globalization;
using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Cohorts;

/// <summary>The periods from the first to the last day of a snapshot, numbered from 0.</summary>
internal sealed class CohortPeriods
{
    /// <summary>Ten years of weeks; a stray order of another century must not cost gigabytes. Older customers are in no cohort then.</summary>
    public const int Most = 522;

    private readonly List<int> _starts = [];
    private readonly CohortBucket _bucket;

    /// <summary>Periods that touch first … last (snapshot days), at most the newest <see cref="Most"/>.</summary>
    public CohortPeriods(int first, int last, CohortBucket bucket, DayOfWeek weekStart)
    {
        _bucket = bucket;
        for (var start = StartOf(last, bucket, weekStart); _starts.Count < Most; start = StartOf(start - 1, bucket, weekStart))
        {
            _starts.Add(start);
            if (start <= first) break;
        }
        _starts.Reverse();
        Of = new ushort[ushort.MaxValue + 1];
        for (var period = 0; period < _starts.Count; period++)
        {
            var end = period + 1 < _starts.Count ? _starts[period + 1] : Of.Length;
            Of.AsSpan(Math.Max(0, _starts[period])..Math.Min(end, Of.Length)).Fill((ushort)period);
        }
        FirstDay = Math.Max(0, _starts[0]);
        Elapsed = LastDay <= last ? _starts.Count : _starts.Count - 1;
    }

    /// <summary>Number of the period of each day.</summary>
    public ushort[] Of { get; }

    public int Count => _starts.Count;

    /// <summary>First day of the first period.</summary>
    public int FirstDay { get; }

    /// <summary>Periods that are over: all but possibly the last.</summary>
    public int Elapsed { get; }

    /// <summary>Periods of the cohorts that are asked for, the end not included; both equal for none.</summary>
    public (int From, int To) Cohorts(CohortQuery query)
    {
        var (from, to) = (query.AcquiredFrom is { } first ? At(FactDay.From(first)) : 0, query.AcquiredTo is { } last ? At(FactDay.From(last)) + 1 : Count);
        return (from = Math.Max(0, from), Math.Clamp(to, from, Math.Max(from, Count)));

        int At(int day) => day < FirstDay ? -1 : day > LastDay ? Count : Of[day];
    }

    /// <summary>First day of a period, and the last; of the newest the last day of its calendar.</summary>
    public (int From, int To) Days(int period) => (_starts[period], period + 1 < Count ? _starts[period + 1] - 1 : LastDay);

    public DateOnly Start(int period) => FactDay.ToDate(_starts[period]);

    public string Name(int period)
    {
        var start = Start(period);
        return _bucket switch
        {
            CohortBucket.Week => start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            CohortBucket.Quarter => string.Create(CultureInfo.InvariantCulture, $"{start.Year:0000}-Q{(start.Month + 2) / 3}"),
            _ => start.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        };
    }

    private int LastDay => End(_starts[^1], _bucket);

    /// <summary>Last day of the period that begins on a day.</summary>
    public static int End(int start, CohortBucket bucket) =>
        bucket == CohortBucket.Week ? start + 6 : FactDay.From(FactDay.ToDate(start).AddMonths(bucket == CohortBucket.Quarter ? 3 : 1)) - 1;

    private static int StartOf(int day, CohortBucket bucket, DayOfWeek weekStart)
    {
        var date = FactDay.ToDate(day);
        return bucket switch
        {
            CohortBucket.Week => day - ((int)date.DayOfWeek - (int)weekStart + 7) % 7,
            CohortBucket.Quarter => FactDay.From(new DateOnly(date.Year, (date.Month - 1) / 3 * 3 + 1, 1)),
            _ => FactDay.From(new DateOnly(date.Year, date.Month, 1)),
        };
    }
}
