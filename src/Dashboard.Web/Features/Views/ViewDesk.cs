using Dashboard.Core.Sharing;
using Dashboard.Core.Views;
using Dashboard.Web.Security;

namespace Dashboard.Web.Features.Views;

/// <summary>What people do with saved views, wherever the button stands. Asked again at every action who they are and whether they still may.</summary>
public sealed class ViewDesk(ViewCatalog catalog, Permission permission)
{
    /// <summary>Raised when any view changed.</summary>
    public event Action? Changed
    {
        add => catalog.Changed += value;
        remove => catalog.Changed -= value;
    }

    /// <summary>Who is at the page, as the store knows them now; null for somebody who may not see figures.</summary>
    public Task<Actor?> ActorAsync() => permission.ActorAsync(Policies.SeeFigures);

    /// <summary>All that the person sees; none without permission.</summary>
    public async Task<IReadOnlyList<ViewEntry>> ListAsync(CancellationToken cancellation) => await ActorAsync() is { } actor ? await catalog.ListAsync(actor, cancellation) : [];

    /// <summary>Saves a view of a page that can be kept.</summary>
    public Task<KeepResult> SaveAsync(int? id, ViewDraft draft) =>
        ViewPages.NameOf(draft.Address) is null ? Task.FromResult(KeepResult.Refused(KeepReason.NoPage)) : AsAsync(actor => catalog.SaveAsync(id, draft with { Address = ViewPages.Kept(draft.Address) }, actor, CancellationToken.None));

    public Task<KeepResult> RemoveAsync(int id) => AsAsync(actor => catalog.RemoveAsync(id, actor, CancellationToken.None));

    public Task<KeepResult> RestoreAsync(int id) => AsAsync(actor => catalog.RestoreAsync(id, actor, CancellationToken.None));

    public Task<KeepResult> BeginWithAsync(int? id) => AsAsync(actor => catalog.BeginWithAsync(id, actor, CancellationToken.None));

    private async Task<KeepResult> AsAsync(Func<Actor, Task<KeepResult>> act) => await ActorAsync() is { } actor ? await act(actor) : KeepResult.Refused(KeepReason.NotAllowed);
}
