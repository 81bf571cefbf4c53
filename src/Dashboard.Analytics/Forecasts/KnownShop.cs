using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Learning;
using Dashboard.Analytics.Lifetime.Seasons;

namespace Dashboard.Analytics.Forecasts;

/// <summary>What is known of a shop at the end of one day, and what can be learned from that alone; several threads may ask at once.</summary>
/// <param name="shop">Customers at that day.</param>
/// <param name="horizonDays">Days to be forecast.</param>
/// <param name="models">Models fitted up to that day.</param>
internal sealed class KnownShop(ShopPurchases shop, int horizonDays, IEnumerable<IPurchaseModel> models)
{
    private readonly Dictionary<string, IPurchaseModel> _models = models.ToDictionary(m => m.Name);
    private readonly Dictionary<(string Models, bool HasCalendar), Lazy<StackedForecast?>> _stacks = [];

    public ShopPurchases Shop => shop;
    public int HorizonDays => horizonDays;

    public void Add(IPurchaseModel model)
    {
        lock (_models) _models.Add(model.Name, model);
    }

    /// <summary>A fitted model; null when it could not be fitted.</summary>
    public IPurchaseModel? this[string name]
    {
        get
        {
            lock (_models) return _models.GetValueOrDefault(name);
        }
    }

    public Season Season(IPurchaseModel model) => Lifetime.Seasons.Season.Learn(shop.Facts, shop.Day, horizonDays, model);

    /// <summary>The stack of these models, learned once; null when it cannot be learned or the calendar that it is to know is unknown.</summary>
    public StackedForecast? Stack(IReadOnlyList<string> names, bool hasCalendar)
    {
        Lazy<StackedForecast?> stack;
        lock (_stacks)
        {
            var key = (string.Join('|', names), hasCalendar);
            if (!_stacks.TryGetValue(key, out stack!)) _stacks[key] = stack = new(() => Learn(names, hasCalendar));
        }
        return stack.Value;
    }

    private StackedForecast? Learn(IReadOnlyList<string> names, bool hasCalendar)
    {
        var parts = names.Select(name => this[name]).ToArray();
        if (parts.Contains(null)) return null;
        var season = hasCalendar ? Season(parts[0]!) : null;
        return season is { KnowsCalendar: false } ? null : StackedForecast.Learn(shop.Facts, shop.Day, horizonDays, parts!, season);
    }
}
