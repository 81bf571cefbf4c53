using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.BetaGeometric;

/// <summary>Events in a time t at a rate ~ Gamma(shape, rate): negative binomial with z = t/(rate + t).</summary>
/// <param name="Shape">Shape of the rate.</param>
/// <param name="Rate">Rate parameter of the rate.</param>
/// <param name="T">Length of the time, above 0.</param>
internal readonly record struct EventCount(double Shape, double Rate, double T)
{
    private const int MostTerms = 200_000_000;

    /// <summary>Below this, products may round back to themselves instead of falling to 0.</summary>
    private const double Tiny = 1e-300;

    private double Z => T / (Rate + T);

    /// <summary>P(low ≤ N ≤ high).</summary>
    public double Between(int low, int high)
    {
        var term = Exactly(low);
        var sum = term;
        for (var n = low; n < high; n++) sum += term *= Z * (Shape + n) / (n + 1);
        return sum;
    }

    /// <summary>P(N ≥ n), from the side that is the smaller.</summary>
    public double AtLeast(int n)
    {
        if (n <= 0) return 1;
        if (n == 1) return -LogSpace.Expm1(-Shape * LogSpace.Log1p(T / Rate));
        if (n < Shape * T / Rate) return 1 - Between(0, n - 1);
        var z = Z;
        var (term, sum) = (Exactly(n), 0.0);
        for (var i = n; i < n + MostTerms; i++)
        {
            sum += term;
            var ratio = z * (Shape + i) / (i + 1);
            if (ratio < 1 && term <= sum * 1e-17 * (1 - Math.Max(ratio, z)) || term < Tiny) break;
            term *= ratio;
        }
        return sum;
    }

    private double Exactly(int n) =>
        Math.Exp(Gammas.LogRatio(Shape, n) - Gammas.Log(n + 1.0) - Shape * LogSpace.Log1p(T / Rate) - n * LogSpace.Log1p(Rate / T));
}
