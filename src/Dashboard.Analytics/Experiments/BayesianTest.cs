namespace Dashboard.Analytics.Experiments;

/// <summary>What was believed about the relative difference before the experiment: a normal distribution, or nothing.</summary>
/// <param name="Mean">Expected relative difference.</param>
/// <param name="Variance">Its variance; +∞ for no belief.</param>
public readonly record struct EffectPrior(double Mean, double Variance)
{
    /// <summary>No belief.</summary>
    public static EffectPrior Flat { get; } = new(0, double.PositiveInfinity);
}

/// <summary>The normal posterior of an effect.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="StandardDeviation">Its standard deviation.</param>
/// <param name="Low">Lower end of the central interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="ChanceToWin">Probability that treatment is above control.</param>
/// <param name="RiskOfControl">Expected loss by staying with control: E[max(effect, 0)].</param>
/// <param name="RiskOfTreatment">Expected loss by choosing treatment: E[max(−effect, 0)].</param>
public readonly record struct BayesianTest(
    double Mean, double StandardDeviation, double Low, double High, double ChanceToWin, double RiskOfControl, double RiskOfTreatment)
{
    /// <summary>Normal likelihood and prior, weighted by their precisions (Gelman et al., Bayesian Data Analysis 3rd ed., eq. 2.10).</summary>
    /// <param name="effect">Difference of the arms.</param>
    /// <param name="alpha">1 − probability of the interval.</param>
    /// <param name="prior">Belief about the relative difference; scaled by the control's mean for absolute effects.</param>
    public static BayesianTest Of(Effect effect, double alpha, EffectPrior prior)
    {
        var (data, before) = (1 / effect.Variance, 1 / (prior.Variance * effect.Baseline * effect.Baseline));
        var mean = (data * effect.Estimate + before * prior.Mean * effect.Baseline) / (data + before);
        var deviation = Math.Sqrt(1 / (data + before));
        var half = deviation * NormalDistribution.UpperQuantile(alpha / 2);
        var z = mean / deviation;
        return new(
            mean, deviation, mean - half, mean + half, NormalDistribution.Lower(z), deviation * ExpectedExcess(z), deviation * ExpectedExcess(-z));
    }

    // E[max(Z + z, 0)] = z Φ(z) + φ(z). For z far below 0 the two cancel; there Mills' ratio is 1/(|z| + 1/(|z| + 2/(|z| + 3/…))).
    private static double ExpectedExcess(double z)
    {
        if (z > -2) return z * NormalDistribution.Lower(z) + NormalDistribution.Density(z);
        var x = -z;
        var fraction = x;
        for (var k = 200; k >= 2; k--) fraction = x + k / fraction;
        // φ(x) (1 − x / (x + 1/f)) with f the fraction from its second level on.
        return NormalDistribution.Density(x) * (1 / fraction) / (x + 1 / fraction);
    }
}
