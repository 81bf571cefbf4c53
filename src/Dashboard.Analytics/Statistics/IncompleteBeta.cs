namespace Dashboard.Analytics.Statistics;

/// <summary>
/// The regularized incomplete beta function, for shapes from 1e-3 to 1e10; own code because MathNet.Numerics 5.0 is off by 1e-9 at a million
/// customers and by 1e-6 at a thousand million, and gives no logarithm.
/// </summary>
public static class IncompleteBeta
{
    /// <summary>ln(x^a y^b / B(a, b)) with y = 1 − x given apart, so that neither end loses digits (Loader 2000).</summary>
    public static double LogKernel(double a, double b, double x, double y)
    {
        if (x <= 0 || y <= 0) return double.NegativeInfinity;
        var excess = b * x - a * y;
        var deviance = a * Deviance(excess / a, x / a * (a + b)) + b * Deviance(-excess / b, y / b * (a + b));
        return 0.5 * Math.Log(a / (2 * Math.PI * (a + b)) * b) - deviance
            + Gammas.StirlingError(a + b) - Gammas.StirlingError(a) - Gammas.StirlingError(b);

        static double Deviance(double u, double onePlusU) => Math.Abs(u) < 0.5 ? LogSpace.MinusLog1p(u) : u - Math.Log(onePlusU);
    }

    /// <summary>I_x(a, b), the probability that a Beta(a, b) variable is at most x; y = 1 − x given apart.</summary>
    public static double Lower(double a, double b, double x, double y) =>
        IsBelowMean(a, b, x, y) ? Math.Exp(LogTail(a, b, x, y)) : 1 - Math.Exp(LogTail(b, a, y, x));

    /// <summary>ln I_x(a, b), also where I_x is below the smallest double.</summary>
    public static double LogLower(double a, double b, double x, double y) =>
        IsBelowMean(a, b, x, y) ? LogTail(a, b, x, y) : LogSpace.Complement(Math.Min(0, LogTail(b, a, y, x)));

    // There the continued fraction converges fastest.
    private static bool IsBelowMean(double a, double b, double x, double y) => (b + 1) * x < (a + 1) * y;

    // The continued fraction of Didonato and Morris 1992 (ACM TOMS 708, eq. 9) by the modified Lentz method: its first term a y - b x is small near the mean,
    // where the classical fraction subtracts nearly equal numbers.
    private static double LogTail(double a, double b, double x, double y)
    {
        var kernel = LogKernel(a, b, x, y);
        if (double.IsNegativeInfinity(kernel)) return kernel;
        var first = 1 + a * y - b * x;
        var fraction = NotZero(first / (1 + 1 / a));
        var (c, d) = (fraction, 0.0);
        for (var n = 1; n < 1_000_000; n++)
        {
            var (before, share) = (1 + (n - 1) / a, a / (a + 2 * n - 1));
            var w = n * (b - n) * x;
            var numerator = before * (before + b / a) * share * share * w * x;
            var denominator = n + w / (a + 2 * n - 1) + (1 + n / a) / (1 + (1.0 + 2 * n) / a) * (first + n * (1 + y));
            d = 1 / NotZero(denominator + numerator * d);
            c = NotZero(denominator + numerator / c);
            fraction *= c * d;
            if (Math.Abs(c * d - 1) < 2e-16) break;
        }
        return kernel - Math.Log(fraction);

        static double NotZero(double value) => Math.Abs(value) < 1e-300 ? 1e-300 : value;
    }
}
