using Dashboard.Core.Settings;

namespace Dashboard.Core.Tests.Settings;

public sealed class SettingsRulesTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(SettingsRules.Check(new()));

    [Theory]
    [InlineData("Europe/Copenhagen", true)]
    [InlineData("America/Argentina/Buenos_Aires", true)]
    [InlineData("UTC", true)]
    [InlineData("Etc/GMT+5", true)]
    [InlineData("Central European Standard Time", false)]
    [InlineData("Mars/Olympus", false)]
    [InlineData("", false)]
    [InlineData("../../etc/passwd", false)]
    public void A_time_zone_is_a_name_of_the_tz_database(string zone, bool valid) => Assert.Equal(valid, SettingsRules.IsZone(zone));

    [Fact]
    public void Every_wrong_setting_is_named_with_its_reason()
    {
        var problems = SettingsRules.Check(new()
        {
            ShopName = new('x', SettingsRules.LongestName + 1),
            TimeZone = "Nowhere",
            WeekStart = (DayOfWeek)7,
            ReportingCurrency = "XXL",
            MarginPercent = 100.5,
            RefundDating = (RefundDating)2,
            LostAfterDays = 0,
            EarlyRepeatDays = 0,
            NightlyHour = 24,
        });
        Assert.Equal(
            [
                new(nameof(ShopSettings.ShopName), SettingsReason.TooLong),
                new(nameof(ShopSettings.TimeZone), SettingsReason.UnknownTimeZone),
                new(nameof(ShopSettings.WeekStart), SettingsReason.OutOfRange),
                new(nameof(ShopSettings.ReportingCurrency), SettingsReason.UnknownCurrency),
                new(nameof(ShopSettings.MarginPercent), SettingsReason.OutOfRange),
                new(nameof(ShopSettings.RefundDating), SettingsReason.OutOfRange),
                new(nameof(ShopSettings.LostAfterDays), SettingsReason.OutOfRange),
                new(nameof(ShopSettings.EarlyRepeatDays), SettingsReason.OutOfRange),
                new SettingsProblem(nameof(ShopSettings.NightlyHour), SettingsReason.OutOfRange),
            ],
            problems);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("30, 90, 180, 365", true)]
    [InlineData("30,30,30,30", true)]
    [InlineData("30, 90, 180", false)]
    [InlineData("365, 180, 90, 30", false)]
    [InlineData("0, 1, 2, 3", false)]
    [InlineData("1, 2, 3, 4, 5", false)]
    [InlineData("1, 2, 3, many", false)]
    [InlineData("1, 2, 3, 4000000000", false)]
    public void Limits_of_scores_are_four_ascending_numbers_or_nothing(string? limits, bool valid)
    {
        Assert.Equal(valid, SettingsRules.Check(new() { RfmDays = limits }).Count == 0);
        Assert.Equal(valid, SettingsRules.Check(new() { RfmPurchases = limits }).Count == 0);
        Assert.Equal(valid, SettingsRules.Check(new() { RfmMoney = limits }).Count == 0);
    }

    [Theory]
    [InlineData(0.0, true)]
    [InlineData(100.0, true)]
    [InlineData(-0.1, false)]
    [InlineData(double.NaN, false)]
    public void A_margin_lies_between_0_and_100_percent(double margin, bool valid) =>
        Assert.Equal(valid, SettingsRules.Check(new() { MarginPercent = margin }).Count == 0);
}
