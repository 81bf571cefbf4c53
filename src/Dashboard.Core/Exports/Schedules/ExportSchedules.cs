using Dashboard.Core.Data;
using Dashboard.Core.Schedules;
using Dashboard.Core.Segments;
using Dashboard.Core.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Exports.Schedules;

/// <param name="Schedule">The schedule.</param>
/// <param name="Owner">Name of whose it is; null when that account is gone.</param>
/// <param name="Segment">Name of its segment; null for everybody, or when it is gone.</param>
public sealed record ExportScheduleEntry(ExportSchedule Schedule, string? Owner, string? Segment);

/// <param name="Run">The run.</param>
/// <param name="Export">What was written, without the numbers of its customers; null when nothing was.</param>
public sealed record DeliveryEntry(DeliveryRun Run, Export? Export);

/// <summary>The schedules by which customers are exported, and what became of their runs.</summary>
public sealed class ExportSchedules(
    IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, DeliveryFolders folders, HeaderSecrets secrets, SegmentCatalog segments, ExportHistory exports, TimeProvider clock)
{
    /// <summary>Raised after a schedule was added, changed, switched, removed or run.</summary>
    public event Action? Changed;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Those that were not removed, by name.</summary>
    /// <param name="userId">Of this person alone; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<ExportScheduleEntry>> ListAsync(int? userId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = await db.ExportSchedules.Where(s => s.RemovedAt == null && (userId == null || s.UserId == userId)).OrderBy(s => s.Name).ToListAsync(cancellation);
        var people = await db.Users.ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        var names = await db.Segments.Where(s => s.RemovedAt == null).Select(s => new { s.Id, s.Name, s.IsShared, s.OwnerId }).ToDictionaryAsync(s => s.Id, cancellation);
        // The name of somebody's own segment is for nobody else.
        return [.. found.Select(s => new ExportScheduleEntry(s, s.UserId is { } user ? people.GetValueOrDefault(user) : null,
            s.SegmentId is { } id && names.GetValueOrDefault(id) is { } segment && (segment.IsShared || segment.OwnerId == userId) ? segment.Name : null))];
    }

    /// <summary>One of them; null when there is none of that number, or it was removed.</summary>
    public async Task<ExportSchedule?> FindAsync(int id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.ExportSchedules.FirstOrDefaultAsync(s => s.Id == id && s.RemovedAt == null, cancellation);
    }

    /// <summary>When it runs next; null when it is off.</summary>
    public DateTime? Next(ExportSchedule schedule, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (!schedule.Enabled) return null;
        return schedule.RetryAt is { } retry && retry > Now ? retry : CronTime.Next(schedule.Cron, zone, Now);
    }

    /// <summary>Names of the headers whose values are saved.</summary>
    public static IReadOnlyList<string> HeaderNames(ExportSchedule schedule) => HeaderSecrets.Names(schedule?.Headers);

    /// <summary>Adds a schedule, or changes one of the same owner.</summary>
    /// <param name="id">The one to change; null adds one.</param>
    /// <param name="draft">All of it as it is to be.</param>
    /// <param name="actor">Whose it is.</param>
    /// <param name="cancellation">Nothing is saved when it comes in time.</param>
    /// <returns>Its number, or what stands in the way.</returns>
    public async Task<(int? Id, IReadOnlyList<ScheduleProblem> Problems)> SaveAsync(int? id, ExportScheduleDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var seen = draft.SegmentId is not { } segment || await segments.FindAsync(segment, actor, cancellation) is not null;
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var before = id is null ? null : await db.ExportSchedules.FirstOrDefaultAsync(s => s.Id == id && s.RemovedAt == null && s.UserId == actor.UserId, cancellation);
            if (id is not null && before is null) return (null, [new(nameof(draft.Name), ScheduleReason.Missing)]);

            var (name, location) = (draft.Name.Trim(), draft.Location.Trim());
            // A saved secret goes to the host it was typed for; whoever names another host must know it.
            var keeps = before is { Target: DeliveryTarget.Address } && ScheduleRules.IsSameOrigin(before.Location, location);
            var problems = ExportScheduleRules.Check(draft, folders, keeps ? HeaderSecrets.Names(before!.Headers) : [], Now).ToList();
            if (await db.ExportSchedules.AnyAsync(s => s.Name == name && s.RemovedAt == null && s.UserId == actor.UserId && s.Id != id, cancellation)) problems.Insert(0, new(nameof(draft.Name), ScheduleReason.Taken));
            if (!seen) problems.Add(new(nameof(draft.SegmentId), ScheduleReason.UnknownSegment));
            if (draft is { Target: DeliveryTarget.Address, Secret: null } && before?.Secret is not null && !keeps) problems.Add(new(nameof(draft.Secret), ScheduleReason.HeaderWithoutValue));
            if (problems.Count > 0) return (null, problems);

            var schedule = before ?? new() { UserId = actor.UserId, Name = name, Columns = "", Location = location, FileName = draft.FileName, Cron = draft.Cron };
            var posts = draft.Target == DeliveryTarget.Address;
            (schedule.Name, schedule.SegmentId, schedule.Purpose, schedule.Format) = (name, draft.SegmentId, draft.Purpose, draft.Layout.Format);
            schedule.Columns = ExportHistory.WriteColumns([.. draft.Layout.Columns.Where(c => ExportColumns.Find(c) is not null)]);
            (schedule.Target, schedule.Location, schedule.FileName, schedule.Keep, schedule.Cron) = (draft.Target, location, draft.FileName.Trim(), posts ? null : draft.Keep, draft.Cron.Trim());
            schedule.Headers = posts ? secrets.Protect(draft.Headers, before?.Headers) : null;
            schedule.Secret = !posts ? null : draft.Secret switch { null => before?.Secret, "" => null, var typed => secrets.ProtectOne(typed) };
            (schedule.Enabled, schedule.Failures, schedule.RetryAt) = (draft.Enabled, 0, null);
            db.Update(schedule);
            await db.SaveChangesAsync(cancellation);
            id = schedule.Id;
        }
        Changed?.Invoke();
        return (id, []);
    }

    /// <summary>Switches a schedule on or off; switched on, its failures are forgotten.</summary>
    public Task SwitchAsync(int id, bool on, CancellationToken cancellation) =>
        ChangeAsync(id, s => (s.Enabled, s.Failures, s.RetryAt) = (on, on ? 0 : s.Failures, null), cancellation);

    /// <summary>Removes a schedule; what it delivered stays.</summary>
    public Task RemoveAsync(int id, CancellationToken cancellation) => ChangeAsync(id, s => s.RemovedAt = Now, cancellation);

    /// <summary>Brings a removed schedule of that owner back. False when it is forgotten, or another has its name.</summary>
    public async Task<bool> RestoreAsync(int id, CancellationToken cancellation)
    {
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            if (await db.ExportSchedules.FirstOrDefaultAsync(s => s.Id == id && s.RemovedAt != null, cancellation) is not { } removed) return false;
            if (await db.ExportSchedules.AnyAsync(s => s.Name == removed.Name && s.UserId == removed.UserId && s.RemovedAt == null, cancellation)) return false;
            removed.RemovedAt = null;
            db.Update(removed);
            await db.SaveChangesAsync(cancellation);
        }
        Changed?.Invoke();
        return true;
    }

    /// <summary>Its runs, the newest first.</summary>
    public async Task<Page<DeliveryEntry>> HistoryAsync(int id, int skip, int take, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var total = await db.DeliveryRuns.LongCountAsync(r => r.ScheduleId == id, cancellation);
        var runs = await db.DeliveryRuns.Where(r => r.ScheduleId == id).OrderByDescending(r => r.Id).Skip(skip).Take(take).ToListAsync(cancellation);
        var entries = new List<DeliveryEntry>();
        foreach (var run in runs) entries.Add(new(run, run.ExportId is { } export ? await exports.FindAsync(export, cancellation) : null));
        return new(entries, total);
    }

    internal void Tell() => Changed?.Invoke();

    private async Task ChangeAsync(int id, Action<ExportSchedule> change, CancellationToken cancellation)
    {
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            if (await db.ExportSchedules.FirstOrDefaultAsync(s => s.Id == id && s.RemovedAt == null, cancellation) is not { } schedule) return;
            change(schedule);
            db.Update(schedule);
            await db.SaveChangesAsync(cancellation);
        }
        Changed?.Invoke();
    }
}
