using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime.Holdout;

namespace Dashboard.Analytics.Lifetime.Seasons;

/// <summary>
/// What all customers have in common and a purchase model does not know: the calendar, and activity that rises or falls over the years. Multiplies any model's
/// expected purchases, so that a forecast made in November knows Christmas and one after a long history does not go on as in its first year.
/// </summary>
public sealed class Season
{
    private const int MostCustomers = 100_000;

    private readonly double[] _months;

    private Season(double[] months, double activity, bool knowsCalendar) => (_months, Activity, KnowsCalendar) = (months, activity, knowsCalendar);

    /// <summary>Neither season nor trend.</summary>
    public static Season None { get; } = new([.. Enumerable.Repeat(1.0, MonthFactors.Months)], 1, false);

    /// <summary>Factors of January … December, mean 1.</summary>
    public IReadOnlyList<double> Months => _months;

    /// <summary>Purchases that came per purchase that the model expected, lately and apart from the calendar; 1 when nothing tells.</summary>
    public double Activity { get; }

    /// <summary>Whether the history was at least a year long; otherwise all months are 1.</summary>
    public bool KnowsCalendar { get; }

    /// <summary>Learns from what was known at the end of a day.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="day">Last day that may be looked at.</param>
    /// <param name="horizon">Days to be forecast; activity is measured over rehearsals of that length, or of half of the history.</param>
    /// <param name="model">A model fitted in weeks at that day.</param>
    /// <returns>Of shops of more than 100,000 customers, what every so many-th of them tells.</returns>
    public static Season Learn(CustomerFacts facts, int day, int horizon, IPurchaseModel model)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(model);
        var every = facts.CustomerCount / MostCustomers + 1;
        var shop = ShopPurchases.At(facts, day, every);
        // An unfinished last week would look like a slump.
        var weeks = WeeklyTracking.Of(shop, day, model.ExpectedPurchases).Where(w => w.End <= day + 1).ToList();
        var months = MonthFactors.Of(weeks);
        var calendar = new Season(months ?? [.. None._months], 1, months is not null);
        var origins = RollingOrigins.Of(facts.Span.First, day, horizon);
        var (came, expected) = (0.0, 0.0);
        foreach (var origin in origins.Take((origins.Count + 1) / 2))
        {
            var at = ShopPurchases.At(facts, origin.Day, every);
            var forecast = new double[at.Count];
            model.ExpectedPurchases(at.Histories, 0, origin.Horizon / ShopPurchases.DaysPerWeek, forecast);
            expected += forecast.Sum() * calendar.Factor(origin.Day, origin.Until);
            came += at.Until(origin.Until).Purchases.Sum(p => (double)p);
        }
        return new(calendar._months, came > 0 && expected > 0 ? came / expected : 1, calendar.KnowsCalendar);
    }

    /// <summary>A season as it was learned.</summary>
    /// <param name="months">Factors of January … December.</param>
    /// <param name="activity">Purchases per purchase expected.</param>
    /// <returns>Null unless there are twelve months and all factors are finite and 0 or more.</returns>
    public static Season? Create(IReadOnlyList<double> months, double activity)
    {
        ArgumentNullException.ThrowIfNull(months);
        return months.Count == MonthFactors.Months && months.Append(activity).All(f => double.IsFinite(f) && f >= 0) ? new([.. months], activity, months.Any(f => f != 1)) : null;
    }

    /// <summary>The same months without the trend of activity.</summary>
    public Season CalendarOnly() => new(_months, 1, KnowsCalendar);

    /// <summary>By what to multiply expected purchases after <paramref name="day"/> up to and including <paramref name="until"/>: activity times the mean of the days' months.</summary>
    /// <exception cref="ArgumentException">No day lies between.</exception>
    public double Factor(int day, int until)
    {
        if (until <= day) throw new ArgumentException("A forecast covers at least one day.");
        var sum = 0.0;
        for (var d = day + 1; d <= until;)
        {
            var date = FactDay.ToDate(d);
            var days = Math.Min(until - d, DateTime.DaysInMonth(date.Year, date.Month) - date.Day) + 1;
            sum += days * _months[date.Month - 1];
            d += days;
        }
        return Activity * sum / (until - day);
    }
}
