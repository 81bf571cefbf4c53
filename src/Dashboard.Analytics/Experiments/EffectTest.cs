namespace Dashboard.Analytics.Experiments;

/// <summary>Which differences speak against "no difference".</summary>
public enum Alternative
{
    TwoSided,

    /// <summary>Treatment above control.</summary>
    Greater,

    /// <summary>Treatment below control.</summary>
    Less,
}

/// <summary>An interval and a p-value for an effect.</summary>
/// <param name="Estimate">The effect.</param>
/// <param name="Low">Lower end; −∞ for <see cref="Alternative.Less"/>.</param>
/// <param name="High">Upper end; +∞ for <see cref="Alternative.Greater"/>.</param>
/// <param name="LogPValue">Natural logarithm of the p-value, which also serves below the smallest double.</param>
public readonly record struct EffectTest(double Estimate, double Low, double High, double LogPValue)
{
    public double PValue => Math.Exp(LogPValue);

    /// <summary>Welch's t-test (1947): valid when looked at once, at the end.</summary>
    /// <param name="effect">Difference of the arms.</param>
    /// <param name="alpha">1 − confidence, 0 &lt; alpha &lt; 1.</param>
    /// <param name="alternative">Two-sided, or one side with all of alpha.</param>
    public static EffectTest Welch(Effect effect, double alpha, Alternative alternative = Alternative.TwoSided)
    {
        var (t, degrees) = (effect.Estimate / effect.StandardError, effect.DegreesOfFreedom);
        var half = effect.StandardError * StudentDistribution.UpperQuantile(alternative == Alternative.TwoSided ? alpha / 2 : alpha, degrees);
        var log = alternative switch
        {
            Alternative.TwoSided => Math.Min(0, StudentDistribution.LogUpperTail(Math.Abs(t), degrees) + Math.Log(2)),
            Alternative.Greater => StudentDistribution.LogUpperTail(t, degrees),
            _ => StudentDistribution.LogUpperTail(-t, degrees),
        };
        return Around(effect.Estimate, half, log, alternative);
    }

    /// <summary>
    /// An asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, arXiv 2103.06476; two-sided eq. 9 and 155, one-sided eq. 134 and 161):
    /// valid however often one looks, narrowest near <paramref name="tuning"/> customers.
    /// </summary>
    /// <param name="effect">Difference of the arms.</param>
    /// <param name="alpha">1 − confidence, 0 &lt; alpha &lt; 1 (one-sided: &lt; ½).</param>
    /// <param name="tuning">Customers in both arms at which the interval should be narrowest, &gt; 0.</param>
    /// <param name="alternative">Two-sided, or one side with all of alpha.</param>
    /// <returns>The p-value is the smallest level whose interval, with the mixing distribution chosen for <paramref name="alpha"/>, leaves out 0.</returns>
    public static EffectTest Sequential(Effect effect, double alpha, double tuning, Alternative alternative = Alternative.TwoSided)
    {
        if (alternative == Alternative.TwoSided)
        {
            var mixed = effect.N * MixingVariance(alpha, tuning);
            var half = effect.StandardError * Math.Sqrt(2 * (mixed + 1) / mixed * (LogSpace.Log1p(mixed) / 2 - Math.Log(alpha)));
            return Around(effect.Estimate, half, Math.Min(0, LogSpace.Log1p(mixed) / 2 - Evidence(effect, mixed)), alternative);
        }
        // Half of the two-sided mixing distribution has all the weight, so it is best tuned for twice the level.
        var oneSided = effect.N * MixingVariance(2 * alpha, tuning);
        var width = effect.StandardError * Math.Sqrt(2 * (oneSided + 1) / oneSided * LogSpace.Log1p(Math.Sqrt(oneSided + 1) / (2 * alpha)));
        var speaksFor = alternative == Alternative.Greater ? effect.Estimate > 0 : effect.Estimate < 0;
        var evidence = Evidence(effect, oneSided);
        var log = speaksFor ? LogSpace.Log1p(oneSided) / 2 - Math.Log(2) - evidence - LogSpace.Complement(-evidence) : 0;
        return Around(effect.Estimate, width, Math.Min(0, log), alternative);
    }

    // ρ² of the mixing distribution that is best at the tuning point.
    private static double MixingVariance(double alpha, double tuning) => (Math.Log(1 - 2 * Math.Log(alpha)) - 2 * Math.Log(alpha)) / tuning;

    private static double Evidence(Effect effect, double mixed) => effect.Estimate / effect.Variance * effect.Estimate * mixed / (2 * (1 + mixed));

    private static EffectTest Around(double estimate, double half, double logPValue, Alternative alternative) => new(
        estimate,
        alternative == Alternative.Less ? double.NegativeInfinity : estimate - half,
        alternative == Alternative.Greater ? double.PositiveInfinity : estimate + half,
        logPValue);
}
