using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Data;
using Dashboard.Core.Kpis;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Lifetime;

/// <summary>Writes down what the customers were worth at the ends of earlier months as the forecast in service sees it, in place of what the one before saw.</summary>
public sealed class PastEquityRecorder(SnapshotService snapshots, SettingsService settings, IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock)
{
    /// <summary>Snake-case ids in the KPI history: the closing, then what led to it from the day before.</summary>
    internal static IReadOnlyList<string> Names { get; } =
        ["customer_equity_recomputed", "customer_equity_recomputed_acquired", "customer_equity_recomputed_growth", "customer_equity_recomputed_decay", "customer_equity_recomputed_reactivated"];

    /// <summary>Safe to run again. Without a model in service, or where it would take too long, nothing is left of an earlier one.</summary>
    /// <returns>Days written.</returns>
    public async Task<int> RecordAsync(CancellationToken cancellation)
    {
        var facts = snapshots.Current;
        if (facts.Forecasts is null || ForecastRules.Parse(facts.Stamp.Forecast) is not { } rules) return 0;
        var days = PastEquity.DaysOf(facts, rules);
        var past = days.Count > 1 ? await Task.Run(() => PastEquity.Of(facts, rules, days, null, cancellation), cancellation) : null;
        var major = ((await settings.GetAsync(cancellation)).MarginPercent ?? 100) / 100 / facts.Stamp.MinorPerMajor;
        var now = clock.GetUtcNow().UtcDateTime;

        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.KpiHistory.Where(h => Names.Contains(h.Kpi)).ExecuteDeleteAsync(cancellation);
        foreach (var (at, day) in (past ?? []).Index())
        {
            // Nothing led to the first that is known.
            var values = new[] { day.Closing, day.Acquired, day.Growth, day.Decay, day.Reactivated }[..(at == 0 ? 1 : Names.Count)];
            db.KpiHistory.AddRange(values.Select((value, i) => new KpiHistory { Day = FactDay.ToDate(day.Day), Kpi = Names[i], Value = value * major, N = day.Customers, ComputedAt = now }));
        }
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return past?.Count ?? 0;
    }
}
