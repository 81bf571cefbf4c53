namespace Dashboard.Analytics.Statistics;

/// <summary>
/// The gamma function's family for positive arguments, in logs; relative error below 1e-14, near the roots of ln Γ (1 and 2) absolute.
/// Own code: MathNet.Numerics 5.0 has no trigamma, no ₂F₁ of real arguments, and no differences that keep their digits at large arguments.
/// </summary>
public static class Gammas
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>From here on the asymptotic series are exact to the last bit.</summary>
    private const double Far = 10;

    /// <summary>ln Γ(x); x &gt; 0. +∞ at 0.</summary>
    public static double Log(double x)
    {
        if (x >= Far) return Stirling(x);
        if (x <= 0) return x == 0 ? double.PositiveInfinity : double.NaN;
        var product = 1.0;
        for (; x < Far; x++) product *= x;
        return Stirling(x) - Math.Log(product);
    }

    /// <summary>ln Γ(x + d) - ln Γ(x) without cancellation at large x; x &gt; 0, x + d &gt; 0.</summary>
    public static double LogRatio(double x, double d)
    {
        if (d == 0) return 0;
        if (x < Far || x + d < Far) return Log(x + d) - Log(x);
        return (x + d - 0.5) * LogSpace.Log1p(d / x) + d * (Math.Log(x) - 1) + StirlingRest(x + d) - StirlingRest(x);
    }

    /// <summary>ln B(a, b) = ln Γ(a) + ln Γ(b) - ln Γ(a + b); a, b &gt; 0.</summary>
    public static double LogBeta(double a, double b) => a < b ? Log(a) - LogRatio(b, a) : Log(b) - LogRatio(a, b);

    /// <summary>ln Γ(x) - [(x - ½) ln x - x + ½ ln 2π], what Stirling's formula leaves (Loader 2000, "Fast and accurate computation of binomial probabilities"); x &gt; 0.</summary>
    public static double StirlingError(double x)
    {
        var sum = 0.0;
        for (; x < Far; x++) sum += (x + 0.5) * LogSpace.Log1p(1 / x) - 1;
        return sum + StirlingRest(x);
    }

    /// <summary>ψ(x), the derivative of ln Γ; x &gt; 0.</summary>
    public static double Digamma(double x)
    {
        var sum = 0.0;
        for (; x < Far; x++) sum -= 1 / x;
        var y = 1 / (x * x);
        return sum + Math.Log(x) - 0.5 / x
            - y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y * (1.0 / 240 - y * (1.0 / 132 - y * (691.0 / 32760 - y * (1.0 / 12 - y * 3617.0 / 8160)))))));
    }

    /// <summary>ψ'(x), the second derivative of ln Γ; x &gt; 0.</summary>
    public static double Trigamma(double x)
    {
        var sum = 0.0;
        for (; x < Far; x++) sum += 1 / (x * x);
        var y = 1 / (x * x);
        return sum + 1 / x + y / 2
            + y / x * (1.0 / 6 - y * (1.0 / 30 - y * (1.0 / 42 - y * (1.0 / 30 - y * (5.0 / 66 - y * (691.0 / 2730 - y * (7.0 / 6 - y * 3617.0 / 510)))))));
    }

    /// <summary>ln Γ(x) - (x - ½) ln x + x - ½ ln 2π, Stirling's remainder; x ≥ 10.</summary>
    private static double StirlingRest(double x)
    {
        var y = 1 / (x * x);
        return (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y * (1.0 / 1188 - y * (691.0 / 360360 - y * (1.0 / 156 - y * 3617.0 / 122400))))))) / x;
    }

    private static double Stirling(double x) => (x - 0.5) * Math.Log(x) - x + HalfLogTwoPi + StirlingRest(x);
}
