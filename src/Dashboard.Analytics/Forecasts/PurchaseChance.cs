using Dashboard.Analytics.Lifetime;

namespace Dashboard.Analytics.Forecasts;

/// <summary>
/// Chance that a customer who has bought does so again, by the purchase model but in agreement with the purchases that what serves expects within the horizon. More than
/// the model expects is believed to come first from being alive, then from a higher rate, less from a lower rate; what multiplies the rate raises the chance of no
/// purchase of one who is alive to its power. How many times as many are expected is known at the horizon and taken for any other time too. Never above the purchases
/// that are expected, nor above the chance to be alive.
/// </summary>
internal readonly struct PurchaseChance
{
    // Below it rounding leaves nothing of the model's chance of a purchase.
    private const double Dead = 1e-9;

    private readonly IPurchaseModel _model;
    private readonly PurchaseHistory _history;
    private readonly double _served, _horizon, _times, _alive, _life;

    /// <param name="model">The purchase model.</param>
    /// <param name="history">What it knows of the customer.</param>
    /// <param name="ofModel">Purchases that it expects within the horizon.</param>
    /// <param name="served">Purchases that what serves expects within it.</param>
    /// <param name="horizon">Weeks, above 0.</param>
    public PurchaseChance(IPurchaseModel model, in PurchaseHistory history, double ofModel, double served, double horizon)
    {
        (_model, _history, _served, _horizon, _alive) = (model, history, served, horizon, model.ProbabilityAlive(history));
        _times = ofModel > 0 ? served / ofModel : 1;
        IsOfModel = served == ofModel;
        HasDays = IsOfModel || (served > 0 && ofModel > 0 && _alive >= Dead);
        _life = Life(_times, _alive);
    }

    /// <summary>Whether the model's own answers hold as they are.</summary>
    public bool IsOfModel { get; }

    /// <summary>Whether the model can say when: not of somebody whom it takes for gone although purchases are expected.</summary>
    public bool HasDays { get; }

    /// <summary>Factor of the chance to be alive, at least 1, in a factor of the expected purchases.</summary>
    /// <param name="times">Purchases expected by what serves per purchase expected by the model.</param>
    /// <param name="alive">P(alive) by the model, which becomes at most 1.</param>
    public static double Life(double times, double alive) => Math.Max(1, Math.Min(times, 1 / alive));

    /// <summary>Probability of a purchase within so many weeks, 0 … 1.</summary>
    public double Within(double weeks) => HasDays ? Of(_model.ProbabilityOfNone(_history, weeks), weeks) : 1 - Math.Exp(-_served * weeks / _horizon);

    /// <summary>Probability of a purchase within the horizon, where the model's of none is known.</summary>
    public double WithinHorizon(double noneOfModel) => HasDays ? Of(noneOfModel, _horizon) : 1 - Math.Exp(-_served);

    /// <summary>Weeks by when a share of those who buy at all has bought; null beyond <paramref name="longest"/>, or where nobody can say.</summary>
    /// <param name="share">0 … 1.</param>
    /// <param name="ever">Probability by the model that there is a purchase at all.</param>
    /// <param name="longest">Weeks that are looked at.</param>
    public double? Wait(double share, double ever, double longest)
    {
        if (!HasDays) return null;
        var (wanted, low, high) = (share * Of(1 - ever, longest), 0.0, longest);
        if (Within(high) < wanted) return null;
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            if (Within(middle) < wanted) low = middle;
            else high = middle;
        }
        return high;
    }

    private double Of(double none, double weeks)
    {
        if (IsOfModel) return 1 - none;
        var ofAlive = Math.Pow(Math.Clamp(1 - (1 - none) / _alive, 0, 1), _times / _life);
        // Purchases more regular than chance could otherwise pass their own mean.
        return Math.Min(Math.Min(1, _alive * _life) * (1 - ofAlive), weeks == _horizon ? _served : _times * _model.ExpectedPurchases(_history, 0, weeks));
    }
}
