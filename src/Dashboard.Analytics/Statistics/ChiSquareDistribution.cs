using MathNet.Numerics;

namespace Dashboard.Analytics.Statistics;

/// <summary>The chi-square distribution.</summary>
public static class ChiSquareDistribution
{
    /// <summary>P(X &gt; x); x ≥ 0, degrees of freedom &gt; 0.</summary>
    public static double UpperTail(double x, double degrees) => SpecialFunctions.GammaUpperRegularized(degrees / 2, x / 2);
}
