namespace Dashboard.Analytics.Experiments;

/// <summary>How a difference between arms is expressed.</summary>
public enum EffectScale
{
    /// <summary>Treatment minus control, in the unit of the measure.</summary>
    Absolute,

    /// <summary>Treatment / control − 1.</summary>
    Relative,
}

/// <summary>Why two arms cannot be compared.</summary>
public enum NoEffectReason
{
    /// <summary>An arm has fewer than two customers.</summary>
    TooFewCustomers,

    /// <summary>All customers have the same value.</summary>
    NoVariance,

    /// <summary>The control's mean is 0, so that there is no relative difference.</summary>
    NoBaseline,

    /// <summary>A value is not a finite number.</summary>
    NotFinite,
}

/// <summary>A difference between two arms and how sure it is.</summary>
/// <param name="Estimate">The difference.</param>
/// <param name="Variance">Variance of the estimate, &gt; 0.</param>
/// <param name="DegreesOfFreedom">By Welch and Satterthwaite.</param>
/// <param name="N">Customers in both arms.</param>
/// <param name="Baseline">What a relative difference must be multiplied by: 1, or the control's mean on the absolute scale.</param>
public sealed record Effect(double Estimate, double Variance, double DegreesOfFreedom, long N, double Baseline)
{
    public double StandardError => Math.Sqrt(Variance);

    /// <summary>Treatment against control. Relative differences have their variance by the delta method.</summary>
    public static EffectResult Between(ArmSummary control, ArmSummary treatment, EffectScale scale)
    {
        var baseline = control.Mean;
        var (varianceA, varianceB) = (control.Variance / control.N, treatment.Variance / treatment.N);
        if (scale == EffectScale.Absolute)
            return Checked(control, treatment, treatment.Mean - baseline, varianceA + varianceB, baseline, scale);
        var ratio = treatment.Mean / baseline;
        return Checked(control, treatment, (treatment.Mean - baseline) / baseline, (varianceB + ratio * ratio * varianceA) / (baseline * baseline), baseline, scale);
    }

    /// <summary>
    /// Treatment against control after CUPED (Deng, Xu, Kohavi, Walker 2013, eq. 4): each arm's mean is corrected by what its customers did before, with one slope
    /// from both arms together. Relative differences are against the control's own, uncorrected mean.
    /// </summary>
    /// <param name="control">Measure first, the same customers' measure before the experiment second.</param>
    /// <param name="treatment">Likewise.</param>
    /// <param name="scale">How to express the difference.</param>
    public static EffectResult BetweenCuped(PairMoments control, PairMoments treatment, EffectScale scale)
    {
        var pooled = control.With(treatment);
        var slope = pooled.VarianceX == 0 ? 0 : pooled.Covariance / pooled.VarianceX;
        var (a, b) = (Adjusted(control), Adjusted(treatment));
        var (difference, baseline) = (b.Mean - a.Mean, control.MeanY);
        if (scale == EffectScale.Absolute)
            return Checked(a, b, difference, a.Variance / a.N + b.Variance / b.N, baseline, scale);
        // The control's mean stands in numerator and denominator: its derivative is the quotient of the means.
        var ratio = treatment.MeanY / baseline;
        var varianceA = (ratio * ratio * control.VarianceY - 2 * ratio * slope * control.Covariance + slope * slope * control.VarianceX) / control.N;
        return Checked(a, b, difference / baseline, (b.Variance / b.N + varianceA) / (baseline * baseline), baseline, scale);

        ArmSummary Adjusted(PairMoments arm) =>
            new(arm.N, arm.MeanY - slope * arm.MeanX, Math.Max(0, arm.VarianceY - 2 * slope * arm.Covariance + slope * slope * arm.VarianceX));
    }

    private static EffectResult Checked(ArmSummary control, ArmSummary treatment, double estimate, double variance, double baseline, EffectScale scale)
    {
        if (control.N < 2 || treatment.N < 2) return new(null, NoEffectReason.TooFewCustomers);
        if (scale == EffectScale.Relative && baseline == 0) return new(null, NoEffectReason.NoBaseline);
        var (a, b) = (control.Variance / control.N, treatment.Variance / treatment.N);
        if (a + b == 0) return new(null, NoEffectReason.NoVariance);
        var degrees = (a + b) * (a + b) / (a * a / (control.N - 1) + b * b / (treatment.N - 1));
        if (!double.IsFinite(estimate) || !double.IsFinite(variance) || !double.IsFinite(degrees)) return new(null, NoEffectReason.NotFinite);
        return new(new(estimate, variance, degrees, control.N + treatment.N, scale == EffectScale.Absolute ? baseline : 1), null);
    }
}

/// <summary>An effect, or the reason why there is none.</summary>
public readonly record struct EffectResult(Effect? Effect, NoEffectReason? Reason);
