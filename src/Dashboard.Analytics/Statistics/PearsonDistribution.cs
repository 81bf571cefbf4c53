namespace Dashboard.Analytics.Statistics;

/// <summary>
/// Pearson's third kind above 0, by mean, variance and skewness, after Wilson and Hilferty 1931 (the cube root of a gamma is nearly normal): a gamma where the
/// skewness is twice the coefficient of variation, a normal distribution where it is 0.
/// </summary>
internal static class PearsonDistribution
{
    /// <summary>Skewness below which the distribution is a normal one.</summary>
    private const double Straight = 1e-6;

    /// <summary>The value below which lies the share <paramref name="level"/>, at least 0.</summary>
    /// <param name="mean">Mean, above 0.</param>
    /// <param name="variation">Squared coefficient of variation, 0 or more.</param>
    /// <param name="skew">Skewness.</param>
    /// <param name="level">Share, above 0 and below 1.</param>
    public static double Quantile(double mean, double variation, double skew, double level)
    {
        var (z, deviation, sixth) = (-NormalDistribution.UpperQuantile(level), mean * Math.Sqrt(variation), skew / 6);
        if (Math.Abs(skew) < Straight) return Math.Max(0, mean + deviation * z);
        var root = Math.Max(0, 1 + sixth * (z - sixth));
        return Math.Max(0, mean + deviation * (root * root * root - 1) * 2 / skew);
    }
}
