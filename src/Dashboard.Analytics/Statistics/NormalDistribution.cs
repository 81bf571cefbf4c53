using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Dashboard.Analytics.Statistics;

/// <summary>The standard normal distribution; both tails to full relative precision, the upper one also in logs.</summary>
public static class NormalDistribution
{
    private const double HalfLog2Pi = 0.9189385332046727;

    /// <summary>P(Z ≤ z).</summary>
    public static double Lower(double z) => UpperTail(-z);

    /// <summary>P(Z &gt; z).</summary>
    public static double UpperTail(double z) => 0.5 * SpecialFunctions.Erfc(z / Math.Sqrt(2));

    /// <summary>ln P(Z &gt; z), also where it is below the smallest double.</summary>
    public static double LogUpperTail(double z)
    {
        if (z < -5) return LogSpace.Log1p(-UpperTail(-z));
        if (z < 25) return Math.Log(UpperTail(z));
        // Abramowitz and Stegun 26.2.12.
        var (term, sum) = (1.0, 1.0);
        for (var k = 1; k <= 8; k++)
        {
            term *= -(2 * k - 1) / (z * z);
            sum += term;
        }
        return -z * z / 2 - HalfLog2Pi - Math.Log(z) + Math.Log(sum);
    }

    /// <summary>Density at z.</summary>
    public static double Density(double z) => Math.Exp(-z * z / 2 - HalfLog2Pi);

    /// <summary>The z that is exceeded with this probability, 0 &lt; p &lt; 1.</summary>
    public static double UpperQuantile(double p) => -Normal.InvCDF(0, 1, p);
}
