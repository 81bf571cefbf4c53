namespace Dashboard.Analytics.Forecasts;

/// <summary>Where a customer stands; every customer is in exactly one state. Definition: kpi-definitions.md, Lifecycle state.</summary>
public enum LifecycleState : byte
{
    /// <summary>No valid order.</summary>
    Prospect = 0,

    /// <summary>The first purchase is a few days old.</summary>
    New = 1,

    Active = 2,
    CoolingDown = 3,
    AtRisk = 4,
    HighlyAtRisk = 5,
    Lost = 6,
}
