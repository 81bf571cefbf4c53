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

    /// <summary>Local hour of the nightly refresh, 0 to 23. Default 3.</summary>
    public int NightlyHour { get; set; } = 3;
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
