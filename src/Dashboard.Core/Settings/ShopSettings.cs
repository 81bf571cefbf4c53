using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Settings;

/// <summary>On which day a refund that belongs to an order lowers revenue.</summary>
public enum RefundDating
{
    /// <summary>The day the money went back (default).</summary>
    RefundDay = 0,

    /// <summary>The day of the order it belongs to.</summary>
    OrderDay = 1,
}

/// <summary>The shop's settings: one row, shared by pages, jobs, exports and the command line.</summary>
public sealed class ShopSettings
{
    public const int OnlyId = 1;

    public int Id { get; set; } = OnlyId;

    /// <summary>Shown in the title bar. Default empty.</summary>
    public string ShopName { get; set; } = "";

    /// <summary>IANA name of the zone in which business dates are taken. Default UTC.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>First day of the week everywhere. Default Monday.</summary>
    public DayOfWeek WeekStart { get; set; } = DayOfWeek.Monday;

    /// <summary>ISO 4217 code; null until the first import or an admin sets it.</summary>
    public string? ReportingCurrency { get; set; }

    /// <summary>Count tax as revenue. Default no.</summary>
    public bool IncludeTax { get; set; }

    /// <summary>Count shipping as revenue. Default no.</summary>
    public bool IncludeShipping { get; set; }

    /// <summary>Gross margin in percent of net revenue, 0 to 100; null when unknown.</summary>
    public double? MarginPercent { get; set; }

    public RefundDating RefundDating { get; set; }

    /// <summary>Days without a purchase after which a customer counts as lost. Default 240.</summary>
    public int LostAfterDays { get; set; } = 240;

    /// <summary>Window of the early repeat rate in days. Default 90.</summary>
    public int EarlyRepeatDays { get; set; } = 90;

    /// <summary>H: days that are predicted, 90, 180, 365 or 730. Default 365.</summary>
    public int PredictionDays { get; set; } = 365;

    /// <summary>Discount of predicted value in percent a year. Default 10.</summary>
    public double DiscountPercent { get; set; } = 10;

    /// <summary>Days after the first purchase for which a customer is new. Default 30.</summary>
    public int NewCustomerDays { get; set; } = 30;

    /// <summary>Probability in percent to buy again within a year above which repeat buyers are active. Default 60.</summary>
    public double ActivePercent { get; set; } = 60;

    /// <summary>Least such probability of repeat buyers who cool down. Default 50.</summary>
    public double CoolingDownPercent { get; set; } = 50;

    /// <summary>Least such probability of repeat buyers at risk. Default 35.</summary>
    public double AtRiskPercent { get; set; } = 35;

    /// <summary>Least such probability of repeat buyers highly at risk; below it they are lost. Default 20.</summary>
    public double HighlyAtRiskPercent { get; set; } = 20;

    /// <summary>Days since the only purchase from which one-time buyers cool down. Default 60.</summary>
    public int CoolingDownDays { get; set; } = 60;

    /// <summary>Days since the only purchase after which one-time buyers are at risk. Default 120.</summary>
    public int AtRiskDays { get; set; } = 120;

    /// <summary>Days since the only purchase after which one-time buyers are highly at risk, until <see cref="LostAfterDays"/>. Default 180.</summary>
    public int HighlyAtRiskDays { get; set; } = 180;

    /// <summary>Most days since the last purchase for recency scores 5, 4, 3 and 2, separated by commas; null for fifths of the customers.</summary>
    public string? RfmDays { get; set; }

    /// <summary>Fewest purchases for frequency scores 2, 3, 4 and 5; null for fifths of the customers.</summary>
    public string? RfmPurchases { get; set; }

    /// <summary>Least revenue for money scores 2, 3, 4 and 5, in major units of the reporting currency; null for fifths of the customers.</summary>
    public string? RfmMoney { get; set; }

    /// <summary>Local hour of the nightly refresh, 0 to 23. Default 3.</summary>
    public int NightlyHour { get; set; } = 3;

    /// <summary>The zone named <see cref="TimeZone"/>; UTC where this machine does not know it.</summary>
    public TimeZoneInfo FindZone() => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;
}

internal sealed class ShopSettingsTable : IEntityTypeConfiguration<ShopSettings>
{
    public void Configure(EntityTypeBuilder<ShopSettings> builder)
    {
        builder.ToTable("Settings");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.HasData(new ShopSettings());
    }
}
