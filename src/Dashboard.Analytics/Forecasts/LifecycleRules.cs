namespace Dashboard.Analytics.Forecasts;

/// <summary>Thresholds of the lifecycle states; the defaults are those of kpi-definitions.md.</summary>
public sealed record LifecycleRules
{
    /// <summary>Days over which the probability to buy again is taken.</summary>
    public const int Window = 365;

    /// <summary>A first purchase at most so many days old makes a new customer.</summary>
    public int NewDays { get; init; } = 30;

    /// <summary>Repeat buyers more likely to buy again than this are active.</summary>
    public double Active { get; init; } = 0.6;

    /// <summary>Least probability of those who cool down.</summary>
    public double CoolingDown { get; init; } = 0.5;

    /// <summary>Least probability of those at risk.</summary>
    public double AtRisk { get; init; } = 0.35;

    /// <summary>Least probability of those highly at risk; below it repeat buyers are lost.</summary>
    public double HighlyAtRisk { get; init; } = 0.2;

    /// <summary>Days since the only purchase from which a one-time buyer cools down.</summary>
    public int CoolingDownDays { get; init; } = 60;

    /// <summary>Days since the only purchase after which a one-time buyer is at risk.</summary>
    public int AtRiskDays { get; init; } = 120;

    /// <summary>Days since the only purchase after which a one-time buyer is highly at risk.</summary>
    public int HighlyAtRiskDays { get; init; } = 180;

    /// <summary>Days since the only purchase after which a one-time buyer is lost.</summary>
    public int LostDays { get; init; } = 240;

    /// <summary>The state of those whom days alone decide about, new customers and one-time buyers; null for others.</summary>
    /// <param name="first">Day of the first purchase.</param>
    /// <param name="last">Day of the last one.</param>
    /// <param name="purchases">Purchases so far, at least 1.</param>
    /// <param name="day">The day at whose end the state is asked for.</param>
    public LifecycleState? ByDays(int first, int last, int purchases, int day) =>
        day - first <= NewDays ? LifecycleState.New : purchases == 1 ? OfOneTimeBuyer(day - last) : null;

    /// <summary>A repeat buyer, by the probability to buy within <see cref="Window"/> days.</summary>
    public LifecycleState OfRepeatBuyer(double buysAgain) =>
        buysAgain > Active ? LifecycleState.Active
        : buysAgain >= CoolingDown ? LifecycleState.CoolingDown
        : buysAgain >= AtRisk ? LifecycleState.AtRisk
        : buysAgain >= HighlyAtRisk ? LifecycleState.HighlyAtRisk
        : LifecycleState.Lost;

    /// <summary>A one-time buyer, by the days since the purchase.</summary>
    public LifecycleState OfOneTimeBuyer(int days) =>
        days > LostDays ? LifecycleState.Lost
        : days > HighlyAtRiskDays ? LifecycleState.HighlyAtRisk
        : days > AtRiskDays ? LifecycleState.AtRisk
        : days >= CoolingDownDays ? LifecycleState.CoolingDown
        : LifecycleState.Active;

    /// <summary>A repeat buyer without a model, by the own rhythm: active up to 80 % of the own gaps, at risk up to the longest of them, then lost.</summary>
    /// <param name="gaps">Days between the purchases, at least one; sorted here.</param>
    /// <param name="days">Days since the last purchase.</param>
    public static LifecycleState OfOwnRhythm(Span<int> gaps, int days)
    {
        gaps.Sort();
        return days <= gaps[(4 * gaps.Length + 4) / 5 - 1] ? LifecycleState.Active : days <= gaps[^1] ? LifecycleState.AtRisk : LifecycleState.Lost;
    }
}
