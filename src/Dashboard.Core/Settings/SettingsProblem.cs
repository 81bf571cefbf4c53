namespace Dashboard.Core.Settings;

/// <summary>Why a setting cannot be saved.</summary>
public enum SettingsReason
{
    /// <summary>No zone of that name in the time zone database.</summary>
    UnknownTimeZone = 1,

    /// <summary>No ISO 4217 currency.</summary>
    UnknownCurrency = 2,

    /// <summary>Outside its range.</summary>
    OutOfRange = 3,

    /// <summary>Longer than <see cref="SettingsRules.LongestName"/> characters.</summary>
    TooLong = 4,

    /// <summary>Not four ascending whole numbers, separated by commas.</summary>
    NotFourLimits = 5,
}

/// <summary>One setting that cannot be saved.</summary>
/// <param name="Setting">Name of the property of <see cref="ShopSettings"/>.</param>
/// <param name="Reason">Why.</param>
public sealed record SettingsProblem(string Setting, SettingsReason Reason);
