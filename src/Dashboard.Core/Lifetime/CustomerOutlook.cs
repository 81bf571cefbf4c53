using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;

namespace Dashboard.Core.Lifetime;

/// <summary>What is forecast of one customer, and why.</summary>
/// <param name="Forecast">State, P(alive), purchases and value over <see cref="HorizonDays"/>; without a model the state alone.</param>
/// <param name="Model">The model that serves; null when none was accepted and the state follows days and the own rhythm.</param>
/// <param name="IsModelAccepted">Whether that model was accepted by itself, and not only the blend.</param>
/// <param name="Blend">What expects purchases and value where that is not the model itself; null otherwise.</param>
/// <param name="LacksBlend">Whether that cannot be read, so that the model serves alone until the next fit.</param>
/// <param name="HorizonDays">H.</param>
/// <param name="NextPurchase">Median day of the next purchase, given that it comes; null when out of reach.</param>
/// <param name="Earliest">First day of its 80 % interval.</param>
/// <param name="Latest">Last day of it; null when out of reach.</param>
/// <param name="UsualGap">Typical days from one purchase to the next; null below two purchases.</param>
/// <param name="Silence">Days since the last purchase; null without one.</param>
public sealed record CustomerOutlook(
    CustomerForecast Forecast, string? Model, bool IsModelAccepted, PurchaseBlend? Blend, bool LacksBlend, int HorizonDays, DateOnly? NextPurchase, DateOnly? Earliest, DateOnly? Latest, double? UsualGap, int? Silence)
{
    /// <summary>Probability of a purchase within a year by what forecasts the purchases; null without a model or a purchase.</summary>
    public double? BuysWithinYear { get; init; }

    /// <summary>Day from which the forecast looks ahead.</summary>
    public DateOnly Day { get; init; }

    /// <summary>Day on which the next purchase is due by the own rhythm; null below two purchases.</summary>
    public DateOnly? Due { get; init; }

    /// <summary>Whole days by which it is late on <see cref="Day"/>, above 0; null when it is not.</summary>
    public int? Overdue => Due is { } due && Day > due ? Day.DayNumber - due.DayNumber : null;

    /// <summary>Null while no forecast is in service.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="index">The customer's index in it.</param>
    public static CustomerOutlook? Of(CustomerFacts facts, int index)
    {
        if (facts.Forecasts is not { } forecasts || ForecastRules.Parse(facts.Stamp.Forecast) is not { } rules) return null;
        var forecaster = new Forecaster(facts, rules);
        var (next, gaps) = (forecaster.NextPurchase(index), forecaster.Gaps(index));
        Array.Sort(gaps);
        double? gap = gaps.Length == 0 ? null : (gaps[(gaps.Length - 1) / 2] + gaps[gaps.Length / 2]) / 2.0;
        var bought = facts.Customers.Purchases[index] > 0;
        return new(
            forecasts.Of(index, facts.Stamp.MinorPerMajor), forecaster.HasModel ? rules.Model : null, rules.IsModelAccepted, forecaster.LacksBlend ? null : rules.Blend, forecaster.LacksBlend, rules.HorizonDays, Date(next.Day), Date(next.Earliest), Date(next.Latest),
            gap, bought ? Math.Max(0, rules.Day - facts.Customers.LastDay[index]) : null)
        {
            Day = FactDay.ToDate(rules.Day),
            BuysWithinYear = forecaster.BuysWithinYear(index),
            Due = gap is { } days ? FactDay.ToDate(facts.Customers.LastDay[index]).AddDays((int)Math.Ceiling(days)) : null,
        };

        static DateOnly? Date(int? day) => day is { } known ? FactDay.ToDate(known) : null;
    }
}
