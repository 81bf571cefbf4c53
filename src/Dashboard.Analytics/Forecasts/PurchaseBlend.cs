using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Learning;
using Dashboard.Analytics.Lifetime.Seasons;

namespace Dashboard.Analytics.Forecasts;

/// <summary>A purchase model by name and parameters.</summary>
/// <param name="Model">Name as in <see cref="PurchaseModels"/>.</param>
/// <param name="Parameters">In the family's order, times in weeks.</param>
public sealed record ModelAt(string Model, double[] Parameters);

/// <summary>
/// How expected purchases are made where something better than one model alone serves: the mean expectation of a few models, times the season, and a learner's
/// correction of that. All of it is here as numbers, so that a forecast is made again, for one customer or for all, exactly as it was.
/// </summary>
public sealed record PurchaseBlend
{
    /// <summary>Models whose mean expectation is the ground, one or more.</summary>
    public required ModelAt[] Models { get; init; }

    /// <summary>Days over which it was made to forecast; null where that was not written down, and it is taken for whatever is asked.</summary>
    public int? Days { get; init; }

    /// <summary>Season's factors of January … December; null for none.</summary>
    public double[]? Months { get; init; }

    /// <summary>Trend of activity: the season's factor for all months.</summary>
    public double Activity { get; init; } = 1;

    /// <summary>Share of the learner, 0 … 1; the models have the rest.</summary>
    public double Weight { get; init; }

    /// <summary>The learner as <see cref="PurchaseLearner.ToText"/> gives it; null without one.</summary>
    public string? Learner { get; init; }

    /// <summary>A model times its season.</summary>
    internal static PurchaseBlend Of(IPurchaseModel model, Season season, int days) =>
        new() { Models = [new(model.Name, [.. model.Parameters])], Days = days, Months = [.. season.Months], Activity = season.Activity };

    /// <summary>A stack, or with weight 1 its learner alone.</summary>
    internal static PurchaseBlend Of(StackedForecast stack, double weight) => new()
    {
        Models = [.. stack.Models.Select(m => new ModelAt(m.Name, [.. m.Parameters]))],
        Days = stack.Horizon,
        Months = stack.Season.KnowsCalendar ? [.. stack.Season.Months] : null,
        Weight = weight,
        Learner = stack.Learner.ToText(),
    };
}
