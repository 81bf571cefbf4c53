using Dashboard.Core.Data;
using Dashboard.Core.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Views;

/// <summary>A view as somebody wants it.</summary>
/// <param name="Name">At most <see cref="ViewCatalog.MostName"/> characters.</param>
/// <param name="Address">Path and query of a page.</param>
/// <param name="IsShared">For everybody.</param>
public sealed record ViewDraft(string Name, string Address, bool IsShared);

/// <summary>A view in the list.</summary>
/// <param name="View">The view.</param>
/// <param name="Owner">Name of who made it; null when gone.</param>
/// <param name="IsStart">The person who asks begins with it.</param>
public sealed record ViewEntry(SavedView View, string? Owner, bool IsStart);

/// <summary>The saved views: kept, changed, removed and brought back.</summary>
public sealed class ViewCatalog(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock) : OwnedCatalog<SavedView>(contexts, gate, clock)
{
    public const int MostName = 80;

    /// <summary>Longest address; one with a rule is some hundred characters long.</summary>
    public const int MostAddress = 4000;

    /// <summary>All that this person sees, by name.</summary>
    public async Task<IReadOnlyList<ViewEntry>> ListAsync(Actor actor, CancellationToken cancellation)
    {
        await using var db = await OpenAsync(cancellation);
        return await (from view in SeenBy(db, actor)
                      join user in db.Users on view.OwnerId equals user.Id into people
                      from owner in people.DefaultIfEmpty()
                      orderby view.Name, view.Id
                      select new ViewEntry(view, owner == null ? null : owner.DisplayName, db.StartViews.Any(s => s.UserId == actor.UserId && s.ViewId == view.Id))).ToListAsync(cancellation);
    }

    /// <summary>Saves a new view, or changes one.</summary>
    /// <param name="id">The view; null for a new one.</param>
    /// <param name="draft">What it shall be.</param>
    /// <param name="actor">Who saves it.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    public Task<KeepResult> SaveAsync(int? id, ViewDraft draft, Actor actor, CancellationToken cancellation)
    {
        var name = draft.Name.Trim();
        if (name.Length == 0) return Refused(KeepReason.NameMissing);
        if (name.Length > MostName) return Refused(KeepReason.NameTooLong);
        if (!IsOfThisSite(draft.Address)) return Refused(KeepReason.NoPage);
        return WriteAsync(async db =>
        {
            var now = Clock.GetUtcNow().UtcDateTime;
            var view = new SavedView { Name = name, Address = draft.Address, OwnerId = actor.UserId, CreatedAt = now };
            if (id is { } known)
            {
                var (kept, reason) = await FindAsync(db, known, actor, removed: false, cancellation);
                if (kept is null) return KeepResult.Refused(reason);
                view = kept;
            }
            (view.Name, view.Address, view.IsShared, view.ChangedAt) = (name, draft.Address, draft.IsShared, now);
            if (await ObstacleAsync(db, view, cancellation) is { } obstacle) return KeepResult.Refused(obstacle);
            if (id is null) db.Add(view);
            await db.SaveChangesAsync(cancellation);
            return new(view.Id);
        }, cancellation);
    }

    /// <summary>Has somebody begin with a view after signing in; with the Overview for null.</summary>
    public Task<KeepResult> BeginWithAsync(int? id, Actor actor, CancellationToken cancellation) => WriteAsync(async db =>
    {
        if (id is { } wanted && !await SeenBy(db, actor).AnyAsync(v => v.Id == wanted, cancellation)) return KeepResult.Refused(KeepReason.NotFound);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.StartViews.Where(s => s.UserId == actor.UserId).ExecuteDeleteAsync(cancellation);
        if (id is { } chosen) db.StartViews.Add(new() { UserId = actor.UserId, ViewId = chosen });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new(id);
    }, cancellation);

    /// <summary>Address of the view that somebody begins with; null for none, or for one they no longer see.</summary>
    public async Task<string?> StartOfAsync(int userId, CancellationToken cancellation)
    {
        await using var db = await OpenAsync(cancellation);
        return await SeenBy(db, new(userId, IsManager: false)).Where(v => db.StartViews.Any(s => s.UserId == userId && s.ViewId == v.Id)).Select(v => v.Address).FirstOrDefaultAsync(cancellation);
    }

    private protected override async Task<KeepReason?> ObstacleAsync(DashboardDbContext db, SavedView kept, CancellationToken cancellation) =>
        await db.SavedViews.AnyAsync(v => v.Name == kept.Name && v.RemovedAt == null && v.Id != kept.Id && (kept.IsShared || v.IsShared || v.OwnerId == kept.OwnerId), cancellation) ? KeepReason.NameTaken : null;

    /// <summary>Whether an address is a path of this site.</summary>
    internal static bool IsOfThisSite(string address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && address.Length <= MostAddress && !address.Contains('#', StringComparison.Ordinal) && !address.Any(char.IsControl);

    private static Task<KeepResult> Refused(KeepReason reason) => Task.FromResult(KeepResult.Refused(reason));
}

/// <summary>Removed views go after a while.</summary>
internal sealed class RemovedViews(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock) : Removed<SavedView>("removed views", contexts, gate, clock);
