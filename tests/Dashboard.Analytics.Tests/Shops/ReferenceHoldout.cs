using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;

namespace Dashboard.Analytics.Tests.Shops;

/// <summary>A reference data set and its split.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Load">Reads it.</param>
/// <param name="End">Last day of the calibration.</param>
/// <param name="Until">Last day of the hold-out.</param>
/// <param name="Goal">How well it should be forecast.</param>
internal sealed record ReferenceHoldout(string Name, Func<SharedShops.Shop> Load, DateOnly End, DateOnly Until, HoldoutGoal Goal)
{
    public static IReadOnlyList<ReferenceHoldout> All { get; } =
    [
        new("cdnow_sample", SharedShops.CdnowSample, new(1997, 9, 30), new(1998, 6, 30), new(0.755, 1.600)),
        new("cdnow_full", SharedShops.CdnowFull, new(1997, 9, 30), new(1998, 6, 30), new(0.79, 1.71)),
        new("grocery", SharedShops.Grocery, new(2006, 12, 31), new(2007, 12, 30), new(1.39, 3.02, 5)),
        new("online_retail", SharedShops.OnlineRetail, new(2011, 8, 31), new(2011, 12, 9), new(0.967, 1.587, 20, 4000)),
    ];

    public Origin Split => new(FactDay.From(End), FactDay.From(Until));

    /// <summary>The shop as it was at the end of the calibration: later orders are not there.</summary>
    public static CustomerFacts Calibration(CustomerFacts facts, int day)
    {
        var (rows, orders, starts) = (new FactRowLists(), facts.Orders, facts.Customers.OrderStart);
        for (var c = 0; c < facts.CustomerCount; c++)
            for (var o = starts[c]; o < starts[c + 1] && orders.Day[o] <= day; o++) rows.Orders.Add(new(c, orders.Day[o], orders.Net[o], orders.Discount[o], orders.Items[o], orders.Channel[o], orders.Country[o], orders.Currency[o]));
        return FactsBuilder.Build(facts.Stamp, facts.Codes, facts.Customers.Id, facts.Customers.Country, [rows]);
    }

    /// <summary>Scores of the served forecast of the calibration's customers, in purchases and in revenue without discount.</summary>
    public (HoldoutScores Purchases, HoldoutScores Revenue) Judge(CustomerFacts shop, CustomerFacts calibration, ForecastRules rules)
    {
        var at = ShopPurchases.At(shop, Split.Day);
        var (came, spent) = at.Until(Split.Until);
        var forecaster = new Forecaster(calibration, rules with { HorizonDays = Split.Horizon, DiscountRate = 0 });
        var forecasts = Array.ConvertAll(at.Customer, forecaster.Of);
        return (HoldoutScores.Of([.. forecasts.Select(f => f.Purchases)], [.. came.Select(p => (double)p)]), HoldoutScores.Of([.. forecasts.Select(f => f.Value)], spent));
    }
}

/// <summary>The most that a served forecast may err.</summary>
/// <param name="Mae">Mean absolute error of purchases.</param>
/// <param name="Rmse">Root mean squared error of purchases.</param>
/// <param name="BiasPercent">Bias either way; null for any.</param>
/// <param name="Revenue">Root mean squared error of revenue; null for any.</param>
internal sealed record HoldoutGoal(double Mae, double Rmse, double? BiasPercent = null, double? Revenue = null);
