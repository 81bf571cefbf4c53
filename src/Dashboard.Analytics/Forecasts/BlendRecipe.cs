using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Learning;
using Dashboard.Analytics.Lifetime.Seasons;

namespace Dashboard.Analytics.Forecasts;

/// <summary>A way to combine purchase models with what they do not know: the season, and what a learner sees in customers.</summary>
/// <param name="Kind">What is made.</param>
/// <param name="Models">Names of the models.</param>
/// <param name="HasCalendar">Whether a learner's expectation knows the season's calendar; a model alone gets the trend of activity too.</param>
internal sealed record BlendRecipe(CandidateKind Kind, IReadOnlyList<string> Models, bool HasCalendar)
{
    /// <summary>Models that are tried with the season: those that were best without it.</summary>
    private const int Seasoned = 2;

    /// <summary>Models below a learner: they explain silence differently, as a process in time and as a chance at each purchase.</summary>
    private static readonly string[] Stacked = ["Pareto/NBD", "MBG/CNBD-k"];

    /// <summary>As many as there can be.</summary>
    public const int Most = Seasoned + 4;

    /// <summary>In words, as the command line has it; pages translate.</summary>
    public string Name { get; } = string.Concat(
        Kind switch { CandidateKind.Season => "", CandidateKind.Learner => "learner on ", _ => "stack of " },
        string.Join(", ", Models),
        Kind == CandidateKind.Stack ? " and learner" : "",
        Kind == CandidateKind.Season ? " with season and trend" : HasCalendar ? " with season" : "");

    /// <summary>What is worth trying.</summary>
    /// <param name="best">Models whose fits are trusted, least error first.</param>
    public static IReadOnlyList<BlendRecipe> For(IReadOnlyList<Candidate> best)
    {
        var stacked = Stacked.Where(name => best.Any(m => m.Name == name)).ToArray();
        return
        [
            .. best.DistinctBy(m => Math.Round(m.Error, 6)).Take(Seasoned).Select(m => new BlendRecipe(CandidateKind.Season, [m.Name], true)),
            .. from calendar in new[] { false, true } from kind in new[] { CandidateKind.Learner, CandidateKind.Stack } where stacked.Length > 0 select new BlendRecipe(kind, stacked, calendar),
        ];
    }

    /// <summary>Expected purchases of every customer; null when something is missing for it.</summary>
    public double[]? Forecast(KnownShop known)
    {
        if (Kind != CandidateKind.Season) return known.Stack(Models, HasCalendar) is { } stack ? stack.Forecast(known.Shop, known.HorizonDays, WeightIn(stack)) : null;
        if (known[Models[0]] is not { } model) return null;
        var forecast = new double[known.Shop.Count];
        model.ExpectedPurchases(known.Shop.Histories, 0, known.HorizonDays / ShopPurchases.DaysPerWeek, forecast);
        var factor = known.Season(model).Factor(known.Shop.Day, known.Shop.Day + known.HorizonDays);
        return Array.ConvertAll(forecast, f => f * factor);
    }

    /// <summary>As it is stored and served; null when something is missing for it.</summary>
    public PurchaseBlend? Make(KnownShop known)
    {
        if (Kind != CandidateKind.Season) return known.Stack(Models, HasCalendar) is { } stack ? PurchaseBlend.Of(stack, WeightIn(stack)) : null;
        return known[Models[0]] is { } model ? PurchaseBlend.Of(model, known.Season(model), known.HorizonDays) : null;
    }

    private double WeightIn(StackedForecast stack) => Kind == CandidateKind.Learner ? 1 : stack.Weight;
}
