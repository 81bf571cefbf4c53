using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Seasons;

namespace Dashboard.Analytics.Forecasts;

/// <summary>
/// What a forecast expects of its customers within the next days, so that it can be held against what comes. The interval holds 95 %: of chance, and of a forecast that
/// is as far off as it was in its hold-outs, so that only what is worse than known is called drift.
/// </summary>
/// <param name="Expected">Purchases within <see cref="Days"/>.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of it.</param>
public readonly record struct ForecastWatch(double Expected, double Low, double High)
{
    /// <summary>Days after a fit in which it is watched.</summary>
    public const int Days = 28;

    private const double Level95 = 1.959963984540054;   // Φ⁻¹(0.975)
    private const int MostRead = 10_000;

    /// <summary>Expects for everybody who has bought by the day of the fit.</summary>
    /// <param name="facts">The snapshot that was fitted.</param>
    /// <param name="rules">What is to serve, with the horizon that it was made for.</param>
    /// <param name="bias">How far its totals were off in the hold-outs, as a fraction.</param>
    /// <returns>Null where no model serves or nobody has bought.</returns>
    public static ForecastWatch? Of(CustomerFacts facts, ForecastRules rules, double bias)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.CreateModel() is not { } model || facts.AnonymousStart == 0) return null;
        var buyers = Enumerable.Range(0, facts.CustomerCount).Where(i => facts.Customers.Purchases[i] > 0 && facts.Customers.FirstDay[i] <= rules.Day).ToList();
        if (buyers.Count == 0) return null;
        var every = (buyers.Count - 1) / MostRead + 1;
        var (forecaster, logs) = (new Forecaster(facts, rules), ShopPurchases.LogOfWeeks(facts));
        var (near, far) = (Days / ShopPurchases.DaysPerWeek, rules.HorizonDays / ShopPurchases.DaysPerWeek);
        var season = rules.Blend is { Months: { } months } blend ? Season.Create(months, blend.Activity) : null;
        var soon = season is null || season.Factor(rules.Day, rules.Day + rules.HorizonDays) is not (> 0 and var whole) ? 1 : season.Factor(rules.Day, rules.Day + Days) / whole;
        var (sum, variance, read) = (0.0, 0.0, 0);
        for (var b = 0; b < buyers.Count; b += every, read++)
        {
            var history = CustomerPurchases.Read(facts, buyers[b], Math.Max(rules.Day, facts.Customers.LastDay[buyers[b]]), logs).History;
            if (model.ExpectedPurchases(history, 0, far) is not (> 0 and var over)) continue;
            var expected = model.ExpectedPurchases(history, 0, near);
            // What serves besides the model keeps its proportion over the horizon.
            var times = soon * forecaster.Of(buyers[b]).Purchases / over;
            sum += times * expected;
            variance += times * expected + times * times * Math.Max(0, model.PurchaseVariance(history, near) - expected);
        }
        var of = (double)buyers.Count / read;
        var (total, spread) = (of * sum, Level95 * Math.Sqrt(of * variance + of * of * bias * bias * sum * sum));
        return new(total, Math.Max(0, total - spread), total + spread);
    }

    /// <summary>Purchases that came within <see cref="Days"/> after a day, of customers who had bought by then.</summary>
    /// <param name="facts">A later snapshot.</param>
    /// <param name="day">Day of the fit.</param>
    /// <returns>Null while the days are not over.</returns>
    public static int? Came(CustomerFacts facts, int day)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.OrderCount == 0 || facts.Span.Last < day + Days) return null;
        var (c, days, came) = (facts.Customers, facts.Orders.Day, 0);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (c.Purchases[i] == 0 || c.FirstDay[i] > day || c.LastDay[i] <= day) continue;
            var previous = -1;
            for (var o = c.OrderStart[i + 1] - 1; days[o] > day; o--)
            {
                if (days[o] == previous || days[o] > day + Days) continue;
                previous = days[o];
                came++;
            }
        }
        return came;
    }
}
