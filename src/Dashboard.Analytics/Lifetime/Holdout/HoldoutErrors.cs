namespace Dashboard.Analytics.Lifetime.Holdout;

/// <summary>What is judged of one forecast in hold-outs.</summary>
/// <param name="Absolute">Mean absolute error: least for the median, which for most customers of most shops is no purchase at all.</param>
/// <param name="Squared">Root mean squared error: least for the mean.</param>
/// <param name="Deviance">Poisson deviance: least for the mean, weighing the many small forecasts too.</param>
/// <param name="Bias">Predicted total / actual total − 1; null when nothing came.</param>
/// <param name="Gini">Normalised Gini of the ranking, 1 for the best possible; null when nothing tells outcomes apart.</param>
/// <param name="Calibration">Calibration error, as <see cref="CalibrationBin.Error"/> has it; null when nothing came.</param>
public readonly record struct HoldoutErrors(double Absolute, double Squared, double Deviance, double? Bias = null, double? Gini = null, double? Calibration = null)
{
    /// <summary>Bias either way up to which totals hold.</summary>
    public const double MostBias = 0.3;

    /// <summary>How far a Gini may lie below another one by chance alone.</summary>
    public const double GiniSlack = 0.02;

    /// <summary>Share by which the combined error may exceed the least of all without being worse.</summary>
    public const double ErrorSlack = 0.01;

    /// <summary>Geometric mean of the three errors, by which forecasts are compared: none can be bought with another.</summary>
    public double Combined => Math.Cbrt(Absolute * Squared * Deviance);

    /// <summary>Whether totals hold: a bias of at most <see cref="MostBias"/> either way.</summary>
    public bool HoldsTotals => !(Math.Abs(Bias ?? 0) > MostBias);

    /// <summary>
    /// Whether this forecast beats another one: smaller combined error, smaller both in squared error and in deviance, which an expected number of purchases must
    /// win, and customers ranked no worse. The absolute error counts in the combined one alone: who forecasts nothing at all often wins it.
    /// </summary>
    public bool Beats(HoldoutErrors other) => Combined < other.Combined && Squared < other.Squared && Deviance < other.Deviance && !(Gini < other.Gini - GiniSlack);

    /// <summary>
    /// The best first: those whose combined error is within <see cref="ErrorSlack"/> of the least are equally good in that, and the best calibrated of them leads;
    /// the others follow by their combined error.
    /// </summary>
    /// <param name="forecasts">What is ordered.</param>
    /// <param name="errors">Of one of them; null for one without scores, which comes last.</param>
    /// <param name="parameters">Among equals, as at a common boundary, the fewest lead.</param>
    public static IEnumerable<T> BestFirst<T>(IReadOnlyCollection<T> forecasts, Func<T, HoldoutErrors?> errors, Func<T, int> parameters)
    {
        double Error(T forecast) => errors(forecast)?.Combined ?? double.PositiveInfinity;
        var least = forecasts.Count == 0 ? 0 : forecasts.Min(Error) * (1 + ErrorSlack);
        return forecasts.OrderBy(f => Error(f) > least).ThenBy(f => Error(f) > least ? 0 : Math.Round(errors(f)?.Calibration ?? 0, 6)).ThenBy(f => Math.Round(Error(f), 6)).ThenBy(parameters);
    }
}
