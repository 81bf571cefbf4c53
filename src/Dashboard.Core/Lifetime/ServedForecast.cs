using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Data;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Lifetime;

/// <summary>The forecast in service: one row, or none before the first fit. Every snapshot forecasts by it, with the horizon and thresholds of the settings.</summary>
public sealed class ServedForecast
{
    public const int OnlyId = 1;

    public int Id { get; set; } = OnlyId;

    /// <summary>The run that chose it.</summary>
    public int RunId { get; set; }

    /// <summary>Text of the <see cref="ForecastRules"/>.</summary>
    public required string Rules { get; set; }

    /// <summary>What the values written down last were measured in; null before the first.</summary>
    public string? Basis { get; set; }

    /// <summary>Day at whose end the lifecycle states were written down last; null before the first.</summary>
    public DateOnly? RecordedDay { get; set; }

    /// <summary>What every snapshot forecasts by; null before the first fit, and when money counts otherwise than it did for the fit.</summary>
    internal static ForecastRules? Read(StoreScan store, FactRules counting)
    {
        using var row = new Statement(store, """
            SELECT f.Rules, s.PredictionDays, s.DiscountPercent, s.NewCustomerDays, s.ActivePercent, s.CoolingDownPercent, s.AtRiskPercent, s.HighlyAtRiskPercent,
                   s.CoolingDownDays, s.AtRiskDays, s.HighlyAtRiskDays, s.LostAfterDays
            FROM ServedForecasts f JOIN Settings s ON s.Id = 1
            """);
        if (!row.Step() || ForecastRules.Parse(row.Text(0) ?? "") is not { } rules) return null;
        if (rules.Counting is { } fitted && fitted != counting.ToString()) return null;
        return With(rules, new()
        {
            PredictionDays = row.Int32(1),
            DiscountPercent = row.Double(2),
            NewCustomerDays = row.Int32(3),
            ActivePercent = row.Double(4),
            CoolingDownPercent = row.Double(5),
            AtRiskPercent = row.Double(6),
            HighlyAtRiskPercent = row.Double(7),
            CoolingDownDays = row.Int32(8),
            AtRiskDays = row.Int32(9),
            HighlyAtRiskDays = row.Int32(10),
            LostAfterDays = row.Int32(11),
        });
    }

    private static ForecastRules With(ForecastRules rules, ShopSettings shop) => rules with
    {
        HorizonDays = shop.PredictionDays,
        DiscountRate = shop.DiscountPercent / 100,
        Lifecycle = new()
        {
            NewDays = shop.NewCustomerDays,
            Active = shop.ActivePercent / 100,
            CoolingDown = shop.CoolingDownPercent / 100,
            AtRisk = shop.AtRiskPercent / 100,
            HighlyAtRisk = shop.HighlyAtRiskPercent / 100,
            CoolingDownDays = shop.CoolingDownDays,
            AtRiskDays = shop.AtRiskDays,
            HighlyAtRiskDays = shop.HighlyAtRiskDays,
            LostDays = shop.LostAfterDays,
        },
    };
}

internal sealed class ServedForecastTable : IEntityTypeConfiguration<ServedForecast>
{
    public void Configure(EntityTypeBuilder<ServedForecast> builder)
    {
        builder.ToTable("ServedForecasts");
        builder.Property(f => f.Id).ValueGeneratedNever();
        builder.HasOne<LifetimeRun>().WithMany().HasForeignKey(f => f.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}
