namespace Dashboard.Analytics.Lifetime.Uncertainty;

/// <summary>A total over groups of customers that share their parameters, so that their errors do not average out.</summary>
internal sealed class TotalVariance
{
    /// <summary>What is expected.</summary>
    public double Expected { get; set; }

    /// <summary>Variance that chance alone gives.</summary>
    public double Chance { get; set; }

    /// <summary>Derivatives of <see cref="Expected"/> by all parameters.</summary>
    public double[]? Slopes { get; set; }

    /// <summary>The interval, 0 at least: <paramref name="covariance"/> is n·n.</summary>
    public Interval Interval(double[] covariance, int n, double level)
    {
        var variance = Chance;
        for (var i = 0; i < n && Slopes is not null; i++)
        {
            for (var j = 0; j < n; j++) variance += Slopes[i] * Slopes[j] * covariance[i * n + j];
        }
        var spread = DeltaMethod.Z(level) * Math.Sqrt(Math.Max(0, variance));
        return new(Expected, Math.Max(0, Expected - spread), Expected + spread);
    }
}
