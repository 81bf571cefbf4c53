using Cronos;

namespace Dashboard.Core.Schedules;

/// <summary>
/// Cron expressions of five fields, understood as the scheduler understands them. Across a daylight-saving change a time that is skipped comes right after the
/// gap and a time that happens twice comes once; what repeats within the hour keeps its distance.
/// </summary>
public static class CronTime
{
    /// <summary>True when the expression can be read and ever comes.</summary>
    public static bool IsUsable(string cron, DateTime now) => Next(cron, TimeZoneInfo.Utc, now) is not null;

    /// <summary>The next instant after <paramref name="after"/> (UTC); null for an expression that cannot be read or never comes, such as 30 February.</summary>
    public static DateTime? Next(string cron, TimeZoneInfo zone, DateTime after) =>
        CronExpression.TryParse(cron, out var expression) ? expression.GetNextOccurrence(DateTime.SpecifyKind(after, DateTimeKind.Utc), zone) : null;
}
