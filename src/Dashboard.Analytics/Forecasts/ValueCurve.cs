using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Seasons;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Forecasts;

/// <summary>
/// What customers are expected to bring up to any day from now, so that customer equity is known at another horizon or discount rate at once. At the horizon and rate
/// of the settings it is the sum of the forecasts in service; how it grows up to other days the purchase model says of each customer, and the season where one serves,
/// while what a stack or a learner corrects keeps its proportion.
/// </summary>
public sealed class ValueCurve
{
    /// <summary>Days that it reaches.</summary>
    public const int MostDays = 1_095;

    /// <summary>Customers from whom the shape is taken; of more, so many drawn evenly in proportion to their value.</summary>
    private const int MostRead = 4_000;

    private const int Step = 45;
    private const double DaysPerYear = 365;
    private static readonly int[] Days = [.. Enumerable.Range(0, MostDays / Step + 1).Select(s => s * Step), MostDays];

    private readonly double[] _value;   // up to each of the days, undiscounted

    private ValueCurve(double[] value, ForecastRules rules, double now) => (_value, HorizonDays, DiscountRate, Now) = (value, rules.HorizonDays, rules.DiscountRate, now);

    /// <summary>Customers who have bought.</summary>
    public int Customers { get; private init; }

    /// <summary>Their net revenue to date, in major units without margin.</summary>
    public double Historic { get; private init; }

    /// <summary>The horizon in service.</summary>
    public int HorizonDays { get; }

    /// <summary>The discount rate in service, per year.</summary>
    public double DiscountRate { get; }

    /// <summary>Customer equity in service: at these, in major units without margin.</summary>
    public double Now { get; }

    /// <summary>Adds the customers up.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="members">Only these customers; null for all.</param>
    /// <returns>Null where no model serves or nothing is expected of anybody.</returns>
    public static ValueCurve? Of(CustomerFacts facts, CustomerSet? members)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Forecasts is not { } forecasts || ForecastRules.Parse(facts.Stamp.Forecast) is not { } rules || rules.CreateModel() is not { } model) return null;
        var (worth, total, customers, historic) = (0, 0L, 0, 0L);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (facts.Customers.Purchases[i] == 0 || members is not null && !members[i]) continue;
            (customers, historic) = (customers + 1, historic + facts.Customers.Revenue[i]);
            if (forecasts.Value[i] <= 0) continue;
            (worth, total) = (worth + 1, total + forecasts.Value[i]);
        }
        if (total == 0) return null;
        var read = Drawn(facts, members, forecasts.Value, worth, total);
        var (logs, growth) = (ShopPurchases.LogOfWeeks(facts), Growth(rules));
        var now = total / (double)facts.Stamp.MinorPerMajor;
        var (curve, weight) = (new double[Days.Length], read.Sum(r => r.Weight));
        Parallel.ForEach(read.Chunk(256), () => new double[Days.Length], (part, _, sums) =>
        {
            foreach (var (customer, value) in part) Add(model, CustomerPurchases.Read(facts, customer, Math.Max(rules.Day, facts.Customers.LastDay[customer]), logs).History, growth, value / weight * now, rules, sums);
            return sums;
        }, sums =>
        {
            lock (curve)
            {
                for (var d = 0; d < Days.Length; d++) curve[d] += sums[d];
            }
        });
        var scale = Discounted(curve, rules.HorizonDays, rules.DiscountRate) is > 0 and var at ? now / at : 0;
        return scale == 0 ? null : new(Array.ConvertAll(curve, c => c * scale), rules, now) { Customers = customers, Historic = historic / (double)facts.Stamp.MinorPerMajor };
    }

    /// <summary>Customer equity at another horizon and discount rate, in major units without margin.</summary>
    /// <param name="days">1 … <see cref="MostDays"/>.</param>
    /// <param name="discountRate">Per year, 0 or more.</param>
    public double Value(int days, double discountRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, MostDays);
        ArgumentOutOfRangeException.ThrowIfNegative(discountRate);
        return Discounted(_value, days, discountRate);
    }

    // The value of one customer at the horizon in service is what is forecast, the rest its proportion.
    private static void Add(IPurchaseModel model, in PurchaseHistory history, double[] growth, double value, ForecastRules rules, double[] sums)
    {
        Span<double> own = stackalloc double[Days.Length];
        var before = 0.0;
        for (var d = 1; d < own.Length; d++)
        {
            var expected = model.ExpectedPurchases(history, 0, Days[d] / ShopPurchases.DaysPerWeek);
            own[d] = own[d - 1] + growth[d] * Math.Max(0, expected - before);
            before = expected;
        }
        var now = Discounted(own, rules.HorizonDays, rules.DiscountRate);
        if (now <= 0) return;
        for (var d = 1; d < own.Length; d++) sums[d] += value / now * own[d];
    }

    // Purchases come evenly between two of the days: ∫ e^(-δu) du times their rate.
    private static double Discounted(ReadOnlySpan<double> curve, int horizon, double discountRate)
    {
        var (rate, sum) = (Math.Log(1 + discountRate) / DaysPerYear, 0.0);
        for (var d = 1; d < Days.Length && Days[d - 1] < horizon; d++)
        {
            var (from, to) = (Days[d - 1], Math.Min(Days[d], horizon));
            var slope = (curve[d] - curve[d - 1]) / (Days[d] - from);
            sum += slope * (rate > 0 ? (Math.Exp(-rate * from) - Math.Exp(-rate * to)) / rate : to - from);
        }
        return sum;
    }

    // The season's factor between the days; only their proportions matter.
    private static double[] Growth(ForecastRules rules)
    {
        var season = rules.Blend is { Months: { } months } blend ? Season.Create(months, blend.Activity) : null;
        return [.. Days.Select((day, d) => d == 0 || season is null ? 1 : season.Factor(rules.Day + Days[d - 1], rules.Day + day))];
    }

    private static List<(int Customer, double Weight)> Drawn(CustomerFacts facts, CustomerSet? members, long[] values, int worth, long total)
    {
        var (drawn, step, sum, taken) = (new List<(int, double)>(Math.Min(worth, MostRead)), (double)total / MostRead, 0.0, 0);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] <= 0 || facts.Customers.Purchases[i] == 0 || members is not null && !members[i]) continue;
            if (worth <= MostRead)
            {
                drawn.Add((i, values[i]));
                continue;
            }
            sum += values[i];
            var before = taken;
            while ((taken + 0.5) * step < sum) taken++;
            if (taken > before) drawn.Add((i, taken - before));
        }
        return drawn;
    }
}
