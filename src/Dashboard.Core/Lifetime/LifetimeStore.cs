using System.Text.Json;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Lifetime;

/// <summary>Keeps every fitting of the models, and which forecast is in service.</summary>
public sealed class LifetimeStore(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate)
{
    /// <summary>The newest run with its fits; null before the first.</summary>
    public async Task<LifetimeRun?> LatestAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.LifetimeRuns.Include(r => r.Fits.OrderBy(f => f.Id)).OrderByDescending(r => r.Id).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>The newest runs, newest first, each with the fits alone that took part in the forecast in service.</summary>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<LifetimeRun>> HistoryAsync(int most, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.LifetimeRuns.Include(r => r.Fits.Where(f => f.IsServed)).OrderByDescending(r => r.Id).Take(most).ToListAsync(cancellation);
    }

    /// <summary>The newest run whose forecast could be held against what came; null while there is none.</summary>
    public async Task<LifetimeRun?> WatchedAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.LifetimeRuns.Where(r => r.WatchCame != null).OrderByDescending(r => r.Id).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Holds the forecasts of earlier runs against what came, as far as their days are over.</summary>
    internal async Task WatchAsync(CustomerFacts facts, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        foreach (var runs in (await db.LifetimeRuns.AsTracking().Where(r => r.WatchExpected != null && r.WatchCame == null).ToListAsync(cancellation)).GroupBy(r => r.Day))
        {
            if (ForecastWatch.Came(facts, FactDay.From(runs.Key)) is not { } came) continue;
            foreach (var run in runs) run.WatchCame = came;
        }
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Writes a run down and puts its forecast into service.</summary>
    internal async Task SaveAsync(LifetimeRun run, ForecastRules rules, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        db.LifetimeRuns.Add(run);
        await db.SaveChangesAsync(cancellation);
        if (await db.ServedForecasts.AsTracking().SingleOrDefaultAsync(cancellation) is { } served) (served.RunId, served.Rules) = (run.Id, rules.ToText());
        else db.ServedForecasts.Add(new() { RunId = run.Id, Rules = rules.ToText() });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Lets the forecast in service know of silence up to a later day.</summary>
    internal async Task MoveAsync(int day, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var served = await db.ServedForecasts.AsTracking().SingleAsync(cancellation);
        served.Rules = (ForecastRules.Parse(served.Rules)! with { Day = day }).ToText();
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>A run as it is written down.</summary>
    internal static LifetimeRun From(ForecastChoice choice, ForecastWatch? watch, CustomerFacts facts, DateTime now, double seconds) => new()
    {
        ComputedAt = now,
        FirstDay = FactDay.ToDate(facts.Span.First),
        Day = FactDay.ToDate(facts.Span.Last),
        Customers = choice.Customers,
        HoldoutDays = choice.HoldoutDays,
        Holdouts = choice.Holdouts,
        Served = choice.Served?.Name,
        Reason = choice.Reason,
        SpendCorrelation = Finite(choice.Independence?.LogCorrelation),
        SpendDependence = choice.Independence?.Verdict ?? default,
        Seconds = seconds,
        Weeks = choice.Weeks.Count == 0 ? null : JsonSerializer.Serialize(choice.Weeks),
        WatchExpected = watch?.Expected,
        WatchLow = watch?.Low,
        WatchHigh = watch?.High,
        Fits = [.. choice.Candidates.Select(candidate => From(candidate, candidate == choice.Served || candidate == choice.Model || candidate is { Kind: CandidateKind.Spend, IsAccepted: true }))],
    };

    private static LifetimeFit From(Candidate candidate, bool isServed)
    {
        var (fit, scores) = (candidate.Fit, candidate.Scores);
        return new()
        {
            Name = candidate.Name,
            Kind = candidate.Kind,
            Parameters = fit is { IsRefused: false } ? FitParameters.Write(fit.Parameters) : null,
            Covariance = fit is { IsRefused: false } ? JsonSerializer.Serialize(fit.Covariance) : null,
            LogLikelihood = fit is { IsRefused: false } ? Finite(fit.LogLikelihood) : null,
            Iterations = fit?.Iterations ?? 0,
            Gradient = Finite(fit?.GradientNorm),
            Condition = Finite(fit?.Condition),
            Converged = fit?.Converged ?? false,
            Boundary = fit?.Boundary ?? default,
            Doubt = fit?.Doubt ?? default,
            Mae = Finite(scores?.MeanAbsoluteError),
            Rmse = Finite(scores?.RootMeanSquaredError),
            Bias = Finite(scores?.Bias),
            Gini = Finite(scores?.NormalisedGini),
            Deviance = Finite(scores?.PoissonDeviance),
            Deciles = scores is null ? null : JsonSerializer.Serialize(scores.Deciles),
            TopDecileShare = Finite(scores?.TopDecileShare),
            IsAccepted = candidate.IsAccepted,
            IsServed = isServed,
        };
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
