namespace Dashboard.Analytics.Statistics;

/// <summary>Student's t with any positive number of degrees of freedom, whole or not; +∞ is the normal distribution.</summary>
public static class StudentDistribution
{
    /// <summary>P(T &gt; t).</summary>
    public static double UpperTail(double t, double degrees) => Math.Exp(LogUpperTail(t, degrees));

    /// <summary>ln P(T &gt; t), also where it is below the smallest double (Abramowitz and Stegun 26.7.1).</summary>
    public static double LogUpperTail(double t, double degrees)
    {
        if (double.IsPositiveInfinity(degrees)) return NormalDistribution.LogUpperTail(t);
        if (t < 0) return LogSpace.Complement(LogUpperTail(-t, degrees));
        if (double.IsPositiveInfinity(t)) return double.NegativeInfinity;
        // Divided by the larger, so that neither square overflows.
        var ratio = t / Math.Sqrt(degrees);
        var (x, y) = ratio < 1 ? (1 / (1 + ratio * ratio), ratio * ratio / (1 + ratio * ratio)) : (1 / ratio / (ratio + 1 / ratio), ratio / (ratio + 1 / ratio));
        return IncompleteBeta.LogLower(degrees / 2, 0.5, x, y) - Math.Log(2);
    }

    /// <summary>The t that is exceeded with this probability, 0 &lt; p &lt; 1.</summary>
    public static double UpperQuantile(double p, double degrees)
    {
        if (double.IsPositiveInfinity(degrees)) return NormalDistribution.UpperQuantile(p);
        if (p > 0.5) return -UpperQuantile(1 - p, degrees);
        var log = Math.Log(p);
        return Root.Beyond(t => log - LogUpperTail(t, degrees), 0, 1);
    }
}
