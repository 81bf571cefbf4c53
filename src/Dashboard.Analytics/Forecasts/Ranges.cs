using Dashboard.Analytics.Statistics;

namespace Dashboard.Analytics.Forecasts;

/// <summary>
/// 80 % intervals of what one customer will do. Purchases: none with the model's own probability, else a negative binomial number above 0 of the model's own mean and
/// variance, to which those who leave within the time belong. Value: none likewise, else the
/// mean and variance that purchases and spend have, and the skewness of a gamma that leaving cuts short.
/// </summary>
internal readonly struct Ranges
{
    private const double LowTail = 0.1;
    private const double HighTail = 0.9;
    private const double MostSummed = 500;

    /// <summary>Shape from which on a negative binomial number is a Poisson one.</summary>
    private const double Poisson = 1e6;

    /// <summary>Squared coefficient of variation below which a value does not vary enough to have a skewness.</summary>
    private const double Constant = 1e-9;

    private readonly double _none, _expected, _square, _shape, _mean, _logNone, _stay;

    /// <param name="none">Probability of no purchase.</param>
    /// <param name="expected">Expected purchases.</param>
    /// <param name="excess">What the variance has above the mean, over the mean squared: a factor on all rates leaves it as it is.</param>
    /// <param name="stay">Shape of the rate's distribution of those who stay, r + kx: what the variance has beyond it comes from leaving.</param>
    public Ranges(double none, double expected, double excess, double stay)
    {
        (_none, _expected, _stay) = (none, expected, stay);
        if (IsNothing(none, expected)) return;
        var bought = expected / (1 - none);
        _square = Math.Max(bought * (1 + expected * (1 + excess)), bought * bought);
        // 1 + μ(1 + 1/s) is E[N²]/E[N] above 0 too; where it is known, s follows from μ and μ from s.
        var above = _square / bought - 1;
        (_shape, var last) = (Poisson, 0.0);
        for (var i = 0; i < 20 && Math.Abs(_shape - last) > 1e-3 * _shape; i++)
        {
            last = _shape;
            _mean = UntruncatedMean(Math.Min(1, 1 / bought), _shape);
            _shape = above > _mean * (1 + 1 / Poisson) ? Math.Max(1e-3, _mean / (above - _mean)) : Poisson;
        }
        _mean = UntruncatedMean(Math.Min(1, 1 / bought), _shape);
        _logNone = -_shape * Math.Log(1 + _mean / _shape);
    }

    /// <summary>Whether no purchase is so likely that the intervals hold nothing else.</summary>
    public static bool IsNothing(double none, double expected) => none >= HighTail || expected <= 0;

    /// <summary>Fewest and most purchases.</summary>
    public (int Low, int High) Purchases() =>
        IsNothing(_none, _expected) ? (0, 0) : (_none >= LowTail ? 0 : Count((LowTail - _none) / (1 - _none)), Count((HighTail - _none) / (1 - _none)));

    /// <summary>Least and most value.</summary>
    /// <param name="value">Expected value.</param>
    /// <param name="spread">Squared coefficient of variation of a single purchase's amount.</param>
    /// <param name="doubt">Squared coefficient of variation of the customer's own mean amount.</param>
    public (double Low, double High) Value(double value, double spread, double doubt)
    {
        if (IsNothing(_none, _expected) || value <= 0) return (0, 0);
        var bought = _expected / (1 - _none);
        // Amounts vary about the customer's own mean, which varies too.
        var variation = Math.Max(0, (1 + doubt) * (_square + bought * spread) / (bought * bought) - 1);
        var skew = Skew(variation);
        var (none, mean) = (_none, value / (1 - _none));
        var (low, high) = (none >= LowTail ? 0 : Quantile((LowTail - none) / (1 - none)), Quantile((HighTail - none) / (1 - none)));
        return (Math.Min(low, value), high);

        double Quantile(double level) => PearsonDistribution.Quantile(mean, variation, skew, level);
    }

    /// <summary>
    /// Skewness of the value above 0: of a gamma times the part of the time that the customer stays, all of it or, who leaves, an even share. How many leave follows
    /// from what the variance of the purchases has beyond that of those who stay.
    /// </summary>
    private double Skew(double variation)
    {
        if (variation < Constant) return 0;
        var leaving = Math.Clamp((1 + 1 / _shape) / (1 + 1 / _stay) - 1, 0, Math.Min(variation, 1.0 / 3));
        var staying = (1 + variation) / (1 + leaving) - 1;
        // (1 - 2q/3)/(1 - q/2)² = 1 + leaving.
        var q = 2 * (1.0 / 3 + leaving - Math.Sqrt(1.0 / 9 - leaving / 3)) / (1 + leaving);
        var third = (1 + staying) * (1 + 2 * staying) * (1 - 0.75 * q) / Math.Pow(1 - q / 2, 3);
        return (third - 3 * (1 + variation) + 2) / (variation * Math.Sqrt(variation));
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
