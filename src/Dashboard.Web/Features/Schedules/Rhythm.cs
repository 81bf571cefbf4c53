using System.Globalization;

namespace Dashboard.Web.Features.Schedules;

/// <summary>How often, as most people want it.</summary>
public enum Frequency
{
    QuarterHour,
    Hour,
    Day,
    Weekdays,

    /// <summary>By a cron expression of one's own.</summary>
    Custom,
}

/// <summary>A rhythm as the form asks for it, and the cron expression it stands for.</summary>
/// <param name="Time">Time of day, for <see cref="Frequency.Day"/> and <see cref="Frequency.Weekdays"/>.</param>
/// <param name="Expression">The expression, for <see cref="Frequency.Custom"/>.</param>
public sealed record Rhythm(Frequency Frequency, TimeOnly Time, string Expression)
{
    public static Rhythm Default { get; } = new(Frequency.Day, new(3, 0), "");

    public bool HasTime => Frequency is Frequency.Day or Frequency.Weekdays;

    public string Cron => Frequency switch
    {
        Frequency.QuarterHour => "*/15 * * * *",
        Frequency.Hour => "0 * * * *",
        Frequency.Day => string.Create(CultureInfo.InvariantCulture, $"{Time.Minute} {Time.Hour} * * *"),
        Frequency.Weekdays => string.Create(CultureInfo.InvariantCulture, $"{Time.Minute} {Time.Hour} * * 1-5"),
        _ => Expression,
    };

    /// <summary>The rhythm that an expression stands for.</summary>
    public static Rhythm Of(string cron)
    {
        ArgumentNullException.ThrowIfNull(cron);
        if (cron == "*/15 * * * *") return Default with { Frequency = Frequency.QuarterHour, Expression = cron };
        if (cron == "0 * * * *") return Default with { Frequency = Frequency.Hour, Expression = cron };
        if (cron.Split(' ') is [var minute, var hour, "*", "*", "*" or "1-5"] && int.TryParse(minute, NumberStyles.None, CultureInfo.InvariantCulture, out var m) && m < 60
            && int.TryParse(hour, NumberStyles.None, CultureInfo.InvariantCulture, out var h) && h < 24)
            return new(cron.EndsWith("1-5", StringComparison.Ordinal) ? Frequency.Weekdays : Frequency.Day, new(h, m), cron);
        return Default with { Frequency = Frequency.Custom, Expression = cron };
    }
}
