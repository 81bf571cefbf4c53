namespace Dashboard.SqliteJobs.Storage;

/// <summary>Times as the file holds them: milliseconds since 1970, UTC.</summary>
internal static class Times
{
    public static DateTime ToTime(this long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;

    public static DateTime? ToTime(this long? milliseconds) => milliseconds?.ToTime();

    /// <summary>A time without a kind is taken as UTC.</summary>
    public static long ToMilliseconds(this DateTime time) =>
        new DateTimeOffset(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc)).ToUnixTimeMilliseconds();

    public static long Milliseconds(this TimeSpan span) => (long)span.TotalMilliseconds;
}
