namespace Dashboard.Analytics.Experiments;

/// <summary>What the sizes of the arms say about the assignment.</summary>
public enum SampleRatioVerdict
{
    /// <summary>Fewer than 100 customers.</summary>
    TooFew,

    /// <summary>Compatible with the planned shares.</summary>
    AsPlanned,

    /// <summary>Something assigns or loses customers unevenly: the experiment's results must not be used.</summary>
    Mismatch,
}

/// <summary>The check that the arms have the sizes that were planned.</summary>
/// <param name="ChiSquare">Pearson's statistic.</param>
/// <param name="PValue">Probability of at least this statistic under the planned shares.</param>
/// <param name="Verdict">What it means.</param>
public readonly record struct SampleRatio(double ChiSquare, double PValue, SampleRatioVerdict Verdict)
{
    /// <summary>Customers from whom on the check speaks.</summary>
    public const long LeastCustomers = 100;

    /// <summary>Below it the arms are called uneven (Fabijan et al. 2019 and practice: the check is read daily, so 0.05 would cry wolf).</summary>
    public const double Threshold = 0.001;

    /// <summary>Pearson's chi-square test of the arms' sizes.</summary>
    /// <param name="observed">Customers per arm, two arms or more.</param>
    /// <param name="planned">Planned weights of the same arms, each &gt; 0, in any unit.</param>
    /// <exception cref="ArgumentException">Fewer than two arms, not one weight per arm, or a weight that is not positive.</exception>
    public static SampleRatio Check(ReadOnlySpan<long> observed, ReadOnlySpan<double> planned)
    {
        if (observed.Length < 2 || planned.Length != observed.Length) throw new ArgumentException("Two arms or more with one planned weight each are needed.");
        var (total, weights) = (0L, 0.0);
        for (var i = 0; i < observed.Length; i++)
        {
            if (!(planned[i] > 0)) throw new ArgumentException("A planned weight is not positive.");
            (total, weights) = (total + observed[i], weights + planned[i]);
        }
        if (total == 0) return new(0, 1, SampleRatioVerdict.TooFew);
        var statistic = 0.0;
        for (var i = 0; i < observed.Length; i++)
        {
            var expected = total * (planned[i] / weights);
            statistic += (observed[i] - expected) * (observed[i] - expected) / expected;
        }
        var p = ChiSquareDistribution.UpperTail(statistic, observed.Length - 1);
        return new(statistic, p, total < LeastCustomers ? SampleRatioVerdict.TooFew : p < Threshold ? SampleRatioVerdict.Mismatch : SampleRatioVerdict.AsPlanned);
    }
}
