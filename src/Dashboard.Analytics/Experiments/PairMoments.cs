namespace Dashboard.Analytics.Experiments;

/// <summary>Number, means, sample variances (divisor n − 1) and covariance of two measures of the same customers, for example spend and spend before the experiment.</summary>
/// <param name="N">Customers.</param>
/// <param name="MeanY">Mean of the first measure.</param>
/// <param name="MeanX">Mean of the second measure.</param>
/// <param name="VarianceY">Sample variance of the first; 0 with fewer than two customers.</param>
/// <param name="VarianceX">Sample variance of the second.</param>
/// <param name="Covariance">Sample covariance.</param>
public readonly record struct PairMoments(long N, double MeanY, double MeanX, double VarianceY, double VarianceX, double Covariance)
{
    /// <summary>From one value of each measure per customer, in two passes.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static PairMoments Of(ReadOnlySpan<double> y, ReadOnlySpan<double> x)
    {
        if (x.Length != y.Length) throw new ArgumentException("One value of each measure per customer is needed.");
        if (y.Length == 0) return default;
        var (meanY, meanX) = (0.0, 0.0);
        for (var i = 0; i < y.Length; i++) (meanY, meanX) = (meanY + y[i], meanX + x[i]);
        (meanY, meanX) = (meanY / y.Length, meanX / x.Length);
        var (yy, xx, yx) = (0.0, 0.0, 0.0);
        for (var i = 0; i < y.Length; i++)
        {
            var (dy, dx) = (y[i] - meanY, x[i] - meanX);
            (yy, xx, yx) = (yy + dy * dy, xx + dx * dx, yx + dy * dx);
        }
        return Divided(y.Length, meanY, meanX, yy, xx, yx);
    }

    /// <summary>From plain sums, as a database gives them; loses digits when a mean is large against its deviation.</summary>
    public static PairMoments FromSums(long n, double sumY, double sumSquaresY, double sumX, double sumSquaresX, double sumProducts) =>
        n == 0 ? default : Divided(n, sumY / n, sumX / n, sumSquaresY - sumY * sumY / n, sumSquaresX - sumX * sumX / n, sumProducts - sumY * sumX / n);

    /// <summary>The moments of both groups of customers together.</summary>
    public PairMoments With(PairMoments other)
    {
        if (N == 0 || other.N == 0) return N == 0 ? other : this;
        var n = N + other.N;
        var (dy, dx, weight) = (other.MeanY - MeanY, other.MeanX - MeanX, (double)N * other.N / n);
        return Divided(
            n, MeanY + dy * other.N / n, MeanX + dx * other.N / n,
            (N - 1) * VarianceY + (other.N - 1) * other.VarianceY + dy * dy * weight,
            (N - 1) * VarianceX + (other.N - 1) * other.VarianceX + dx * dx * weight,
            (N - 1) * Covariance + (other.N - 1) * other.Covariance + dy * dx * weight);
    }

    private static PairMoments Divided(long n, double meanY, double meanX, double yy, double xx, double yx)
    {
        var d = Math.Max(n - 1, 1);
        return new(n, meanY, meanX, Math.Max(yy, 0) / d, Math.Max(xx, 0) / d, yx / d);
    }
}
