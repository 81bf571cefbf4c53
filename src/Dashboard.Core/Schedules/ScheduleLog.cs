using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Schedules;

/// <summary>Writes down what runs of schedules do: files seen, runs begun and ended, failures in a row.</summary>
public sealed class ScheduleLog(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Files that a schedule has read by <paramref name="mapping"/>, by name; those read otherwise count as new.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="mapping">Version of the saved mapping; null when files are recognised.</param>
    /// <param name="withRefused">Also those that could not be read as orders; a person wants them tried again.</param>
    /// <param name="cancellation">Stops the reading.</param>
    internal async Task<Dictionary<string, ScheduledFile>> KnownAsync(int scheduleId, string? mapping, bool withRefused, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.ScheduledFiles.Where(f => f.ScheduleId == scheduleId && f.Mapping == mapping)
            .Where(f => withRefused || db.Imports.Where(i => i.ScheduleRunId != null && i.FileHash == f.Hash).OrderByDescending(i => i.Id).Select(i => (ImportStatus?)i.Status).FirstOrDefault() != ImportStatus.Failed)
            .ToDictionaryAsync(f => f.Name, StringComparer.Ordinal, cancellation);
    }

    internal async Task RememberAsync(ScheduledFile file)
    {
        using var turn = await gate.EnterAsync(CancellationToken.None);
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        if (await db.ScheduledFiles.AnyAsync(f => f.ScheduleId == file.ScheduleId && f.Name == file.Name, CancellationToken.None)) db.Update(file);
        else db.Add(file);
        await db.SaveChangesAsync(CancellationToken.None);
    }

    /// <summary>The run whose process died before it ended; null when there is none. Only for whoever holds the schedule's lock.</summary>
    internal async Task<long?> UnfinishedAsync(int scheduleId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.ScheduleRuns.Where(r => r.ScheduleId == scheduleId && r.Outcome == ScheduleOutcome.Running).OrderByDescending(r => r.Id).Select(r => (long?)r.Id).FirstOrDefaultAsync(cancellation);
    }

    internal async Task<long> BeginAsync(int scheduleId, bool byClock, DateTime started, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var run = new ScheduleRun { ScheduleId = scheduleId, StartedAt = started, ByPerson = !byClock };
        db.ScheduleRuns.Add(run);
        await db.SaveChangesAsync(cancellation);
        return run.Id;
    }

    /// <summary>Imports of a run that came to their end.</summary>
    internal async Task<IReadOnlyList<Import>> CompletedAsync(long runId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Imports.Where(i => i.ScheduleRunId == runId && i.Status == ImportStatus.Completed).OrderBy(i => i.Id).ToListAsync(cancellation);
    }

    /// <summary>Notes how a run ended. A failure that the clock met is waited for and, after the last of <see cref="ScheduleRunner.MostFailures"/> in a row, switches the schedule off.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="runId">Its run; null when it left no row.</param>
    /// <param name="started">UTC.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="reason">Why it failed.</param>
    /// <param name="byClock">The clock started it.</param>
    /// <param name="tryAgain">False when all that failed are files that are refused until they change: waiting helps none of them.</param>
    /// <returns>When to try again; null for not by itself.</returns>
    internal async Task<DateTime?> EndAsync(int scheduleId, long? runId, DateTime started, ScheduleOutcome outcome, string? reason, bool byClock, bool tryAgain)
    {
        using var turn = await gate.EnterAsync(CancellationToken.None);
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        var schedule = await db.ImportSchedules.SingleAsync(s => s.Id == scheduleId, CancellationToken.None);
        if (outcome is ScheduleOutcome.Imported or ScheduleOutcome.NothingNew || (outcome == ScheduleOutcome.Failed && !tryAgain)) schedule.Forgive();
        var retry = outcome == ScheduleOutcome.Failed && byClock && tryAgain ? schedule.Fail(Now) : null;
        // A run that finds nothing new says nothing of a file that the last one refused; its reason stays until files come in whole.
        var keepsReason = byClock && outcome == ScheduleOutcome.NothingNew && schedule.LastOutcome == ScheduleOutcome.Failed && await LastRefusedAsync(db, scheduleId);
        if (!keepsReason) (schedule.LastRunAt, schedule.LastOutcome, schedule.LastReason) = (started, outcome, reason);
        db.Update(schedule);
        if (runId is { } run)
        {
            var now = Now;
            await db.ScheduleRuns.Where(r => r.Id == run).ExecuteUpdateAsync(s => s
                .SetProperty(r => r.FinishedAt, now).SetProperty(r => r.Outcome, outcome).SetProperty(r => r.Reason, reason), CancellationToken.None);
        }
        await db.SaveChangesAsync(CancellationToken.None);
        return retry;
    }

    private static async Task<bool> LastRefusedAsync(DashboardDbContext db, int scheduleId)
    {
        var last = await db.ScheduleRuns.Where(r => r.ScheduleId == scheduleId).MaxAsync(r => (long?)r.Id, CancellationToken.None);
        return last is not null && await db.Imports.AnyAsync(i => i.ScheduleRunId == last && i.Status == ImportStatus.Failed, CancellationToken.None);
    }
}
