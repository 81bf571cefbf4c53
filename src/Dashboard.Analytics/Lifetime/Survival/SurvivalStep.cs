namespace Dashboard.Analytics.Lifetime.Survival;

/// <summary>One time at which somebody left or was last seen.</summary>
/// <param name="Time">In the unit of the tenures.</param>
/// <param name="AtRisk">Customers under observation just before.</param>
/// <param name="Events">Of those, who left at this time.</param>
/// <param name="Censored">Of those, who were last seen at this time without leaving.</param>
/// <param name="Survival">Kaplan–Meier's estimate of the share that stays longer.</param>
/// <param name="StandardError">Greenwood's; null once nobody is left.</param>
/// <param name="Lower">Lower limit of <paramref name="Survival"/>; null before the first event and once nobody is left.</param>
/// <param name="Upper">Upper limit.</param>
/// <param name="CumulativeHazard">Nelson–Aalen's estimate.</param>
public sealed record SurvivalStep(
    double Time, double AtRisk, double Events, double Censored, double Survival, double? StandardError, double? Lower, double? Upper, double CumulativeHazard);

/// <summary>How the limits of a survival curve are made.</summary>
public enum SurvivalLimits
{
    /// <summary>Symmetric for log(-log S), always inside 0 and 1; right for small groups too (Kalbfleisch, Prentice 1980).</summary>
    LogLog,

    /// <summary>S ± z · error, cut at 0 and 1.</summary>
    Plain,

    /// <summary>
    /// One band that holds the whole curve from the first to the last event with the confidence asked for, where the others hold each point
    /// (Hall, Wellner 1980).
    /// </summary>
    HallWellner,
}
