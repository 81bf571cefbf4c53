namespace Dashboard.Core.Demo;

/// <summary>How busy each day of the sample shop is, and when it sells at a discount.</summary>
internal static class DemoCalendar
{
    private static readonly double[] Months = [0.93, 0.88, 0.96, 1.00, 1.02, 0.94, 0.80, 0.83, 1.00, 1.06, 1.20, 1.38];
    private static readonly double[] Weekdays = [1.12, 1.05, 1.00, 0.98, 1.00, 0.95, 0.90];   // Sunday first

    /// <summary>Demand of a day against an ordinary one, which is 1.</summary>
    public static double Demand(DateOnly day) => Months[day.Month - 1] * Weekdays[(int)day.DayOfWeek] * Event(day);

    /// <summary>The sale that runs on a day; null on most days.</summary>
    public static DemoSale? SaleOn(DateOnly day)
    {
        var fromBlackFriday = day.DayNumber - BlackFriday(day.Year).DayNumber;
        return day switch
        {
            _ when fromBlackFriday is >= -4 and <= 3 => new("Black week", 0.25, 0.8),
            { Month: 1, Day: >= 2 and <= 20 } => new("Winter sale", 0.20, 0.6),
            { Month: 6, Day: >= 25 } or { Month: 7, Day: <= 12 } => new("Summer sale", 0.20, 0.55),
            _ => null,
        };
    }

    private static double Event(DateOnly day)
    {
        var fromBlackFriday = day.DayNumber - BlackFriday(day.Year).DayNumber;
        var fromEaster = day.DayNumber - Easter(day.Year).DayNumber;
        return fromBlackFriday switch
        {
            0 => 3.2,
            3 => 2.3,
            1 or 2 => 1.7,
            >= -4 and < 0 => 1.4,
            _ => (day.Month, day.Day) switch
            {
                (12, >= 24 and <= 26) or (1, 1) => 0.35,
                (12, >= 5 and <= 18) => 1.25,
                (12, >= 21) => 0.75,
                (2, >= 8 and <= 13) => 1.20,
                (6, >= 25) or (7, <= 12) or (1, >= 2 and <= 20) => 1.12,
                _ when fromEaster is >= -2 and <= 1 => 0.60,
                _ => 1,
            },
        };
    }

    /// <summary>The day after the fourth Thursday of November.</summary>
    internal static DateOnly BlackFriday(int year)
    {
        var first = new DateOnly(year, 11, 1);
        return first.AddDays(((int)DayOfWeek.Thursday - (int)first.DayOfWeek + 7) % 7 + 22);
    }

    /// <summary>Western Easter Sunday (Butcher's method).</summary>
    internal static DateOnly Easter(int year)
    {
        var (a, b, c) = (year % 19, year / 100, year % 100);
        var (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
        var g = (b - f + 1) / 3;
        var h = (19 * a + b - d - g + 15) % 30;
        var (i, k) = (c / 4, c % 4);
        var l = (32 + 2 * e + 2 * i - h - k) % 7;
        var m = (a + 11 * h + 22 * l) / 451;
        return new(year, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
    }
}

/// <summary>A sale period.</summary>
/// <param name="Campaign">Name of the campaign on its orders.</param>
/// <param name="Discount">Usual share taken off.</param>
/// <param name="Share">Share of the period's orders that take part.</param>
internal sealed record DemoSale(string Campaign, double Discount, double Share);
