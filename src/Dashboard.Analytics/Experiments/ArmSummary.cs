namespace Dashboard.Analytics.Experiments;

/// <summary>All that a comparison of means needs from one arm.</summary>
/// <param name="N">Customers in the arm.</param>
/// <param name="Mean">The measure: mean per customer, share of customers, or quotient of two sums.</param>
/// <param name="Variance">Its variance times <paramref name="N"/>.</param>
public readonly record struct ArmSummary(long N, double Mean, double Variance)
{
    /// <summary>A share of customers, for example conversion; 0 ≤ <paramref name="successes"/> ≤ <paramref name="n"/>.</summary>
    public static ArmSummary OfShare(long n, long successes)
    {
        var p = n == 0 ? 0 : (double)successes / n;
        return new(n, p, p * (1 - p));
    }

    /// <summary>A mean per customer, from one value per customer.</summary>
    public static ArmSummary OfMean(ReadOnlySpan<double> values) => OfMean(PairMoments.Of(values, values));

    /// <summary>A mean per customer, from plain sums.</summary>
    public static ArmSummary OfMean(long n, double sum, double sumSquares) => OfMean(PairMoments.FromSums(n, sum, sumSquares, 0, 0, 0));

    /// <summary>
    /// A quotient of two sums over customers, for example revenue per order, where orders of one customer are not independent: variance by the delta method
    /// (Deng, Knoblich, Lu 2018, "Applying the delta method in metric analytics", eq. 2). <paramref name="moments"/> has the numerator first; its mean
    /// denominator must not be 0.
    /// </summary>
    public static ArmSummary OfRatio(PairMoments moments)
    {
        var (ratio, d) = (moments.MeanY / moments.MeanX, moments.MeanX);
        return new(moments.N, ratio, Math.Max(0, moments.VarianceY - 2 * ratio * moments.Covariance + ratio * ratio * moments.VarianceX) / (d * d));
    }

    private static ArmSummary OfMean(PairMoments moments) => new(moments.N, moments.MeanY, moments.VarianceY);
}
