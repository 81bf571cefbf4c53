using Dashboard.Analytics.Rfm;
using Dashboard.Core.Money;

namespace Dashboard.Core.Settings;

/// <summary>What settings may be.</summary>
public static class SettingsRules
{
    public const int LongestName = 100;

    /// <summary>What may be predicted.</summary>
    public static IReadOnlyList<int> PredictionDays { get; } = [90, 180, 365, 730];

    /// <summary>All that is wrong with the settings, in the order of the form.</summary>
    public static IReadOnlyList<SettingsProblem> Check(ShopSettings settings)
    {
        var problems = new List<SettingsProblem>();
        void Require(bool holds, string setting, SettingsReason reason)
        {
            if (!holds) problems.Add(new(setting, reason));
        }
        Require(settings.ShopName.Length <= LongestName, nameof(ShopSettings.ShopName), SettingsReason.TooLong);
        Require(IsZone(settings.TimeZone), nameof(ShopSettings.TimeZone), SettingsReason.UnknownTimeZone);
        Require(Enum.IsDefined(settings.WeekStart), nameof(ShopSettings.WeekStart), SettingsReason.OutOfRange);
        Require(settings.ReportingCurrency is null || Currencies.IsKnown(settings.ReportingCurrency), nameof(ShopSettings.ReportingCurrency), SettingsReason.UnknownCurrency);
        Require(settings.MarginPercent is null or (>= 0 and <= 100), nameof(ShopSettings.MarginPercent), SettingsReason.OutOfRange);
        Require(Enum.IsDefined(settings.RefundDating), nameof(ShopSettings.RefundDating), SettingsReason.OutOfRange);
        Require(settings.LostAfterDays is >= 1 and <= 3650, nameof(ShopSettings.LostAfterDays), SettingsReason.OutOfRange);
        Require(settings.EarlyRepeatDays is >= 1 and <= 3650, nameof(ShopSettings.EarlyRepeatDays), SettingsReason.OutOfRange);
        Require(PredictionDays.Contains(settings.PredictionDays), nameof(ShopSettings.PredictionDays), SettingsReason.OutOfRange);
        Require(settings.DiscountPercent is >= 0 and <= 100, nameof(ShopSettings.DiscountPercent), SettingsReason.OutOfRange);
        Require(settings.NewCustomerDays is >= 0 and <= 3650, nameof(ShopSettings.NewCustomerDays), SettingsReason.OutOfRange);
        Require(settings.ActivePercent is >= 0 and <= 100, nameof(ShopSettings.ActivePercent), SettingsReason.OutOfRange);
        Require(settings.CoolingDownPercent >= 0 && settings.CoolingDownPercent <= settings.ActivePercent, nameof(ShopSettings.CoolingDownPercent), SettingsReason.OutOfRange);
        Require(settings.AtRiskPercent >= 0 && settings.AtRiskPercent <= settings.CoolingDownPercent, nameof(ShopSettings.AtRiskPercent), SettingsReason.OutOfRange);
        Require(settings.HighlyAtRiskPercent >= 0 && settings.HighlyAtRiskPercent <= settings.AtRiskPercent, nameof(ShopSettings.HighlyAtRiskPercent), SettingsReason.OutOfRange);
        Require(settings.CoolingDownDays is >= 1 and <= 3650, nameof(ShopSettings.CoolingDownDays), SettingsReason.OutOfRange);
        Require(settings.AtRiskDays <= 3650 && settings.AtRiskDays >= settings.CoolingDownDays, nameof(ShopSettings.AtRiskDays), SettingsReason.OutOfRange);
        Require(settings.HighlyAtRiskDays <= 3650 && settings.HighlyAtRiskDays >= settings.AtRiskDays, nameof(ShopSettings.HighlyAtRiskDays), SettingsReason.OutOfRange);
        foreach (var (limits, name) in new[] { (settings.RfmDays, nameof(ShopSettings.RfmDays)), (settings.RfmPurchases, nameof(ShopSettings.RfmPurchases)), (settings.RfmMoney, nameof(ShopSettings.RfmMoney)) })
            Require(string.IsNullOrWhiteSpace(limits) || RfmLimits.Four(limits) is not null, name, SettingsReason.NotFourLimits);
        Require(settings.NightlyHour is >= 0 and <= 23, nameof(ShopSettings.NightlyHour), SettingsReason.OutOfRange);
        return problems;
    }

    /// <summary>True for a name of the tz database such as <c>Europe/Copenhagen</c>.</summary>
    public static bool IsZone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId;
}
