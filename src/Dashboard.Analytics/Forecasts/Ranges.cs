using Dashboard.Analytics.Statistics;

namespace Dashboard.Analytics.Forecasts;

/// <summary>
/// 80 % intervals of what one customer will do. Purchases: none with the model's own probability, else a negative binomial number above 0, which is what a rate
/// λ ~ gamma(r + kx, α + T) gives to those who are still there, with the model's own mean. Value: none likewise, else a gamma of the mean and variance that
/// purchases and spend have.
/// </summary>
internal readonly struct Ranges
{
    private const double LowTail = 0.1;
    private const double HighTail = 0.9;
    private const double MostSummed = 500;

    private readonly double _none, _expected, _shape, _mean, _logNone;

    /// <param name="none">Probability of no purchase.</param>
    /// <param name="expected">Expected purchases.</param>
    /// <param name="shape">Shape of the rate's distribution.</param>
    public Ranges(double none, double expected, double shape)
    {
        (_none, _expected, _shape) = (none, expected, shape);
        if (IsNothing) return;
        _mean = UntruncatedMean(Math.Min(1, (1 - none) / expected), shape);
        _logNone = -shape * Math.Log(1 + _mean / shape);
    }

    private bool IsNothing => _none >= HighTail || _expected <= 0;

    /// <summary>Fewest and most purchases.</summary>
    public (int Low, int High) Purchases() =>
        IsNothing ? (0, 0) : (_none >= LowTail ? 0 : Count((LowTail - _none) / (1 - _none)), Count((HighTail - _none) / (1 - _none)));

    /// <summary>Least and most value.</summary>
    /// <param name="value">Expected value.</param>
    /// <param name="spread">Squared coefficient of variation of a single purchase's amount.</param>
    /// <param name="doubt">Squared coefficient of variation of the customer's own mean amount.</param>
    public (double Low, double High) Value(double value, double spread, double doubt)
    {
        if (IsNothing || value <= 0) return (0, 0);
        var bought = _expected / (1 - _none);
        // E[N²] of the count above 0; amounts vary about the customer's own mean, which varies too.
        var square = _mean <= 0 ? 1 : _mean * (1 + _mean * (1 + 1 / _shape)) / (1 - Math.Exp(_logNone));
        var variation = (1 + doubt) * (square + bought * spread) / (bought * bought) - 1;
        var (none, mean) = (_none, value / (1 - _none));
        var (low, high) = (none >= LowTail ? 0 : Quantile((LowTail - none) / (1 - none)), Quantile((HighTail - none) / (1 - none)));
        return (Math.Min(low, value), high);

        // Wilson and Hilferty 1931: the cube root of a gamma is nearly normal.
        double Quantile(double level)
        {
            var ninth = variation / 9;
            var root = 1 - ninth - NormalDistribution.UpperQuantile(level) * Math.Sqrt(ninth);
            return root <= 0 ? 0 : mean * root * root * root;
        }
    }

    private int Count(double level)
    {
        if (_mean > MostSummed || _logNone < -700)
            return (int)Math.Max(1, Math.Round(_mean - NormalDistribution.UpperQuantile(level) * Math.Sqrt(_mean * (1 + _mean / _shape))));
        var (n, term) = (0, Math.Exp(_logNone));
        var wanted = level * (1 - term);
        var ratio = _mean / (_shape + _mean);
        for (var sum = 0.0; sum < wanted && n < 10 * MostSummed; sum += term)
        {
            term *= (_shape + n) / (n + 1) * ratio;
            n++;
        }
        return Math.Max(1, n);
    }

    /// <summary>μ of the negative binomial whose numbers above 0 have the mean 1/q: 1 - (1 + μ/s)^-s = qμ. The left is concave, so that Newton's method from 1/q, beyond the root, never steps over it.</summary>
    private static double UntruncatedMean(double q, double shape)
    {
        var mean = 1 / q;
        for (var i = 0; i < 40; i++)
        {
            var left = Math.Exp(-shape * Math.Log(1 + mean / shape));
            var step = (1 - left - q * mean) / (q - left / (1 + mean / shape));
            if (!(step < 0)) break;
            mean = Math.Max(0, mean + step);
            if (step > -1e-6 * mean) break;
        }
        return mean;
    }
}
