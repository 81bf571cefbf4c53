using Dashboard.Analytics.Lifetime;

namespace Dashboard.Analytics.Forecasts;

/// <summary>How likely it is that nothing more is bought.</summary>
internal static class NoPurchase
{
    /// <summary>P(no purchase in (T, T + t]), 0 … 1: the likelihood of having waited longer over that of having waited so far.</summary>
    public static double ProbabilityOfNone(this IPurchaseModel model, in PurchaseHistory history, double t) =>
        Math.Clamp(Math.Exp(model.LogLikelihood(history with { T = history.T + t }) - model.LogLikelihood(history)), 0, 1);
}
