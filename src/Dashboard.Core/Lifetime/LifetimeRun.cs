using System.Text.Json;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime.Spend;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Lifetime;

/// <summary>How the forecast of a run fared afterwards.</summary>
public enum ForecastDrift
{
    /// <summary>The days in which it is watched are not over, or nothing served.</summary>
    NotKnown,

    /// <summary>What came lies within the interval.</summary>
    Holds,

    /// <summary>Fewer purchases came than its lower end.</summary>
    Fewer,

    /// <summary>More purchases came than its upper end.</summary>
    More,
}

/// <summary>One fitting of all models and what was chosen.</summary>
public sealed class LifetimeRun
{
    public int Id { get; set; }
    public DateTime ComputedAt { get; set; }

    /// <summary>First business day of the data.</summary>
    public DateOnly FirstDay { get; set; }

    /// <summary>Last business day of the data: silence is known up to it.</summary>
    public DateOnly Day { get; set; }

    public int Customers { get; set; }

    /// <summary>Length of each hold-out in days; 0 when the history is too short for one.</summary>
    public int HoldoutDays { get; set; }

    /// <summary>Hold-outs taken.</summary>
    public int Holdouts { get; set; }

    /// <summary>Name of what expects purchases and value, a purchase model or what is combined of several; null when nothing was accepted.</summary>
    public string? Served { get; set; }

    public ChoiceReason Reason { get; set; }

    /// <summary>Correlation of the logarithms of spend and frequency, which the spend model assumes to be 0; null when unknown.</summary>
    public double? SpendCorrelation { get; set; }

    public SpendDependence SpendDependence { get; set; }
    public double Seconds { get; set; }

    /// <summary>JSON: the latest hold-out week by week; null in runs of versions that did not keep it.</summary>
    public string? Weeks { get; set; }

    /// <summary>Purchases expected of the customers within <see cref="ForecastWatch.Days"/> after <see cref="Day"/>; null where nothing serves, or of an older version.</summary>
    public double? WatchExpected { get; set; }

    /// <summary>Lower end of the interval of 95 % that <see cref="ForecastWatch"/> gives.</summary>
    public double? WatchLow { get; set; }

    /// <summary>Upper end of it.</summary>
    public double? WatchHigh { get; set; }

    /// <summary>Purchases that came in these days; null until they are over.</summary>
    public int? WatchCame { get; set; }

    public List<LifetimeFit> Fits { get; set; } = [];

    /// <summary><see cref="Weeks"/> as they were; empty without.</summary>
    public IReadOnlyList<HoldoutWeek> TrackedWeeks => Weeks is null ? [] : JsonSerializer.Deserialize<HoldoutWeek[]>(Weeks)!;

    /// <summary>How the forecast fared in the days after it was made.</summary>
    public ForecastDrift Drift =>
        this is not { WatchCame: { } came, WatchLow: { } low, WatchHigh: { } high } ? ForecastDrift.NotKnown : came < low ? ForecastDrift.Fewer : came > high ? ForecastDrift.More : ForecastDrift.Holds;

    /// <summary>The purchase model that gives P(alive), next purchase and lifecycle; null when nothing serves. It may not have been accepted by itself.</summary>
    public LifetimeFit? Model => Fits.SingleOrDefault(f => f.IsServed && f.Kind == CandidateKind.Purchases);

    /// <summary>Names of the rules of thumb that a candidate does not beat; null without scores and for a rule itself.</summary>
    /// <param name="fit">One of <see cref="Fits"/>.</param>
    public IReadOnlyList<string>? RulesNotBeatenBy(LifetimeFit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        return fit.Kind == CandidateKind.Baseline || fit.Errors is not { } errors ? null
            : [.. Fits.Where(c => c.Kind == CandidateKind.Baseline && c.Errors is { } rule && !errors.Beats(rule)).Select(c => c.Name)];
    }
}

internal sealed class LifetimeRunTable : IEntityTypeConfiguration<LifetimeRun>
{
    public void Configure(EntityTypeBuilder<LifetimeRun> builder)
    {
        builder.ToTable("LifetimeRuns");
        builder.Ignore(r => r.Model);
        builder.Ignore(r => r.Drift);
        builder.Ignore(r => r.TrackedWeeks);
        builder.HasMany(r => r.Fits).WithOne().HasForeignKey(f => f.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}
