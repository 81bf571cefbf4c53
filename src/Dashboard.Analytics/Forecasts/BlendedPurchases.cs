using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Learning;
using Dashboard.Analytics.Lifetime.Seasons;

namespace Dashboard.Analytics.Forecasts;

/// <summary>Expected purchases of single customers by a <see cref="PurchaseBlend"/>, the same as <see cref="StackedForecast"/> and <see cref="Season"/> gave in the hold-outs.</summary>
internal sealed class BlendedPurchases
{
    /// <summary>Customers whose corrections are made together.</summary>
    public const int Block = TreeEnsemble.Lanes;

    private readonly IPurchaseModel?[] _models;   // null: the model that serves besides, whose expectation is known
    private readonly PurchaseLearner? _learner;
    private readonly Season? _season;
    private readonly double _weight;
    private readonly int _day;
    private readonly int _horizon;
    private readonly double _factor;

    private BlendedPurchases(ForecastRules rules, IPurchaseModel?[] models, PurchaseLearner? learner, Season? season)
    {
        (_models, _learner, _season, _weight, _day, _horizon) = (models, learner, season, rules.Blend!.Weight, rules.Day, rules.HorizonDays);
        _factor = season?.Factor(_day, _day + _horizon) ?? 1;
    }

    /// <summary>Whether <see cref="Corrections"/> has something to say.</summary>
    public bool Learns => _learner is not null;

    /// <summary>Null when the rules have no blend, or one that is damaged or of another version of the program.</summary>
    public static BlendedPurchases? Of(ForecastRules rules)
    {
        if (rules.Blend is not { Models.Length: > 0, Weight: >= 0 and <= 1 } blend) return null;
        var models = Array.ConvertAll(blend.Models, m => PurchaseModels.Find(m.Model)?.Create(m.Parameters));
        var season = blend.Months is null ? null : Season.Create(blend.Months, blend.Activity);
        var learner = blend.Learner is null ? null : PurchaseLearner.Parse(blend.Learner);
        if (models.Contains(null) || season is null != blend.Months is null || learner is null != blend.Learner is null) return null;
        var served = Array.FindIndex(blend.Models, m => m.Model == rules.Model && m.Parameters.AsSpan().SequenceEqual(rules.Parameters));
        if (served >= 0) models[served] = null;
        return new(rules, models, learner, season);
    }

    /// <summary>The learner's corrections of up to <see cref="Block"/> customers who have bought, and up to which day each is known.</summary>
    public void Corrections(CustomerFacts facts, ReadOnlySpan<int> customers, ReadOnlySpan<int> days, Span<double> into)
    {
        var width = CustomerFeatures.Names.Count;
        Span<float> rows = stackalloc float[Block * width];
        for (var i = 0; i < customers.Length; i++) CustomerFeatures.Read(facts, customers[i], days[i], _horizon, rows.Slice(i * width, width));
        _learner!.Factors(rows[..(customers.Length * width)], into[..customers.Length]);
    }

    /// <summary>Expected purchases within the horizon.</summary>
    /// <param name="history">The customer.</param>
    /// <param name="day">Day up to which the customer is known.</param>
    /// <param name="served">What the model that serves besides expects.</param>
    /// <param name="correction">The learner's; not looked at without one.</param>
    public double Expected(in PurchaseHistory history, int day, double served, double correction)
    {
        var mean = 0.0;
        var factor = (day == _day ? _factor : _season?.Factor(day, day + _horizon) ?? 1) / _models.Length;
        foreach (var model in _models) mean += factor * (model?.ExpectedPurchases(history, 0, _horizon / ShopPurchases.DaysPerWeek) ?? served);
        return _learner is null ? mean : StackedForecast.Mix(mean, PurchaseLearner.Corrected(mean, correction), _weight);
    }
}
