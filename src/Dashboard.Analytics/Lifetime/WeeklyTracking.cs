using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Lifetime;

/// <summary>Repeat purchases of one week against what a model expected of everybody acquired by then.</summary>
/// <param name="Week">1 for the first week.</param>
/// <param name="End">Day after the week's last day.</param>
/// <param name="Actual">Repeat purchases in the week.</param>
/// <param name="Expected">Expected ones.</param>
/// <param name="CumulativeActual">Up to and including the week.</param>
/// <param name="CumulativeExpected">Likewise.</param>
public readonly record struct TrackedWeek(int Week, int End, int Actual, double Expected, int CumulativeActual, double CumulativeExpected);

/// <summary>The curves by which a purchase model is judged in aggregate (Fader, Hardie, Lee 2005a, figures 3 and 4).</summary>
public static class WeeklyTracking
{
    /// <summary>Weeks from the first purchase of these customers on, the last one possibly unfinished; none when there are no customers.</summary>
    /// <param name="shop">The customers; later ones are not followed.</param>
    /// <param name="lastDay">Last day looked at; may lie after the shop's own day, as for a hold-out.</param>
    /// <param name="expected">Expected repeat purchases of a new customer within so many weeks, as <see cref="IPurchaseModel.ExpectedPurchases(double)"/> of a model fitted in weeks.</param>
    public static IReadOnlyList<TrackedWeek> Of(ShopPurchases shop, int lastDay, Func<double, double> expected)
    {
        ArgumentNullException.ThrowIfNull(shop);
        ArgumentNullException.ThrowIfNull(expected);
        if (shop.Count == 0) return [];
        var (firstDays, start) = (shop.Facts.Customers.FirstDay, shop.Customer.Min(c => (int)shop.Facts.Customers.FirstDay[c]));
        if (lastDay < start) return [];
        var repeats = new int[(lastDay - start) / 7 + 1];
        var acquired = new int[shop.Day - start + 1];
        foreach (var customer in shop.Customer)
        {
            acquired[firstDays[customer] - start]++;
            Count(shop.Facts, customer, start, lastDay, repeats);
        }
        var weeks = new TrackedWeek[repeats.Length];
        var byAge = new double[7 * weeks.Length];
        for (var age = 0; age < byAge.Length; age++) byAge[age] = expected(age / ShopPurchases.DaysPerWeek);
        var (actual, before) = (0, 0.0);
        for (var w = 0; w < weeks.Length; w++)
        {
            var (end, sum) = ((w + 1) * 7, 0.0);
            // A customer is as old as the days between the first purchase and the week's last day, as in T.
            for (var day = 0; day < Math.Min(acquired.Length, end); day++)
                if (acquired[day] > 0) sum += acquired[day] * byAge[end - 1 - day];
            actual += repeats[w];
            weeks[w] = new(w + 1, start + end, repeats[w], sum - before, actual, sum);
            before = sum;
        }
        return weeks;
    }

    private static void Count(CustomerFacts facts, int customer, int start, int lastDay, int[] repeats)
    {
        var (days, previous) = (facts.Orders.Day, (int)facts.Customers.FirstDay[customer]);
        for (var o = facts.Customers.OrderStart[customer]; o < facts.Customers.OrderStart[customer + 1] && days[o] <= lastDay; o++)
        {
            if (days[o] == previous) continue;
            previous = days[o];
            repeats[(previous - start) / 7]++;
        }
    }
}
