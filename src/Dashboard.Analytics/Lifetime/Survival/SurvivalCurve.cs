namespace Dashboard.Analytics.Lifetime.Survival;

/// <summary>The share of customers still there after any time, from complete and still running tenures: Kaplan, Meier (1958).</summary>
public sealed class SurvivalCurve
{
    private SurvivalCurve(List<SurvivalStep> steps, double customers) => (Steps, Customers) = (steps, customers);

    /// <summary>One step for each distinct time, ascending; empty without tenures.</summary>
    public IReadOnlyList<SurvivalStep> Steps { get; }

    /// <summary>Sum of the weights.</summary>
    public double Customers { get; }

    /// <summary>Estimates the curve. Limits use Greenwood's error (1926).</summary>
    /// <param name="tenures">In any order; equal ones may be given as one with a weight.</param>
    /// <param name="confidence">Of the limits, between 0 and 1.</param>
    /// <param name="limits">How limits are made.</param>
    /// <exception cref="ArgumentException">A time is negative or not a number, a weight is not above zero.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is not between 0 and 1.</exception>
    public static SurvivalCurve Estimate(ReadOnlySpan<Tenure> tenures, double confidence = 0.95, SurvivalLimits limits = SurvivalLimits.LogLog)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        var groups = TenureGroup.Of(tenures);
        var customers = groups.Count == 0 ? 0 : groups[0].AtRisk;
        var band = new SurvivalBand(limits, confidence, customers, groups);
        var steps = new List<SurvivalStep>(groups.Count);
        var (survival, variance, hazard) = (1.0, 0.0, 0.0);
        foreach (var group in groups)
        {
            var left = group.AtRisk - group.Events;
            survival *= left / group.AtRisk;
            hazard += group.Events / group.AtRisk;
            if (left > 0) variance += group.Events / (group.AtRisk * left);
            var (lower, upper) = band.Around(survival, variance);
            steps.Add(new(group.Time, group.AtRisk, group.Events, group.Censored, survival, survival > 0 ? survival * Math.Sqrt(variance) : null, lower, upper, hazard));
        }
        return new(steps, customers);
    }

    /// <summary>Share that stays longer than <paramref name="time"/>; null without tenures and beyond the last tenure unless everybody had left.</summary>
    public double? At(double time)
    {
        if (Steps.Count == 0) return null;
        var (low, high) = (0, Steps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Steps[middle].Time <= time) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? 1 : low < Steps.Count || Steps[^1].Time == time || Steps[^1].Survival == 0 ? Steps[low - 1].Survival : null;
    }

    /// <summary>
    /// Time by which the share <paramref name="left"/> of the customers has left, 0.5 for the median: the first time the curve is at or below
    /// 1 - <paramref name="left"/>, the middle of the stretch if it stays exactly there. Null when the curve does not come down so far.
    /// </summary>
    public double? Quantile(double left = 0.5) => FirstAtOrBelow(step => step.Survival, 1 - left);

    /// <summary>Limits of <see cref="Quantile"/>: where the limits of the curve cross the same share (Brookmeyer, Crowley 1982). Null on a side that is never crossed.</summary>
    public (double? Lower, double? Upper) QuantileLimits(double left = 0.5) =>
        (FirstAtOrBelow(step => step.Lower, 1 - left), FirstAtOrBelow(step => step.Upper, 1 - left));

    /// <summary>Mean time under observation up to <paramref name="until"/>: the area under the curve. Null when nobody was seen that long.</summary>
    public double? RestrictedMean(double until)
    {
        if (At(until) is null) return null;
        var (area, from, survival) = (0.0, 0.0, 1.0);
        foreach (var step in Steps)
        {
            if (step.Time >= until) break;
            area += survival * (step.Time - from);
            (from, survival) = (step.Time, step.Survival);
        }
        return area + survival * (until - from);
    }

    private double? FirstAtOrBelow(Func<SurvivalStep, double?> curve, double share)
    {
        // Products of fractions meet a share such as one half only up to rounding.
        const double Slack = 1e-12;
        for (var i = 0; i < Steps.Count; i++)
        {
            if (!(curve(Steps[i]) <= share + Slack)) continue;
            if (curve(Steps[i]) < share - Slack) return Steps[i].Time;
            var next = Enumerable.Range(i, Steps.Count - i).FirstOrDefault(j => !(curve(Steps[j]) >= share - Slack), Steps.Count - 1);
            return (Steps[i].Time + Steps[next].Time) / 2;
        }
        return null;
    }
}
