using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;

namespace Dashboard.Analytics.Forecasts;

/// <summary>What a rule of thumb expects of all customers together: all there is to go by where no forecast serves.</summary>
/// <param name="Name">Its name in <see cref="Baselines"/>.</param>
/// <param name="Purchases">Expected within the horizon, 0 or more.</param>
/// <param name="Revenue">Their net revenue in major units at the mean amount of a repeat purchase, less what is usually refunded; before margin and not discounted. Null in a shop without amounts.</param>
public sealed record NaiveFigure(string Name, double Purchases, double? Revenue)
{
    /// <summary>One of each rule of thumb, in the order of <see cref="Baselines.All"/>. Reads every customer.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="rules">Of the last fit: day known, horizon and mean amount.</param>
    public static IReadOnlyList<NaiveFigure> Of(CustomerFacts facts, ForecastRules rules)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(rules);
        var histories = ShopPurchases.At(facts, rules.Day).Histories;
        return [.. Baselines.All.Select(rule =>
        {
            var purchases = rule.Forecast(histories, rules.HorizonDays / ShopPurchases.DaysPerWeek).Sum();
            return new NaiveFigure(rule.Name, purchases, facts.HasMoney ? purchases * rules.MeanSpend * rules.Kept : null);
        })];
    }
}
