namespace Dashboard.Analytics.Experiments;

/// <summary>Tests of "both shares are equal", k1 of n1 against k2 of n2, two-sided.</summary>
public static class ShareTest
{
    /// <summary>z with the pooled variance, positive when the second share is larger, and the logarithm of its p-value.</summary>
    /// <returns>(0, 0) when all or none of the customers succeeded.</returns>
    public static (double Z, double LogPValue) Pooled(long k1, long n1, long k2, long n2)
    {
        var p = (double)(k1 + k2) / (n1 + n2);
        var variance = p * (1 - p) * (1.0 / n1 + 1.0 / n2);
        if (variance == 0) return (0, 0);
        var z = ((double)k2 / n2 - (double)k1 / n1) / Math.Sqrt(variance);
        return (z, Math.Min(0, NormalDistribution.LogUpperTail(Math.Abs(z)) + Math.Log(2)));
    }

    /// <summary>Logarithm of the p-value of Fisher's exact test: all tables with these margins that are at most as likely as the one seen.</summary>
    public static double FisherLogPValue(long k1, long n1, long k2, long n2)
    {
        var successes = k1 + k2;
        var (lowest, highest) = (Math.Max(0, successes - n2), Math.Min(n1, successes));
        // Two tables that are equally likely may differ by rounding.
        var seen = LogTable(k1) + 1e-7;
        var sum = double.NegativeInfinity;
        for (var k = lowest; k <= highest; k++)
        {
            var log = LogTable(k);
            if (log <= seen) sum = LogSpace.Add(sum, log);
        }
        return Math.Min(0, sum);

        double LogTable(long k) => LogChoose(n1, k) + LogChoose(n2, successes - k) - LogChoose(n1 + n2, successes);
    }

    /// <summary>
    /// Probability that the second share is truly the larger, both with a uniform prior: the exact sum for Beta posteriors (Miller 2015, "Formulas for Bayesian A/B
    /// testing", eq. 2), in logs and on the side of the smaller tail.
    /// </summary>
    public static double ChanceToWin(long k1, long n1, long k2, long n2)
    {
        // Each loop gives the smaller probability its own positive terms.
        return (double)k2 / n2 <= (double)k1 / n1 ? Above(k2 + 1, n2 - k2 + 1, k1 + 1, n1 - k1 + 1) : 1 - Above(k1 + 1, n1 - k1 + 1, k2 + 1, n2 - k2 + 1);

        // P(X > Y) for X ~ Beta(a, b) and Y ~ Beta(c, d).
        static double Above(long a, long b, long c, long d)
        {
            var sum = double.NegativeInfinity;
            for (var i = 0; i < a; i++)
                sum = LogSpace.Add(sum, Gammas.LogBeta(c + i, b + d) - Math.Log(b + i) - Gammas.LogBeta(1 + i, b) - Gammas.LogBeta(c, d));
            return Math.Min(1, Math.Exp(sum));
        }
    }

    private static double LogChoose(long n, long k) => -Math.Log(n + 1.0) - Gammas.LogBeta(k + 1.0, n - k + 1.0);
}
