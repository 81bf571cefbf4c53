using System.Text.Json;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Lifetime;

/// <summary>One candidate of a <see cref="LifetimeRun"/>: its fit to all data, and how well it forecast the hold-outs.</summary>
public sealed class LifetimeFit
{
    public int Id { get; set; }
    public int RunId { get; set; }
    public required string Name { get; set; }
    public CandidateKind Kind { get; set; }

    /// <summary>JSON: letters, values and standard errors; null without parameters.</summary>
    public string? Parameters { get; set; }

    /// <summary>JSON: covariance of the estimates, n·n row by row.</summary>
    public string? Covariance { get; set; }

    public double? LogLikelihood { get; set; }
    public int Iterations { get; set; }
    public double? Gradient { get; set; }
    public double? Condition { get; set; }
    public bool Converged { get; set; }
    public FitBoundary Boundary { get; set; }
    public FitDoubt Doubt { get; set; }

    /// <summary>Mean absolute error of purchases per customer over the hold-outs.</summary>
    public double? Mae { get; set; }

    /// <summary>Root mean squared error likewise.</summary>
    public double? Rmse { get; set; }

    /// <summary>Predicted total / actual total - 1.</summary>
    public double? Bias { get; set; }

    /// <summary>Gini of the ranking over that of the perfect one.</summary>
    public double? Gini { get; set; }

    /// <summary>Mean Poisson deviance.</summary>
    public double? Deviance { get; set; }

    /// <summary>JSON: ten groups of equal size by forecast, lowest first: customers, mean forecast, mean outcome.</summary>
    public string? Deciles { get; set; }

    /// <summary>Share of the purchases that came from the tenth with the highest forecasts.</summary>
    public double? TopDecileShare { get; set; }

    /// <summary>Converged, trusted, with totals that hold, and better than every baseline (see Candidate.IsAccepted).</summary>
    public bool IsAccepted { get; set; }

    /// <summary>Whether it takes part in the forecast in service: what expects purchases, the purchase model that gives all the rest, the spend model.</summary>
    public bool IsServed { get; set; }

    /// <summary><see cref="Deciles"/> as they were; empty without scores.</summary>
    public IReadOnlyList<CalibrationBin> Bins => Deciles is { } deciles ? JsonSerializer.Deserialize<CalibrationBin[]>(deciles)! : [];

    /// <summary>What candidates are judged and compared by; null without scores.</summary>
    public HoldoutErrors? Errors => this is { Mae: { } mae, Rmse: { } rmse, Deviance: { } deviance } ? new(mae, rmse, deviance, Bias, Gini, CalibrationBin.Error(Bins)) : null;
}

internal sealed class LifetimeFitTable : IEntityTypeConfiguration<LifetimeFit>
{
    public void Configure(EntityTypeBuilder<LifetimeFit> builder)
    {
        builder.ToTable("LifetimeFits");
        builder.Ignore(f => f.Errors);
        builder.Ignore(f => f.Bins);
    }
}
