namespace Dashboard.Analytics.Statistics;

/// <summary>The greatest distance of a Brownian bridge from zero on [0, a]; with a = 1 Kolmogorov's distribution.</summary>
internal static class BrownianBridge
{
    /// <summary>P(sup |B| ≤ <paramref name="distance"/>) on [0, <paramref name="a"/>], 0 &lt; a ≤ 1: Hall, Wellner 1980, Biometrika 67, eq. 2.6.</summary>
    public static double Cdf(double distance, double a)
    {
        if (distance <= 0) return 0;
        var rest = Math.Max(1 - a, 1e-12);
        var (r, d) = (distance * Math.Sqrt(rest / a), 1 / rest);
        var sum = 1 - 2 * NormalDistribution.UpperTail(r * d);
        for (var k = 1; k < 200; k++)
        {
            var term = 2 * Math.Exp(-2.0 * k * k * distance * distance) * (NormalDistribution.Lower(r * (2 * k + d)) - NormalDistribution.Lower(r * (2 * k - d)));
            sum += k % 2 == 0 ? term : -term;
            if (Math.Abs(term) < 1e-17) break;
        }
        return Math.Clamp(sum, 0, 1);
    }

    /// <summary>Distance that is kept with probability <paramref name="p"/>; zero when <paramref name="a"/> is.</summary>
    public static double Quantile(double p, double a) =>
        a <= 0 ? 0 : Root.Between(distance => Cdf(distance, a) - p, 0, 10);
}
