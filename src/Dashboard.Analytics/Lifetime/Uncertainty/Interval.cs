namespace Dashboard.Analytics.Lifetime.Uncertainty;

/// <summary>An estimate and the interval that holds the truth with the probability asked for.</summary>
public readonly record struct Interval(double Estimate, double Low, double High)
{
    /// <summary>Whether a value lies in it, its ends included.</summary>
    public bool Holds(double value) => value >= Low && value <= High;
}
