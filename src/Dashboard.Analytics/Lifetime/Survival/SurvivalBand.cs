namespace Dashboard.Analytics.Lifetime.Survival;

/// <summary>Limits around a point of a survival curve.</summary>
internal sealed class SurvivalBand
{
    private readonly SurvivalLimits _limits;
    private readonly double _customers;
    private readonly double _critical;

    public SurvivalBand(SurvivalLimits limits, double confidence, double customers, List<TenureGroup> groups)
    {
        (_limits, _customers) = (limits, customers);
        _critical = limits == SurvivalLimits.HallWellner ? BrownianBridge.Quantile(confidence, Last(customers, groups)) : NormalDistribution.UpperQuantile((1 - confidence) / 2);
    }

    /// <param name="survival">S.</param>
    /// <param name="variance">Greenwood's sum, the variance of log S.</param>
    public (double? Lower, double? Upper) Around(double survival, double variance)
    {
        if (survival <= 0 || variance <= 0) return (null, null);
        switch (_limits)
        {
            case SurvivalLimits.LogLog:
                var log = Math.Log(survival);
                var spread = Math.Exp(_critical * Math.Sqrt(variance) / -log);
                return (Math.Exp(log * spread), Math.Exp(log / spread));
            case SurvivalLimits.Plain:
                return Cut(survival, _critical * survival * Math.Sqrt(variance));
            default:
                return Cut(survival, _critical * survival * (1 + _customers * variance) / Math.Sqrt(_customers));
        }
    }

    // The band ends where the variance does: after the last event that leaves somebody.
    private static double Last(double customers, List<TenureGroup> groups)
    {
        var variance = groups.Where(g => g.AtRisk > g.Events).Sum(g => g.Events / (g.AtRisk * (g.AtRisk - g.Events)));
        return customers * variance / (1 + customers * variance);
    }

    private static (double?, double?) Cut(double survival, double half) => (Math.Max(0, survival - half), Math.Min(1, survival + half));
}
