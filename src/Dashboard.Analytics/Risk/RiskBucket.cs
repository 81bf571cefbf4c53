using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Risk;

/// <summary>How far a customer has gone on the way out. Due and overdue follow the customer's own rhythm, the others the lifecycle state.</summary>
public enum RiskBucket
{
    /// <summary>At risk or highly at risk: who may still be kept.</summary>
    Danger,

    /// <summary>At risk, highly at risk or lost, and one of the best by what was bought to date.</summary>
    Valuable,

    /// <summary>In no danger, and within a week of the usual day of the next purchase.</summary>
    Due,

    /// <summary>In no danger yet, and a day or more beyond it.</summary>
    Overdue,

    AtRisk,
    HighlyAtRisk,
    Lost,

    /// <summary>Came back from the lost within the last <see cref="RiskBuckets.ReactivatedDays"/> days.</summary>
    Reactivated,
}

/// <summary>Every bucket as a rule, so that it opens the same customers everywhere.</summary>
public static class RiskBuckets
{
    /// <summary>Days before the usual one within which a purchase is due.</summary>
    public const int DueDays = 7;

    public const int ReactivatedDays = 30;

    private static readonly LifecycleState[] Safe = [LifecycleState.New, LifecycleState.Active, LifecycleState.CoolingDown];

    private static readonly LifecycleState[] Leaving = [LifecycleState.AtRisk, LifecycleState.HighlyAtRisk, LifecycleState.Lost];

    public static IReadOnlyList<RiskBucket> All { get; } = Enum.GetValues<RiskBucket>();

    /// <summary>The rule that says who was in a bucket at the end of an earlier day; null where that is not known: who was due then.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="day">The day.</param>
    /// <param name="best">The best of that day.</param>
    public static SegmentRule? RuleOn(RiskBucket bucket, DateOnly day, BestFifth best) => bucket switch
    {
        RiskBucket.Valuable => new RuleGroup(GroupMode.All, best.Rule, new StateOnRule(day, Leaving)),
        RiskBucket.Reactivated => new LostRule(LostStep.Back, new(From: day.AddDays(1 - ReactivatedDays), To: day)),
        RiskBucket.Due or RiskBucket.Overdue => null,
        _ => RuleOf(bucket, best) is LifecycleRule { States: var states } ? new StateOnRule(day, states) : null,
    };

    /// <summary>The rule that says who is in a bucket.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="best">The best of today.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bucket.</exception>
    public static SegmentRule RuleOf(RiskBucket bucket, BestFifth best) => bucket switch
    {
        RiskBucket.Danger => new LifecycleRule([LifecycleState.AtRisk, LifecycleState.HighlyAtRisk]),
        RiskBucket.Valuable => new RuleGroup(GroupMode.All, best.Rule, new LifecycleRule(Leaving)),
        RiskBucket.Due => new RuleGroup(GroupMode.All, [new LifecycleRule(Safe), new SilenceRule(SilenceMeasure.Overdue) { AtLeast = -DueDays, AtMost = 0 }]),
        RiskBucket.Overdue => new RuleGroup(GroupMode.All, [new LifecycleRule(Safe), new SilenceRule(SilenceMeasure.Overdue) { AtLeast = 1 }]),
        RiskBucket.AtRisk => new LifecycleRule([LifecycleState.AtRisk]),
        RiskBucket.HighlyAtRisk => new LifecycleRule([LifecycleState.HighlyAtRisk]),
        RiskBucket.Lost => new LifecycleRule([LifecycleState.Lost]),
        RiskBucket.Reactivated => new LostRule(LostStep.Back, new(Last: ReactivatedDays)),
        _ => throw new ArgumentOutOfRangeException(nameof(bucket)),
    };
}
