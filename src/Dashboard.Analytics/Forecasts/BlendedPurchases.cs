using System.Collections.Concurrent;
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
    private readonly int _horizon;
    private readonly int _learned;
    private readonly ConcurrentDictionary<int, double> _factors = [];   // by the day up to which customers are known

    private BlendedPurchases(ForecastRules rules, IPurchaseModel?[] models, PurchaseLearner? learner, Season? season) =>
        (_models, _learner, _season, _weight, _horizon, _learned) = (models, learner, season, rules.Blend!.Weight, rules.HorizonDays, rules.Blend.Days ?? rules.HorizonDays);

    /// <summary>Whether <see cref="Corrections"/> has something to say.</summary>
    public bool Learns => _learner is not null;

    /// <summary>Null when the rules have no blend, or one that is damaged or of another version of the program.</summary>
    public static BlendedPurchases? Of(ForecastRules rules)
    {
        if (rules.Blend is not { Models.Length: > 0, Weight: >= 0 and <= 1, Days: null or > 0 } blend) return null;
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
        for (var i = 0; i < customers.Length; i++) CustomerFeatures.Read(facts, customers[i], days[i], _learned, rows.Slice(i * width, width));
        _learner!.Factors(rows[..(customers.Length * width)], into[..customers.Length]);
    }

    /// <summary>Mean of what the models expect of many customers within the horizon.</summary>
    /// <param name="customers">The customers.</param>
    /// <param name="ofServed">What the model that serves besides expects of each.</param>
    /// <param name="into">Receives the means.</param>
    /// <param name="room">As long, for what a single model expects.</param>
    public void Means(PurchaseSummary customers, ReadOnlySpan<double> ofServed, Span<double> into, Span<double> room)
    {
        into.Clear();
        foreach (var model in _models)
        {
            model?.ExpectedPurchases(customers, 0, _horizon / ShopPurchases.DaysPerWeek, room);
            for (var i = 0; i < into.Length; i++) into[i] += (model is null ? ofServed[i] : room[i]) / _models.Length;
        }
    }

    /// <summary>Likewise of one.</summary>
    public double Mean(in PurchaseHistory history, IPurchaseModel served, double ofServed) => Mean(history, _horizon, served, ofServed);

    /// <summary>Expected purchases within the horizon: never less than within a shorter one, and over the days learned for what was learned.</summary>
    /// <param name="history">The customer.</param>
    /// <param name="day">Day up to which the customer is known.</param>
    /// <param name="served">The model that serves besides.</param>
    /// <param name="ofModels">What the models expect on average within the horizon.</param>
    /// <param name="correction">The learner's; not looked at without one.</param>
    public double Expected(in PurchaseHistory history, int day, IPurchaseModel served, double ofModels, double correction)
    {
        var factor = _season is null ? 1 : _factors.GetOrAdd(day, static (from, blend) => blend._season!.Factor(from, from + blend._learned), this);
        double mean;
        if (_horizon == _learned || _season is null) mean = factor * ofModels;
        else
        {
            var (whole, within, all) = (factor * Mean(history, _learned, served), 0.0, 0.0);
            var (before, last) = (0.0, day + Math.Max(_horizon, _learned));
            // The season's stretches are the same for every horizon, so that more days are never less.
            for (var at = day; at < last;)
            {
                var end = StretchAfter(at, day + _learned);
                var stretch = _season.Factor(at, end);
                foreach (var stop in Stops(at, end, day))
                {
                    var sum = Mean(history, stop - day, served);
                    if (stop <= day + _horizon) within += stretch * (sum - before);
                    if (stop <= day + _learned) all += stretch * (sum - before);
                    before = sum;
                }
                at = end;
            }
            mean = all > 0 ? within * (whole / all) : within;
        }
        return _learner is null ? mean : StackedForecast.Mix(mean, PurchaseLearner.Corrected(mean, correction, (double)_horizon / _learned), _weight);
    }

    private double Mean(in PurchaseHistory history, int days, IPurchaseModel served, double? ofServed = null)
    {
        var mean = 0.0;
        foreach (var model in _models) mean += (model is null ? ofServed ?? Of(served, history) : Of(model, history)) / _models.Length;
        return mean;

        double Of(IPurchaseModel model, in PurchaseHistory customer) => model.ExpectedPurchases(customer, 0, days / ShopPurchases.DaysPerWeek);
    }

    /// <summary>Where the stretch of the season that begins after a day ends: months up to the days learned for, then years of them.</summary>
    private static int StretchAfter(int day, int learned)
    {
        if (day >= learned) return day + 365;
        var date = FactDay.ToDate(day + 1);
        return Math.Min(learned, day + DateTime.DaysInMonth(date.Year, date.Month) - date.Day + 1);
    }

    /// <summary>Ends within a stretch: of the horizon, where it lies inside, and its own.</summary>
    private int[] Stops(int from, int end, int day) => day + _horizon > from && day + _horizon < end ? [day + _horizon, end] : [end];
}
