using Dashboard.Analytics.Kpis;
using Dashboard.Web.Charts;
using Dashboard.Web.Components;

namespace Dashboard.Web.Features.Overview;

/// <summary>Words for the places on a time axis.</summary>
internal static class BucketLabels
{
    /// <summary>The bucket in full: its month or year when it is whole, else its days.</summary>
    public static string Full(KpiBucket bucket, Bucket length, Figures figures) =>
        length switch
        {
            Bucket.Day => figures.Day(bucket.From),
            Bucket.Month or Bucket.Quarter or Bucket.Year when IsWhole(bucket, length) => Short(bucket, length, figures),
            _ => figures.Range(bucket.From, bucket.To),
        };

    /// <summary>What fits on the axis.</summary>
    public static string Short(KpiBucket bucket, Bucket length, Figures figures) =>
        length switch
        {
            Bucket.Month => figures.Month(bucket.From),
            Bucket.Quarter => $"Q{(bucket.From.Month + 2) / 3} {bucket.From.ToString("yyyy", figures.Culture)}",
            Bucket.Year => bucket.From.ToString("yyyy", figures.Culture),
            _ => figures.DayOfYear(bucket.From),
        };

    /// <summary>The days it is compared with.</summary>
    public static string Compare(KpiBucket bucket, Bucket length, Figures figures) =>
        bucket is { CompareFrom: { } from, CompareTo: { } to } ? Full(new(from, to, false, null, null), length, figures) : Figures.None;

    /// <summary>It holds only some days of its week, month or year, at either end of the range, or time that has not passed.</summary>
    public static bool IsPart(KpiBucket bucket, Bucket length) => bucket.Unfinished || length != Bucket.Day && !IsWhole(bucket, length);

    /// <summary>One point per bucket.</summary>
    public static IReadOnlyList<ChartPoint> Points(KpiReport report, double?[] values, Figures figures, Func<double, string> write, bool compare = false) =>
        [.. report.Buckets.Select((bucket, i) => new ChartPoint(
            compare ? Compare(bucket, report.Bucket, figures) : Full(bucket, report.Bucket, figures),
            values[i],
            values[i] is { } value ? write(value) : "",
            !compare && IsPart(bucket, report.Bucket),
            Short(bucket, report.Bucket, figures))
        {
            Days = (bucket.From, bucket.To),
            OwnDays = compare && bucket is { CompareFrom: { } from, CompareTo: { } to } ? (from, to) : null,
        })];

    private static bool IsWhole(KpiBucket bucket, Bucket length)
    {
        var days = bucket.To.DayNumber - bucket.From.DayNumber + 1;
        return length switch
        {
            Bucket.Week => days == 7,
            Bucket.Month => bucket.From.Day == 1 && bucket.To == bucket.From.AddMonths(1).AddDays(-1),
            Bucket.Quarter => bucket.From is { Day: 1 } && bucket.From.Month % 3 == 1 && bucket.To == bucket.From.AddMonths(3).AddDays(-1),
            Bucket.Year => bucket.From is { Day: 1, Month: 1 } && bucket.To == bucket.From.AddYears(1).AddDays(-1),
            _ => true,
        };
    }
}
