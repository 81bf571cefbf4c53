using Dashboard.Analytics.Statistics;

namespace Dashboard.Analytics.Forecasts;

/// <summary>
/// 80 % intervals of what one customer will do. Purchases: none with the model's own probability, else one and a negative binomial number more, which is what a
/// rate λ ~ gamma(r + kx, α + T) gives, with the model's own mean. Value: none likewise, else a gamma of the mean and variance that purchases and spend have.
/// </summary>
internal static class Ranges
{
    private const double LowTail = 0.1;
    private const double HighTail = 0.9;
    private const double MostSummed = 500;

    /// <summary>Fewest and most purchases.</summary>
    /// <param name="none">Probability of no purchase.</param>
    /// <param name="expected">Expected purchases.</param>
    /// <param name="shape">Shape of the rate's distribution.</param>
    public static (int Low, int High) Purchases(double none, double expected, double shape)
    {
        if (none >= HighTail || expected <= 0) return (0, 0);
        var more = Math.Max(0, expected / (1 - none) - 1);
        return (none >= LowTail ? 0 : Quantile((LowTail - none) / (1 - none)), Quantile((HighTail - none) / (1 - none)));

        int Quantile(double level)
        {
            var logNone = -shape * Math.Log(1 + more / shape);
            if (more > MostSummed || logNone < -700)
                return (int)Math.Max(1, Math.Round(1 + more - NormalDistribution.UpperQuantile(level) * Math.Sqrt(more * (1 + more / shape))));
            var (n, term) = (0, Math.Exp(logNone));
            for (var sum = term; sum < level && n < 10 * MostSummed; sum += term)
            {
                term *= (shape + n) / (n + 1) * (more / (shape + more));
                n++;
            }
            return 1 + n;
        }
    }

    /// <summary>Least and most value.</summary>
    /// <param name="none">Probability of no purchase.</param>
    /// <param name="expected">Expected purchases.</param>
    /// <param name="shape">Shape of the rate's distribution.</param>
    /// <param name="value">Expected value.</param>
    /// <param name="spread">Squared coefficient of variation of a single purchase's amount.</param>
    /// <param name="doubt">Squared coefficient of variation of the customer's own mean amount.</param>
    public static (double Low, double High) Value(double none, double expected, double shape, double value, double spread, double doubt)
    {
        if (none >= HighTail || value <= 0) return (0, 0);
        var mean = expected / (1 - none);
        var more = Math.Max(0, mean - 1);
        var variation = more * (1 + more / shape) / (mean * mean) + spread / mean + doubt;
        var (low, high) = (none >= LowTail ? 0 : Quantile((LowTail - none) / (1 - none)), Quantile((HighTail - none) / (1 - none)));
        return (Math.Min(low, value), high);

        // Wilson and Hilferty 1931: the cube root of a gamma is nearly normal.
        double Quantile(double level)
        {
            var ninth = variation / 9;
            var root = 1 - ninth - NormalDistribution.UpperQuantile(level) * Math.Sqrt(ninth);
            return root <= 0 ? 0 : value / (1 - none) * root * root * root;
        }
    }
}
