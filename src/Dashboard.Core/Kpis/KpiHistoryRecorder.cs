using Dashboard.Analytics.Facts;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Kpis;

/// <summary>
/// Writes down what the KPIs are today: each over the last twelve months up to the last business day with an order, the range in which pages open.
/// </summary>
public sealed class KpiHistoryRecorder(KpiService kpis, IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock)
{
    /// <summary>Months that a recorded KPI looks back.</summary>
    public const int Months = 12;

    /// <summary>Records the day. Safe to run again: the same day keeps one row per KPI, the newest.</summary>
    /// <returns>The day recorded; null when there is no order.</returns>
    public async Task<DateOnly?> RecordAsync(CancellationToken cancellation)
    {
        var facts = kpis.Facts;
        if (facts.OrderCount == 0) return null;
        var day = FactDay.ToDate(facts.Span.Last);
        var report = await kpis.RunAsync(new() { From = day.AddMonths(-Months).AddDays(1), To = day }, cancellation);
        var now = clock.GetUtcNow().UtcDateTime;

        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var rows = report.Values.Values.Select(v => new KpiHistory
        {
            Day = day,
            Kpi = Analytics.Kpis.KpiCatalog.Of(v.Id).Name,
            Value = v.Value,
            N = v.N,
            ComputedAt = now,
        }).ToList();
        var names = rows.Select(r => r.Kpi).ToList();
        await db.KpiHistory.Where(h => h.Day == day && names.Contains(h.Kpi)).ExecuteDeleteAsync(cancellation);
        db.KpiHistory.AddRange(rows);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return day;
    }
}
