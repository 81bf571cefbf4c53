namespace Dashboard.Analytics.Statistics;

/// <summary>The beta distribution with shapes a, b &gt; 0.</summary>
public static class BetaDistribution
{
    /// <summary>The x below which a share p lies, 0 &lt; p &lt; 1.</summary>
    public static double Quantile(double p, double a, double b) =>
        // Of the two tails the smaller one is exact.
        p <= 0.5
            ? Root.Between(x => IncompleteBeta.LogLower(a, b, x, 1 - x) - Math.Log(p), 0, 1)
            : Root.Between(x => Math.Log(1 - p) - IncompleteBeta.LogLower(b, a, 1 - x, x), 0, 1);
}
