using Dashboard.Core.Annotations;
using Dashboard.Core.Sharing;
using Dashboard.Web.Security;

namespace Dashboard.Web.Features.Annotations;

/// <summary>What people do with annotations. Asked again at every action who they are and whether they still may.</summary>
public sealed class AnnotationDesk(AnnotationCatalog catalog, Permission permission)
{
    /// <summary>Raised when any annotation changed.</summary>
    public event Action? Changed
    {
        add => catalog.Changed += value;
        remove => catalog.Changed -= value;
    }

    /// <summary>What the person sees on the charts of a page over some days, and who that person is; nothing and nobody without permission.</summary>
    public async Task<(Actor? Actor, IReadOnlyList<AnnotationEntry> Entries)> ListAsync(string page, DateOnly from, DateOnly to, CancellationToken cancellation) =>
        await permission.ActorAsync(Policies.SeeFigures) is { } actor ? (actor, await catalog.ListAsync(page, from, to, actor, cancellation)) : (null, []);

    public Task<KeepResult> SaveAsync(int? id, AnnotationDraft draft) => AsAsync(actor => catalog.SaveAsync(id, draft, actor, CancellationToken.None));

    public Task<KeepResult> RemoveAsync(int id) => AsAsync(actor => catalog.RemoveAsync(id, actor, CancellationToken.None));

    public Task<KeepResult> RestoreAsync(int id) => AsAsync(actor => catalog.RestoreAsync(id, actor, CancellationToken.None));

    private async Task<KeepResult> AsAsync(Func<Actor, Task<KeepResult>> act) => await permission.ActorAsync(Policies.SeeFigures) is { } actor ? await act(actor) : KeepResult.Refused(KeepReason.NotAllowed);
}
