namespace Dashboard.Analytics.Statistics;

/// <summary>Gauss's ₂F₁ in logs for the arguments purchase models have: a, b, c &gt; 0, 0 ≤ z &lt; 1, where it is positive (DLMF 15).</summary>
public static class Hypergeometric
{
    private const int MostTerms = 50_000_000;
    private const double Large = 1e250;
    private const double Tiny = 1e-300;

    /// <summary>ln ₂F₁(a, b; c; z), relative error of ₂F₁ about 1e-13; NaN outside a, b, c &gt; 0, 0 ≤ z &lt; 1.</summary>
    public static double Log(double a, double b, double c, double z) => Log(a, b, c, z, LogSpace.Log1p(-z));

    /// <summary>The same where 1 - z is known without subtraction: <paramref name="logComplement"/> = ln(1 - z).</summary>
    public static double Log(double a, double b, double c, double z, double logComplement)
    {
        if (!(a > 0 && b > 0 && c > 0 && z is >= 0 and < 1)) return double.NaN;
        if (z == 0) return 0;
        if (a == 1 && c > b) return LogOfOne(b, c, z, logComplement);
        if (b == 1 && c > a) return LogOfOne(a, c, z, logComplement);
        // Euler's transformation (DLMF 15.8.1) leaves few terms where a + b > c.
        var (d, e) = (c - a, c - b);
        if (a + b > c && (d > 0 && e > 0 || Math.Abs(d * e) < 0.1 * c && Math.Max(Math.Abs(d), Math.Abs(e)) < 0.1 * c))
        {
            var rest = IsOne(d, c) ? LogOfOne(e, c, z, logComplement)
                : IsOne(e, c) ? LogOfOne(d, c, z, logComplement)
                : LogSeries(d, e, c, z);
            return (c - a - b) * logComplement + rest;
        }
        return LogSeries(a, b, c, z);
    }

    /// <summary>ln ₂F₁(1, b; c; z) for c &gt; b &gt; 0: the series, or Gauss's continued fraction (DLMF 15.7.5) where the series is long.</summary>
    /// <param name="b">Second parameter.</param>
    /// <param name="c">Third parameter.</param>
    /// <param name="z">Argument in [0, 1).</param>
    /// <param name="logComplement">ln(1 - z).</param>
    public static double LogOfOne(double b, double c, double z, double logComplement)
    {
        if (z < 0.7) return LogSeries(1, b, c, z);
        var complement = Math.Exp(logComplement);
        // Convergents of 1/(1 - g₁z/(1 - g₂z/…)); Steed's form sums their differences, all positive here.
        var (ratio, difference, rest) = (1.0, 1.0, 0.0);
        for (var n = 1; n < MostTerms; n++)
        {
            double k = n / 2;
            var g = n == 1 ? b / c
                : (n & 1) == 1 ? (b + k) * (c - 1 + k) / ((c - 1 + 2 * k) * (c + 2 * k))
                : k * (c - b + k - 1) / ((c + 2 * k - 2) * (c + 2 * k - 1));
            var next = 1 / (1 - g * z * ratio);
            difference *= g * z * ratio * next;
            ratio = next;
            rest += difference;
            if (difference < (1 + rest) * 1e-17 * Math.Sqrt(complement)) break;
        }
        return LogSpace.Log1p(rest);
    }

    private static bool IsOne(double difference, double of) => Math.Abs(difference - 1) <= 1e-15 * of;

    private static double LogSeries(double a, double b, double c, double z)
    {
        // The first term, 1, is added last so that a value near 1 keeps the digits of its log.
        var (rest, term, one, scale) = (0.0, 1.0, 1.0, 0.0);
        for (var n = 0; n < MostTerms; n++)
        {
            var ratio = (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
            term *= ratio;
            rest += term;
            if (rest > Large)
            {
                (rest, term, one) = (rest / Large, term / Large, one / Large);
                scale += Math.Log(Large);
            }
            if (ratio < 1 && Math.Abs(term) < Math.Abs(rest) * 1e-17 * (1 - Math.Max(ratio, z)) || Math.Abs(term) < Tiny) break;
        }
        return scale == 0 ? LogSpace.Log1p(rest) : Math.Log(one + rest) + scale;
    }
}
