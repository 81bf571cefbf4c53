using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Schedules;

/// <summary>What holds for schedules of imports and of exports alike: found, saved, switched, removed and brought back.</summary>
public abstract class ScheduleStore<T>(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, HeaderSecrets secrets, TimeProvider clock) where T : Schedule
{
    /// <summary>Raised after a schedule was added, changed, switched, removed or run.</summary>
    public event Action? Changed;

    protected IDbContextFactory<DashboardDbContext> Contexts { get; } = contexts;

    protected HeaderSecrets Secrets { get; } = secrets;

    protected DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>One of them; null when there is none of that number, or it was removed.</summary>
    public async Task<T?> FindAsync(int id, CancellationToken cancellation)
    {
        await using var db = await Contexts.CreateDbContextAsync(cancellation);
        return await Kept(db).FirstOrDefaultAsync(s => s.Id == id, cancellation);
    }

    /// <summary>When it runs next; null when it is off.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="zone">The shop's zone.</param>
    public DateTime? Next(T schedule, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (!schedule.Enabled) return null;
        return schedule.RetryAt is { } retry && retry > Now ? retry : CronTime.Next(schedule.Cron, zone, Now);
    }

    /// <summary>Switches a schedule on or off; switched on, its failures are forgotten.</summary>
    public Task SwitchAsync(int id, bool on, CancellationToken cancellation) =>
        ChangeAsync(id, s => (s.Enabled, s.Failures, s.RetryAt) = (on, on ? 0 : s.Failures, null), cancellation);

    /// <summary>Removes a schedule; what it imported or delivered stays.</summary>
    public Task RemoveAsync(int id, CancellationToken cancellation) => ChangeAsync(id, s => s.RemovedAt = Now, cancellation);

    /// <summary>Brings a removed schedule back. False when it is forgotten, or another has its name.</summary>
    public async Task<bool> RestoreAsync(int id, CancellationToken cancellation)
    {
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await Contexts.CreateDbContextAsync(cancellation);
            if (await db.Set<T>().FirstOrDefaultAsync(s => s.Id == id && s.RemovedAt != null, cancellation) is not { } removed) return false;
            if (await Beside(Kept(db), removed).AnyAsync(s => s.Name == removed.Name, cancellation)) return false;
            removed.RemovedAt = null;
            db.Update(removed);
            await db.SaveChangesAsync(cancellation);
        }
        Changed?.Invoke();
        return true;
    }

    /// <summary>Tells that a run has begun or ended.</summary>
    internal void Tell() => Changed?.Invoke();

    /// <summary>Those that were not removed.</summary>
    protected static IQueryable<T> Kept(DashboardDbContext db) => db.Set<T>().Where(s => s.RemovedAt == null);

    /// <summary>Those of <paramref name="all"/> from which a schedule must differ by name, and one of which it may take the place of.</summary>
    protected virtual IQueryable<T> Beside(IQueryable<T> all, T schedule) => all;

    /// <summary>Adds a schedule, or changes one.</summary>
    /// <param name="id">The one to change; null adds <paramref name="fresh"/>.</param>
    /// <param name="fresh">As it would be if it were new.</param>
    /// <param name="draft">All of it as it is to be.</param>
    /// <param name="check">All that is wrong with the draft, given what it takes the place of and whether secrets saved there may be kept.</param>
    /// <param name="fill">Writes what only this kind has into the schedule, which is otherwise still as it was.</param>
    /// <param name="cancellation">Nothing is saved when it comes in time.</param>
    /// <returns>Its number, or what stands in the way.</returns>
    protected async Task<(int? Id, IReadOnlyList<ScheduleProblem> Problems)> SaveAsync(
        int? id, T fresh, ScheduleDraft draft, Func<T?, bool, IEnumerable<ScheduleProblem>> check, Func<DashboardDbContext, T, Task> fill, CancellationToken cancellation)
    {
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await Contexts.CreateDbContextAsync(cancellation);
            var before = id is null ? null : await Beside(Kept(db), fresh).FirstOrDefaultAsync(s => s.Id == id, cancellation);
            if (id is not null && before is null) return (null, [new(nameof(draft.Name), ScheduleReason.Missing)]);

            var (name, location) = (draft.Name.Trim(), draft.Location.Trim());
            // A saved secret goes to the host it was typed for; whoever names another host must know it.
            var keeps = before is { IsAddress: true } && ScheduleRules.IsSameOrigin(before.Location, location);
            var problems = check(before, keeps).ToList();
            if (await Beside(Kept(db), fresh).AnyAsync(s => s.Name == name && s.Id != id, cancellation)) problems.Insert(0, new(nameof(draft.Name), ScheduleReason.Taken));
            if (problems.Count > 0) return (null, problems);

            var schedule = before ?? fresh;
            await fill(db, schedule);
            (schedule.Name, schedule.Location, schedule.Cron, schedule.Enabled) = (name, location, draft.Cron.Trim(), draft.Enabled);
            schedule.Headers = draft.IsAddress ? Secrets.Protect(draft.Headers, schedule.Headers) : null;
            schedule.Forgive();
            db.Update(schedule);
            await db.SaveChangesAsync(cancellation);
            id = schedule.Id;
        }
        Changed?.Invoke();
        return (id, []);
    }

    private async Task ChangeAsync(int id, Action<T> change, CancellationToken cancellation)
    {
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await Contexts.CreateDbContextAsync(cancellation);
            if (await Kept(db).FirstOrDefaultAsync(s => s.Id == id, cancellation) is not { } schedule) return;
            change(schedule);
            db.Update(schedule);
            await db.SaveChangesAsync(cancellation);
        }
        Changed?.Invoke();
    }
}
