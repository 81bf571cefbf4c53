namespace Dashboard.Analytics.Lifetime.Holdout;

/// <summary>Three errors of one forecast in hold-outs; the smaller the better.</summary>
/// <param name="Absolute">Mean absolute error: least for the median, which for most customers of most shops is no purchase at all.</param>
/// <param name="Squared">Root mean squared error: least for the mean.</param>
/// <param name="Deviance">Poisson deviance: least for the mean, weighing the many small forecasts too.</param>
public readonly record struct HoldoutErrors(double Absolute, double Squared, double Deviance)
{
    /// <summary>Geometric mean of the three, by which forecasts are compared: none can be bought with another.</summary>
    public double Combined => Math.Cbrt(Absolute * Squared * Deviance);

    /// <summary>
    /// Whether this forecast beats another one: smaller combined error, and smaller both in squared error and in deviance, which an expected number of purchases
    /// must win. The absolute error counts in the combined one alone: who forecasts nothing at all often wins it.
    /// </summary>
    public bool Beats(HoldoutErrors other) => Combined < other.Combined && Squared < other.Squared && Deviance < other.Deviance;
}
