using Dashboard.Core.Data;
using Dashboard.Core.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Annotations;

/// <summary>An annotation as somebody wants it.</summary>
/// <param name="From">First business date.</param>
/// <param name="To">Last business date, included.</param>
/// <param name="Text">At most <see cref="AnnotationCatalog.MostText"/> characters.</param>
/// <param name="Page">Path of the page whose charts alone show it; null for all.</param>
/// <param name="IsShared">For everybody.</param>
public sealed record AnnotationDraft(DateOnly From, DateOnly To, string Text, string? Page, bool IsShared);

/// <summary>What an import brought.</summary>
/// <param name="FileName">Name of its file.</param>
/// <param name="Created">Orders and refunds that were new.</param>
/// <param name="Changed">Orders and refunds that became others.</param>
public sealed record ImportedFile(string FileName, long Created, long Changed);

/// <summary>An annotation in the list.</summary>
/// <param name="Annotation">The annotation.</param>
/// <param name="Owner">Name of who wrote it; null when gone, or for an import.</param>
/// <param name="Import">The import that it tells of; null for what people wrote.</param>
public sealed record AnnotationEntry(Annotation Annotation, string? Owner, ImportedFile? Import);

/// <summary>Annotations on charts over time: kept, changed, removed and brought back.</summary>
public sealed class AnnotationCatalog(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock) : OwnedCatalog<Annotation>(contexts, gate, clock)
{
    public const int MostText = 200;

    /// <summary>What a person sees on the charts of one page, by day.</summary>
    /// <param name="page">Path of the page.</param>
    /// <param name="from">First day of the time axis.</param>
    /// <param name="to">Last day of it, included.</param>
    /// <param name="actor">Who looks.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<AnnotationEntry>> ListAsync(string page, DateOnly from, DateOnly to, Actor actor, CancellationToken cancellation)
    {
        await using var db = await OpenAsync(cancellation);
        return await (from note in SeenBy(db, actor)
                      where note.To >= @from && note.From <= to && (note.Page == null || note.Page == page)
                      join user in db.Users on note.OwnerId equals user.Id into people
                      from owner in people.DefaultIfEmpty()
                      join import in db.Imports on note.ImportId equals import.Id into imports
                      from file in imports.DefaultIfEmpty()
                      orderby note.From, note.To, note.Id
                      select new AnnotationEntry(note, owner == null ? null : owner.DisplayName, file == null ? null : new(file.FileName, file.Created, file.Changed))).ToListAsync(cancellation);
    }

    /// <summary>Saves a new annotation, or changes one. Those of imports cannot be changed, only removed.</summary>
    /// <param name="id">The annotation; null for a new one.</param>
    /// <param name="draft">What it shall be.</param>
    /// <param name="actor">Who saves it.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    public Task<KeepResult> SaveAsync(int? id, AnnotationDraft draft, Actor actor, CancellationToken cancellation)
    {
        var text = draft.Text.Trim();
        if (text.Length == 0) return Refused(KeepReason.TextMissing);
        if (text.Length > MostText) return Refused(KeepReason.TextTooLong);
        if (draft.To < draft.From) return Refused(KeepReason.DaysReversed);
        return WriteAsync(async db =>
        {
            var now = Clock.GetUtcNow().UtcDateTime;
            var note = new Annotation { Text = text, OwnerId = actor.UserId, CreatedAt = now };
            if (id is { } known)
            {
                var (kept, reason) = await FindAsync(db, known, actor, removed: false, cancellation);
                if (kept is null) return KeepResult.Refused(reason);
                if (kept.ImportId is not null) return KeepResult.Refused(KeepReason.NotAllowed);
                note = kept;
            }
            (note.From, note.To, note.Text, note.Page, note.IsShared, note.ChangedAt) = (draft.From, draft.To, text, draft.Page, draft.IsShared, now);
            if (id is null) db.Add(note);
            await db.SaveChangesAsync(cancellation);
            return new(note.Id);
        }, cancellation);
    }

    /// <summary>An import left one behind.</summary>
    internal void Told() => Tell();

    private static Task<KeepResult> Refused(KeepReason reason) => Task.FromResult(KeepResult.Refused(reason));
}

/// <summary>Removed annotations go after a while.</summary>
internal sealed class RemovedAnnotations(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock) : Removed<Annotation>("removed annotations", contexts, gate, clock);
