namespace Dashboard.Analytics.Experiments;

/// <summary>
/// How likely an experiment finds an effect of a given size, how many customers it needs for that, and the smallest effect it can find. Tests are two-sided at level
/// <c>alpha</c>; <c>power</c> lies between <c>alpha</c> and 1; <c>perControl</c> is customers in the treatment arm per customer in the control arm (1 for equal arms, 9
/// for a control of 10 %). Numbers of customers are not rounded.
/// </summary>
public static class Power
{
    /// <summary>Power of a pooled-variance t-test for a difference of <paramref name="deviations"/> standard deviations, exactly by the noncentral t.</summary>
    public static double OfMeans(double deviations, double control, double treatment, double alpha)
    {
        var (degrees, noncentrality) = (control + treatment - 2, Math.Abs(deviations) * Math.Sqrt(control / (control + treatment) * treatment));
        var critical = StudentDistribution.UpperQuantile(alpha / 2, degrees);
        return 1 - NoncentralStudentDistribution.Lower(critical, degrees, noncentrality) + NoncentralStudentDistribution.Lower(-critical, degrees, noncentrality);
    }

    /// <summary>Customers in the control arm for a difference of <paramref name="deviations"/> standard deviations; at least 2, +∞ for no difference.</summary>
    public static double ControlForMeans(double deviations, double alpha, double power, double perControl = 1)
    {
        if (deviations == 0) return double.PositiveInfinity;
        if (OfMeans(deviations, 2, 2 * perControl, alpha) >= power) return 2;
        return Root.Beyond(n => OfMeans(deviations, n, n * perControl, alpha) - power, 2, 2);
    }

    /// <summary>The smallest difference of means, in standard deviations, that is found with this power.</summary>
    public static double DetectableMeans(double control, double treatment, double alpha, double power) =>
        Root.Beyond(d => OfMeans(d, control, treatment, alpha) - power, 0, 1 / Math.Sqrt(Math.Min(control, treatment)));

    /// <summary>Power for shares <paramref name="p1"/> (control) and <paramref name="p2"/> by the normal approximation with unpooled variance, both tails.</summary>
    public static double OfShares(double p1, double p2, double control, double treatment, double alpha)
    {
        var error = Math.Sqrt(p1 * (1 - p1) / control + p2 * (1 - p2) / treatment);
        return error == 0 ? (p1 == p2 ? alpha : 1) : Normal(Math.Abs(p2 - p1) / error, alpha);
    }

    /// <summary>Customers in the control arm by Cohen's effect size h, the difference of the arcsine roots (Cohen 1988, ch. 6), both tails.</summary>
    public static double ControlByCohen(double p1, double p2, double alpha, double power, double perControl = 1)
    {
        var h = 2 * Math.Abs(Math.Asin(Math.Sqrt(p2)) - Math.Asin(Math.Sqrt(p1)));
        var shift = Shift(alpha, power) / h;
        return shift * shift * (1 + 1 / perControl);
    }

    /// <summary>Customers in the control arm by the unpooled variance: (z_{α/2} + z_β)² (p₁q₁ + p₂q₂/k) / (p₂ − p₁)².</summary>
    public static double ControlForShares(double p1, double p2, double alpha, double power, double perControl = 1)
    {
        var z = NormalDistribution.UpperQuantile(alpha / 2) + NormalDistribution.UpperQuantile(1 - power);
        return z * z * (p1 * (1 - p1) + p2 * (1 - p2) / perControl) / ((p2 - p1) * (p2 - p1));
    }

    /// <summary>Customers in the control arm with the pooled variance under "no difference" (Fleiss, Levin, Paik 2003, eq. 4.14 and 4.19, without correction).</summary>
    public static double ControlByFleiss(double p1, double p2, double alpha, double power, double perControl = 1)
    {
        var pooled = (p1 + perControl * p2) / (1 + perControl);
        var z = NormalDistribution.UpperQuantile(alpha / 2) * Math.Sqrt((1 + 1 / perControl) * pooled * (1 - pooled))
            + NormalDistribution.UpperQuantile(1 - power) * Math.Sqrt(p1 * (1 - p1) + p2 * (1 - p2) / perControl);
        return z * z / ((p2 - p1) * (p2 - p1));
    }

    /// <summary>The smallest rise of a share from <paramref name="p1"/> that is found with this power; null when even a rise to 1 is not.</summary>
    public static double? DetectableShares(double p1, double control, double treatment, double alpha, double power) =>
        OfShares(p1, 1, control, treatment, alpha) < power ? null : Root.Between(p2 => OfShares(p1, p2, control, treatment, alpha) - power, p1, 1) - p1;

    private static double Normal(double shift, double alpha)
    {
        var critical = NormalDistribution.UpperQuantile(alpha / 2);
        return NormalDistribution.UpperTail(critical - shift) + NormalDistribution.UpperTail(critical + shift);
    }

    // The shift of the test statistic that gives the power, both tails counted.
    private static double Shift(double alpha, double power) => Root.Beyond(shift => Normal(shift, alpha) - power, 0, 1);
}
