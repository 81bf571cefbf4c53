namespace Dashboard.Analytics.Experiments;

/// <summary>
/// Intervals for a share k of n (0 ≤ k ≤ n, n ≥ 1) and for differences and quotients of two shares. <c>alpha</c> is 1 − confidence. Wilson's is the one the product
/// shows; the others stand for those who ask by name (Brown, Cai, DasGupta 2001, "Interval estimation for a binomial proportion").
/// </summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct ShareInterval(double Low, double High)
{
    /// <summary>The score interval (Wilson 1927).</summary>
    public static ShareInterval Wilson(long k, long n, double alpha)
    {
        var (p, z) = ((double)k / n, NormalDistribution.UpperQuantile(alpha / 2));
        var (center, half) = ((p + z * z / (2 * n)) / (1 + z * z / n), z / (1 + z * z / n) * Math.Sqrt(p * (1 - p) / n + z * z / (4.0 * n * n)));
        return new(k == 0 ? 0 : center - half, k == n ? 1 : center + half);
    }

    /// <summary>The exact interval (Clopper, Pearson 1934): never too narrow, mostly too wide.</summary>
    public static ShareInterval ClopperPearson(long k, long n, double alpha) => new(
        k == 0 ? 0 : BetaDistribution.Quantile(alpha / 2, k, n - k + 1), k == n ? 1 : BetaDistribution.Quantile(1 - alpha / 2, k + 1, n - k));

    /// <summary>Wald's interval after adding z²/2 successes and failures (Agresti, Coull 1998), cut at 0 and 1.</summary>
    public static ShareInterval AgrestiCoull(long k, long n, double alpha)
    {
        var z = NormalDistribution.UpperQuantile(alpha / 2);
        var total = n + z * z;
        var p = (k + z * z / 2) / total;
        var half = z * Math.Sqrt(p * (1 - p) / total);
        return new(Math.Max(0, p - half), Math.Min(1, p + half));
    }

    /// <summary>The central posterior interval under Jeffreys' prior Beta(½, ½).</summary>
    public static ShareInterval Jeffreys(long k, long n, double alpha) =>
        new(BetaDistribution.Quantile(alpha / 2, k + 0.5, n - k + 0.5), BetaDistribution.Quantile(1 - alpha / 2, k + 0.5, n - k + 0.5));

    /// <summary>Difference of the second share from the first by Wilson's intervals of both (Newcombe 1998, method 10).</summary>
    public static ShareInterval NewcombeDifference(long k1, long n1, long k2, long n2, double alpha)
    {
        var (a, b, p1, p2) = (Wilson(k1, n1, alpha), Wilson(k2, n2, alpha), (double)k1 / n1, (double)k2 / n2);
        return new(p2 - p1 - Hypot(p2 - b.Low, a.High - p1), p2 - p1 + Hypot(b.High - p2, p1 - a.Low));

        static double Hypot(double x, double y) => Math.Sqrt(x * x + y * y);
    }

    /// <summary>Difference of the second share from the first by the normal approximation (Wald).</summary>
    public static ShareInterval WaldDifference(long k1, long n1, long k2, long n2, double alpha)
    {
        var (p1, p2) = ((double)k1 / n1, (double)k2 / n2);
        var half = NormalDistribution.UpperQuantile(alpha / 2) * Math.Sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2);
        return new(p2 - p1 - half, p2 - p1 + half);
    }

    /// <summary>
    /// Quotient of the second share by the first: all quotients that a score test does not reject (Koopman 1984, with the variance correction of Miettinen and
    /// Nurminen 1985, eq. 10). 0 ≤ Low ≤ High ≤ +∞; from 0 to +∞ when neither share has a success.
    /// </summary>
    public static ShareInterval ScoreRatio(long k1, long n1, long k2, long n2, double alpha)
    {
        var z = NormalDistribution.UpperQuantile(alpha / 2);
        if (k1 == 0 && k2 == 0) return new(0, double.PositiveInfinity);
        var estimate = (double)k2 / n2 / ((double)k1 / n1);
        return new(
            k2 == 0 ? 0 : Root.Beyond(ratio => z - Score(ratio), 0, 1),
            k1 == 0 ? double.PositiveInfinity : Root.Beyond(ratio => z + Score(ratio), estimate, Math.Max(estimate, 1)));

        double Score(double ratio)
        {
            var difference = (double)k2 / n2 - ratio * k1 / n1;
            if (difference == 0) return 0;
            // Maximum likelihood of both shares when their quotient is given.
            var (a, b, c) = ((n1 + n2) * ratio, -(n2 * ratio + k2 + n1 + k1 * ratio), (double)(k1 + k2));
            var p1 = 2 * c / (-b + Math.Sqrt(Math.Max(0, b * b - 4 * a * c)));
            var p2 = Math.Min(1, ratio * p1);
            var variance = (p2 * (1 - p2) / n2 + ratio * ratio * p1 * (1 - p1) / n1) * (n1 + n2) / (n1 + n2 - 1.0);
            return variance <= 0 ? Math.Sign(difference) * double.PositiveInfinity : difference / Math.Sqrt(variance);
        }
    }
}
