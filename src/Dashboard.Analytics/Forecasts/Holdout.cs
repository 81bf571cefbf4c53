using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;

namespace Dashboard.Analytics.Forecasts;

/// <summary>One hold-out: what was known at the end of a day, the purchases after it, and what the candidates forecast of them.</summary>
internal sealed class Holdout
{
    private readonly Dictionary<string, double[]> _forecasts = [];

    private Holdout(KnownShop known, double[] actual) => (Known, Actual) = (known, actual);

    public KnownShop Known { get; }

    /// <summary>Purchases that came, per customer.</summary>
    public double[] Actual { get; }

    public double Weeks => Known.HorizonDays / ShopPurchases.DaysPerWeek;

    /// <summary>A candidate's forecast; null when it has none.</summary>
    public double[]? this[string name] => _forecasts.GetValueOrDefault(name);

    public static Holdout Of(CustomerFacts facts, Origin origin)
    {
        var shop = ShopPurchases.At(facts, origin.Day, facts.CustomerCount / ForecastChoice.MostHeldOut + 1);
        return new(new(shop, origin.Horizon, []), Array.ConvertAll(shop.Until(origin.Until).Purchases, p => (double)p));
    }

    /// <summary>Fits a model and forecasts by it.</summary>
    public void Fit(IPurchaseFamily family)
    {
        if (family.Fit(Known.Shop.Histories).Model is not { } model) return;
        Known.Add(model);
        var forecast = new double[Known.Shop.Count];
        model.ExpectedPurchases(Known.Shop.Histories, 0, Weeks, forecast);
        Keep(family.Name, forecast);
    }

    /// <summary>Learns what a blend needs and forecasts by it.</summary>
    public void Forecast(BlendRecipe recipe) => Keep(recipe.Name, recipe.Forecast(Known));

    private void Keep(string name, double[]? forecast)
    {
        if (forecast is null) return;
        lock (_forecasts) _forecasts.Add(name, forecast);
    }
}
