using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Schedules;

/// <summary>One run with the imports it made, the oldest first.</summary>
public sealed record ScheduleRunEntry(ScheduleRun Run, IReadOnlyList<Import> Imports);

/// <summary>The schedules by which files are imported, and what became of their runs.</summary>
public sealed class ImportSchedules(
    IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, WatchedFolders folders, HeaderSecrets secrets, ImportProfiles profiles, ImportHistory imports, TimeProvider clock)
{
    /// <summary>Raised after a schedule was added, changed, switched, removed or run.</summary>
    public event Action? Changed;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>All that were not removed, by name.</summary>
    public async Task<IReadOnlyList<ImportSchedule>> ListAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.ImportSchedules.Where(s => s.RemovedAt == null).OrderBy(s => s.Name).ToListAsync(cancellation);
    }

    /// <summary>One of them; null when there is none of that number, or it was removed.</summary>
    public async Task<ImportSchedule?> FindAsync(int id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.ImportSchedules.FirstOrDefaultAsync(s => s.Id == id && s.RemovedAt == null, cancellation);
    }

    /// <summary>When it runs next; null when it is off.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="zone">The shop's zone.</param>
    public DateTime? Next(ImportSchedule schedule, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (!schedule.Enabled) return null;
        return schedule.RetryAt is { } retry && retry > Now ? retry : CronTime.Next(schedule.Cron, zone, Now);
    }

    /// <summary>Names of the headers whose values are saved.</summary>
    public static IReadOnlyList<string> HeaderNames(ImportSchedule schedule) => HeaderSecrets.Names(schedule?.Headers);

    /// <summary>Adds a schedule, or changes one. Another source has every file looked at anew.</summary>
    /// <param name="id">The one to change; null adds one.</param>
    /// <param name="draft">All of it as it is to be.</param>
    /// <param name="cancellation">Nothing is saved when it comes in time.</param>
    /// <returns>Its number, or what stands in the way.</returns>
    public async Task<(int? Id, IReadOnlyList<ScheduleProblem> Problems)> SaveAsync(int? id, ScheduleDraft draft, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var known = draft.Profile is null || (await profiles.NamesAsync(cancellation)).Contains(draft.Profile);
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var before = id is null ? null : await db.ImportSchedules.FirstOrDefaultAsync(s => s.Id == id && s.RemovedAt == null, cancellation);
            if (id is not null && before is null) return (null, [new(nameof(draft.Name), ScheduleReason.Missing)]);

            var (name, location) = (draft.Name.Trim(), draft.Location.Trim());
            // A saved secret goes to the host it was typed for; whoever names another host must know it.
            var keeps = before is { Source: ScheduleSource.Address } && ScheduleRules.IsSameOrigin(before.Location, location);
            var problems = ScheduleRules.Check(draft, folders, keeps ? HeaderSecrets.Names(before!.Headers) : [], Now).ToList();
            if (await db.ImportSchedules.AnyAsync(s => s.Name == name && s.RemovedAt == null && s.Id != id, cancellation)) problems.Insert(0, new(nameof(draft.Name), ScheduleReason.Taken));
            if (!known) problems.Add(new(nameof(draft.Profile), ScheduleReason.UnknownProfile));
            if (problems.Count > 0) return (null, problems);

            var schedule = before ?? new() { Name = name, Location = location, Cron = draft.Cron };
            var forgets = before is not null && (before.Source != draft.Source || before.Location != location);
            (schedule.Name, schedule.Source, schedule.Location, schedule.Profile, schedule.Cron) = (name, draft.Source, location, draft.Profile, draft.Cron.Trim());
            schedule.Pattern = draft.Pattern.Trim() is { Length: > 0 } pattern ? pattern : "*";
            schedule.Headers = draft.Source == ScheduleSource.Address ? secrets.Protect(draft.Headers, before?.Headers) : null;
            (schedule.Enabled, schedule.Failures, schedule.RetryAt) = (draft.Enabled, 0, null);
            db.Update(schedule);
            await db.SaveChangesAsync(cancellation);
            if (forgets) await db.ScheduledFiles.Where(f => f.ScheduleId == schedule.Id).ExecuteDeleteAsync(cancellation);
            id = schedule.Id;
        }
        Changed?.Invoke();
        return (id, []);
    }

    /// <summary>Switches a schedule on or off; switched on, its failures are forgotten.</summary>
    public Task SwitchAsync(int id, bool on, CancellationToken cancellation) =>
        ChangeAsync(id, s => (s.Enabled, s.Failures, s.RetryAt) = (on, on ? 0 : s.Failures, null), cancellation);

    /// <summary>Removes a schedule; what it imported stays.</summary>
    public Task RemoveAsync(int id, CancellationToken cancellation) => ChangeAsync(id, s => s.RemovedAt = Now, cancellation);

    /// <summary>Brings a removed schedule back. False when it is forgotten, or another has its name.</summary>
    public async Task<bool> RestoreAsync(int id, CancellationToken cancellation)
    {
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            if (await db.ImportSchedules.FirstOrDefaultAsync(s => s.Id == id && s.RemovedAt != null, cancellation) is not { } removed) return false;
            if (await db.ImportSchedules.AnyAsync(s => s.Name == removed.Name && s.RemovedAt == null, cancellation)) return false;
            removed.RemovedAt = null;
            db.Update(removed);
            await db.SaveChangesAsync(cancellation);
        }
        Changed?.Invoke();
        return true;
    }

    /// <summary>Runs that imported something or failed, the newest first.</summary>
    public async Task<Page<ScheduleRunEntry>> HistoryAsync(int id, int skip, int take, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var total = await db.ScheduleRuns.LongCountAsync(r => r.ScheduleId == id, cancellation);
        var runs = await db.ScheduleRuns.Where(r => r.ScheduleId == id).OrderByDescending(r => r.Id).Skip(skip).Take(take).ToListAsync(cancellation);
        var made = (await imports.OfRunsAsync([.. runs.Select(r => r.Id)], cancellation)).ToLookup(i => i.Import.ScheduleRunId, i => i.Import);
        return new([.. runs.Select(r => new ScheduleRunEntry(r, [.. made[r.Id]]))], total);
    }

    internal void Tell() => Changed?.Invoke();

    private async Task ChangeAsync(int id, Action<ImportSchedule> change, CancellationToken cancellation)
    {
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            if (await db.ImportSchedules.FirstOrDefaultAsync(s => s.Id == id && s.RemovedAt == null, cancellation) is not { } schedule) return;
            change(schedule);
            db.Update(schedule);
            await db.SaveChangesAsync(cancellation);
        }
        Changed?.Invoke();
    }
}
