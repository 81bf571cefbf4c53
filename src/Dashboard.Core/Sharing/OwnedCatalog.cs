using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Sharing;

/// <summary>Things that people keep: whoever asks, who may is decided here.</summary>
public abstract class OwnedCatalog<T>(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock) where T : class, IOwned
{
    /// <summary>Raised after one was added, changed, removed or brought back.</summary>
    public event Action? Changed;

    protected TimeProvider Clock => clock;

    /// <summary>Removes one; it can be brought back for 30 days.</summary>
    public Task<KeepResult> RemoveAsync(int id, Actor actor, CancellationToken cancellation) => WriteAsync(async db =>
    {
        var (kept, reason) = await FindAsync(db, id, actor, removed: false, cancellation);
        if (kept is null) return KeepResult.Refused(reason);
        kept.RemovedAt = clock.GetUtcNow().UtcDateTime;
        await db.SaveChangesAsync(cancellation);
        return new(id);
    }, cancellation);

    /// <summary>Brings a removed one back, unless it is forgotten or <see cref="ObstacleAsync"/> stands in the way.</summary>
    public Task<KeepResult> RestoreAsync(int id, Actor actor, CancellationToken cancellation) => WriteAsync(async db =>
    {
        var (kept, reason) = await FindAsync(db, id, actor, removed: true, cancellation);
        if (kept is null) return KeepResult.Refused(reason);
        if (await ObstacleAsync(db, kept, cancellation) is { } obstacle) return KeepResult.Refused(obstacle);
        kept.RemovedAt = null;
        await db.SaveChangesAsync(cancellation);
        return new(id);
    }, cancellation);

    /// <summary>What keeps it from being kept; null for nothing.</summary>
    private protected virtual Task<KeepReason?> ObstacleAsync(DashboardDbContext db, T kept, CancellationToken cancellation) => Task.FromResult<KeepReason?>(null);

    /// <summary>Those that a person sees.</summary>
    private protected static IQueryable<T> SeenBy(DashboardDbContext db, Actor actor) =>
        db.Set<T>().AsNoTracking().Where(k => k.RemovedAt == null && (k.IsShared || k.OwnerId == actor.UserId));

    private protected Task<DashboardDbContext> OpenAsync(CancellationToken cancellation) => contexts.CreateDbContextAsync(cancellation);

    /// <summary>One that a person may change, tracked; otherwise why not.</summary>
    private protected static async Task<(T? Kept, KeepReason Reason)> FindAsync(DashboardDbContext db, int id, Actor actor, bool removed, CancellationToken cancellation) =>
        await db.Set<T>().AsTracking().FirstOrDefaultAsync(k => k.Id == id && k.RemovedAt != null == removed, cancellation) is not { } kept || !actor.MaySee(kept) ? (null, KeepReason.NotFound)
        : actor.MayChange(kept) ? (kept, default)
        : (null, KeepReason.NotAllowed);

    /// <summary>Writes in turn and tells of it when it was done.</summary>
    private protected async Task<KeepResult> WriteAsync(Func<DashboardDbContext, Task<KeepResult>> write, CancellationToken cancellation)
    {
        KeepResult result;
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await OpenAsync(cancellation);
            result = await write(db);
        }
        if (result.Reason is null) Tell();
        return result;
    }

    private protected void Tell() => Changed?.Invoke();
}
