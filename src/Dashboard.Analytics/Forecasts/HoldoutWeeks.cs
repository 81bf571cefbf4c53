using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;

namespace Dashboard.Analytics.Forecasts;

/// <summary>Purchases of one week of a hold-out against what was expected of the same customers.</summary>
/// <param name="From">First day of the week.</param>
/// <param name="To">Last day of it; the last week of a hold-out may be shorter.</param>
/// <param name="Actual">Purchases that came.</param>
/// <param name="Expected">Purchases expected at the end of the day before the hold-out.</param>
public sealed record HoldoutWeek(DateOnly From, DateOnly To, int Actual, double Expected);

/// <summary>How a forecast fared week by week in the latest hold-out (after Fader, Hardie, Lee 2005a, figures 3 and 4, of which this is the part that was held out).</summary>
internal static class HoldoutWeeks
{
    /// <param name="holdout">The hold-out.</param>
    /// <param name="shown">What is followed: what serves, or the best rule of thumb.</param>
    /// <param name="recipe">How it is combined, whose first model says how the purchases fall on the weeks; null for what is not combined.</param>
    public static IReadOnlyList<HoldoutWeek> Of(Holdout holdout, Candidate shown, BlendRecipe? recipe)
    {
        var (known, day) = (holdout.Known, holdout.Known.Shop.Day);
        var ends = Enumerable.Range(1, (known.HorizonDays + 6) / 7).Select(w => Math.Min(7 * w, known.HorizonDays)).ToArray();
        var actual = Actual(known.Shop, ends);
        var expected = Expected(holdout, shown, recipe, ends);
        return expected is null ? [] : [.. ends.Select((end, w) => new HoldoutWeek(FactDay.ToDate(day + (w == 0 ? 0 : ends[w - 1]) + 1), FactDay.ToDate(day + end), actual[w], expected[w]))];
    }

    private static int[] Actual(ShopPurchases shop, int[] ends)
    {
        var (came, starts, days) = (new int[ends.Length], shop.Facts.Customers.OrderStart, shop.Facts.Orders.Day);
        foreach (var customer in shop.Customer)
        {
            var previous = -1;
            for (var o = starts[customer + 1] - 1; o >= starts[customer] && days[o] > shop.Day; o--)
            {
                if (days[o] == previous || days[o] - shop.Day > ends[^1]) continue;
                previous = days[o];
                came[(days[o] - shop.Day - 1) / 7]++;
            }
        }
        return came;
    }

    private static double[]? Expected(Holdout holdout, Candidate shown, BlendRecipe? recipe, int[] ends)
    {
        var (known, histories) = (holdout.Known, holdout.Known.Shop.Histories);
        if (shown.Kind == CandidateKind.Baseline)
        {
            var rule = Baselines.All.First(b => b.Name == shown.Name).Forecast;
            return Increments(ends, end => rule(histories, end / ShopPurchases.DaysPerWeek).Sum());
        }
        if (known[recipe?.Models[0] ?? shown.Name] is not { } shape || holdout[shown.Name] is not { } forecast) return null;
        var each = new double[known.Shop.Count];
        var weeks = Increments(ends, end =>
        {
            shape.ExpectedPurchases(histories, 0, end / ShopPurchases.DaysPerWeek, each);
            return each.Sum();
        });
        if (recipe is { HasCalendar: true } && known.Season(shape) is { } season)
            for (var w = 0; w < weeks.Length; w++) weeks[w] *= season.Factor(known.Shop.Day + (w == 0 ? 0 : ends[w - 1]), known.Shop.Day + ends[w]);
        // A combination corrects customers, not weeks: they keep their proportions.
        var (total, shaped) = (forecast.Sum(), weeks.Sum());
        return shaped > 0 ? Array.ConvertAll(weeks, w => w * total / shaped) : weeks;
    }

    private static double[] Increments(int[] ends, Func<int, double> until)
    {
        var (weeks, before) = (new double[ends.Length], 0.0);
        for (var w = 0; w < ends.Length; w++)
        {
            var sum = until(ends[w]);
            (weeks[w], before) = (sum - before, sum);
        }
        return weeks;
    }
}
