using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Jobs;
using Dashboard.Core.Marks;
using Dashboard.Core.Sharing;
using Dashboard.Web.Security;

namespace Dashboard.Web.Features.Marks;

/// <summary>How marking customers ended.</summary>
/// <param name="Mark">The mark; null where it is done in the background or not at all.</param>
/// <param name="Run">The job that does it; null where there is none.</param>
/// <param name="Reason">Why it was not done; null otherwise.</param>
public sealed record MarkAnswer(MarkEntry? Mark, string? Run, MarkReason? Reason);

/// <summary>What people do with customers, wherever the button stands. Asked again at every action who they are and whether they still may.</summary>
public sealed class MarkDesk(MarkWork work, MarkBook book, IBackgroundWork jobs, Permission permission)
{
    /// <summary>Who is at the page; null for somebody who may not mark customers.</summary>
    public Task<Actor?> ActorAsync() => permission.ActorAsync(Policies.Mark);

    /// <summary>Marks customers, many of them in the background.</summary>
    /// <param name="draft">What is done.</param>
    /// <param name="facts">The snapshot whose indexes the set holds.</param>
    /// <param name="customers">Who is marked.</param>
    public async Task<MarkAnswer> MarkAsync(MarkDraft draft, CustomerFacts facts, CustomerSet customers)
    {
        if (await ActorAsync() is not { } actor) return new(null, null, MarkReason.NotAllowed);
        var asked = await work.AskAsync(draft, facts, customers, actor, CancellationToken.None);
        if (asked.Id is not { } id) return new(null, null, asked.Reason);
        if (customers.Count > MarkWork.MostAtOnce) return new(null, jobs.Enqueue<MarkJob>(JobKind.Mark, id), null);
        // Not the page's token: what was asked for is done even if the page is left.
        await work.RunAsync(id, null, CancellationToken.None);
        return new(await book.FindAsync(id, CancellationToken.None), null, null);
    }

    /// <summary>Undoes a mark.</summary>
    /// <returns>Why it was not undone; null when it was.</returns>
    public async Task<MarkReason?> UndoAsync(long id) =>
        await ActorAsync() is { } actor ? (await work.UndoAsync(id, actor, CancellationToken.None)).Reason : MarkReason.NotAllowed;
}
