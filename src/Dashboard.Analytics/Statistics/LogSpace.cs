namespace Dashboard.Analytics.Statistics;

/// <summary>Sums, differences and odds of numbers known by their logarithms; -∞ stands for 0 and passes through.</summary>
public static class LogSpace
{
    /// <summary>ln(1 + x) to full precision at small x (Kahan); double.LogP1 of .NET 10 is Math.Log(1 + x).</summary>
    public static double Log1p(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : double.IsInfinity(u) ? u : Math.Log(u) * (x / (u - 1));
    }

    /// <summary>eˣ - 1 to full precision at small x (Kahan).</summary>
    public static double Expm1(double x)
    {
        var u = Math.Exp(x);
        return u == 1 ? x : u - 1 == -1 || double.IsInfinity(u) ? u - 1 : (u - 1) * x / Math.Log(u);
    }

    /// <summary>x - ln(1 + x) ≥ 0 to full relative precision; x &gt; -1.</summary>
    public static double MinusLog1p(double x)
    {
        if (Math.Abs(x) > 0.5) return x - Log1p(x);
        // ln(1 + x) = 2 artanh(v) and x = 2v / (1 - v) with v = x / (2 + x).
        var v = x / (2 + x);
        var (square, power, sum) = (v * v, v, 0.0);
        for (var k = 3; ; k += 2)
        {
            power *= square;
            var term = power / k;
            if (sum + term == sum) return x * v - 2 * sum;
            sum += term;
        }
    }

    /// <summary>ln(eᵃ + eᵇ).</summary>
    public static double Add(double a, double b)
    {
        var (high, low) = a > b ? (a, b) : (b, a);
        return double.IsInfinity(high) ? high : high + Log1p(Math.Exp(low - high));
    }

    /// <summary>ln(eᵃ - eᵇ); a ≥ b, -∞ when equal.</summary>
    public static double Subtract(double a, double b) => double.IsNegativeInfinity(b) ? a : a + Complement(b - a);

    /// <summary>ln(1 - eᵃ); a ≤ 0.</summary>
    public static double Complement(double a) => a > -0.6931471805599453 ? Math.Log(-Expm1(a)) : Log1p(-Math.Exp(a));

    /// <summary>ln Σ eᵛ; -∞ for none.</summary>
    public static double Sum(ReadOnlySpan<double> values)
    {
        var high = double.NegativeInfinity;
        foreach (var value in values) high = Math.Max(high, value);
        if (double.IsInfinity(high)) return high;
        var sum = 0.0;
        foreach (var value in values) sum += Math.Exp(value - high);
        return high + Math.Log(sum);
    }

    /// <summary>ln(1 + eᵃ).</summary>
    public static double Softplus(double a) => a > 0 ? a + Log1p(Math.Exp(-a)) : Log1p(Math.Exp(a));

    /// <summary>1 / (1 + e⁻ᵃ), full relative precision at both ends.</summary>
    public static double Logistic(double a) => a >= 0 ? 1 / (1 + Math.Exp(-a)) : Math.Exp(a) / (1 + Math.Exp(a));
}
