using System.Globalization;
using Dashboard.Web.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Schedules;

/// <summary>
/// Says a cron expression in words, for the rhythms that schedules have; anything rarer is shown as it is. Our own, because the library for it cannot be had and because
/// the words belong into the resources beside the page.
/// </summary>
internal sealed class CronWords(IStringLocalizer<SchedulesText> text, Figures figures)
{
    private const int MostTimes = 6;
    private static readonly string[] DayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>Such as "At 03:00, every day" or "Every 15 minutes, on weekdays".</summary>
    public string Of(string cron)
    {
        if (cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [var minute, var hour, var day, var month, var weekday]) return Say("Cron.Other", cron);
        if (Times(minute, hour) is not { } times || Days(day, month, weekday, isOften: hour is "*" || hour.StartsWith("*/", StringComparison.Ordinal)) is not { } days) return Say("Cron.Other", cron);
        return days.Length == 0 ? times : Say("Cron.On", times, days);
    }

    private string? Times(string minute, string hour)
    {
        var hours = Numbers(hour, 23);
        if (minute == "*" || Step(minute) is not null)
        {
            if (minute != "*" && 60 % Step(minute)!.Value != 0) return null;
            var often = minute == "*" || Step(minute) == 1 ? Say("Cron.Minute") : Say("Cron.Minutes", Step(minute)!.Value);
            if (hour == "*") return often;
            return IsRun(hours) ? Say("Cron.Between", often, Clock(hours![0], 0), Clock(hours[^1], 59)) : null;
        }
        if (Numbers(minute, 59) is not [var past]) return null;
        if (hour == "*" || Step(hour) == 1) return past == 0 ? Say("Cron.Hour") : Say("Cron.HourPast", past);
        if (Step(hour) is { } step) return 24 % step != 0 ? null : past == 0 ? Say("Cron.Hours", step) : Say("Cron.HoursPast", step, past);
        if (hours is null) return null;
        if (hours.Count <= MostTimes) return Say("Cron.At", Listed(hours.Select(h => Clock(h, past))));
        return IsRun(hours) ? Say("Cron.Between", past == 0 ? Say("Cron.Hour") : Say("Cron.HourPast", past), Clock(hours[0], past), Clock(hours[^1], past)) : null;
    }

    private string? Days(string day, string month, string weekday, bool isOften)
    {
        if (month != "*") return null;
        if (day is "*" or "?" && weekday is "*" or "?") return isOften ? "" : Say("Cron.EveryDay");
        if (weekday is "*" or "?")
            return day.Equals("L", StringComparison.OrdinalIgnoreCase) ? Say("Cron.LastDay") : Numbers(day, 31) is { Count: > 0 } days ? Say("Cron.DaysOfMonth", Listed(days.Select(d => d.ToString(figures.Culture)))) : null;
        if (day is not ("*" or "?") || Numbers(Named(weekday), 7) is not { } numbers) return null;
        var week = numbers.Select(n => n % 7).Distinct().Order().ToList();
        return week switch
        {
            [1, 2, 3, 4, 5] => Say("Cron.Weekdays"),
            [0, 6] => Say("Cron.Weekends"),
            { Count: 7 } => isOften ? "" : Say("Cron.EveryDay"),
            _ => Say("Cron.DaysOfWeek", Listed(week.OrderBy(d => (d + 6) % 7).Select(d => figures.Culture.DateTimeFormat.GetDayName((DayOfWeek)d)))),
        };
    }

    private string Say(string key, params object[] words) => text[key, words].Value;

    private string Clock(int hour, int minute) => new TimeOnly(hour, minute).ToString("t", figures.Culture);

    private string Listed(IEnumerable<string> items)
    {
        var all = items.ToList();
        return all.Count == 1 ? all[0] : Say("Cron.And", string.Join(Say("Cron.Comma"), all.Take(all.Count - 1)), all[^1]);
    }

    private static bool IsRun(List<int>? hours) => hours is { Count: > 1 } && hours[^1] - hours[0] == hours.Count - 1;

    private static string Named(string weekday)
    {
        for (var i = 0; i < DayNames.Length; i++) weekday = weekday.Replace(DayNames[i], i.ToString(CultureInfo.InvariantCulture), StringComparison.OrdinalIgnoreCase);
        return weekday;
    }

    private static int? Step(string field) =>
        field.StartsWith("*/", StringComparison.Ordinal) && int.TryParse(field[2..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step > 0 ? step : null;

    /// <summary>The values of a field of numbers and ranges, in order; null for any other.</summary>
    private static List<int>? Numbers(string field, int most)
    {
        var values = new SortedSet<int>();
        foreach (var part in field.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from) || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var to)
                || from > to || to > most) return null;
            for (var value = from; value <= to; value++) values.Add(value);
        }
        return [.. values];
    }
}
