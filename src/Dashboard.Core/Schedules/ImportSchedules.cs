using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Schedules;

/// <summary>One run with the imports it made, the oldest first.</summary>
public sealed record ScheduleRunEntry(ScheduleRun Run, IReadOnlyList<Import> Imports);

/// <summary>The schedules by which files are imported, and what became of their runs.</summary>
public sealed class ImportSchedules(
    IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, WatchedFolders folders, HeaderSecrets secrets, ImportProfiles profiles, ImportHistory imports, TimeProvider clock)
    : ScheduleStore<ImportSchedule>(contexts, gate, secrets, clock)
{
    /// <summary>All that were not removed, by name.</summary>
    public async Task<IReadOnlyList<ImportSchedule>> ListAsync(CancellationToken cancellation)
    {
        await using var db = await Contexts.CreateDbContextAsync(cancellation);
        return await Kept(db).OrderBy(s => s.Name).ToListAsync(cancellation);
    }

    /// <summary>Adds a schedule, or changes one. Another source has every file looked at anew.</summary>
    /// <param name="id">The one to change; null adds one.</param>
    /// <param name="draft">All of it as it is to be.</param>
    /// <param name="cancellation">Nothing is saved when it comes in time.</param>
    /// <returns>Its number, or what stands in the way.</returns>
    public async Task<(int? Id, IReadOnlyList<ScheduleProblem> Problems)> SaveAsync(int? id, ImportScheduleDraft draft, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var known = draft.Profile is null || (await profiles.NamesAsync(cancellation)).Contains(draft.Profile);
        return await SaveAsync(id, new() { Name = "", Location = "", Cron = "" }, draft, Check, FillAsync, cancellation);

        IEnumerable<ScheduleProblem> Check(ImportSchedule? before, bool keeps) =>
            [.. ScheduleRules.Check(draft, folders, keeps ? before!.HeaderNames : [], Now), .. ScheduleRules.Problems((nameof(draft.Profile), known ? null : ScheduleReason.UnknownProfile))];

        async Task FillAsync(DashboardDbContext db, ImportSchedule schedule)
        {
            if (schedule.Source != draft.Source || schedule.Location != draft.Location.Trim()) await db.ScheduledFiles.Where(f => f.ScheduleId == schedule.Id).ExecuteDeleteAsync(cancellation);
            (schedule.Source, schedule.Profile) = (draft.Source, draft.Profile);
            schedule.Pattern = draft.Pattern.Trim() is { Length: > 0 } pattern ? pattern : "*";
        }
    }

    /// <summary>Runs that imported something or failed, the newest first.</summary>
    public async Task<Page<ScheduleRunEntry>> HistoryAsync(int id, int skip, int take, CancellationToken cancellation)
    {
        await using var db = await Contexts.CreateDbContextAsync(cancellation);
        var total = await db.ScheduleRuns.LongCountAsync(r => r.ScheduleId == id, cancellation);
        var runs = await db.ScheduleRuns.Where(r => r.ScheduleId == id).OrderByDescending(r => r.Id).Skip(skip).Take(take).ToListAsync(cancellation);
        var made = (await imports.OfRunsAsync([.. runs.Select(r => r.Id)], cancellation)).ToLookup(i => i.Import.ScheduleRunId, i => i.Import);
        return new([.. runs.Select(r => new ScheduleRunEntry(r, [.. made[r.Id]]))], total);
    }
}
