using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Dashboard.Core.Segments;
using Dashboard.Core.Sharing;
using Dashboard.Core.Snapshots;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Dashboard.Core.Marks;

/// <summary>Marks customers, few or all of them, and undoes it. What a mark says counts when all of its customers have it, never before.</summary>
public sealed class MarkWork(
    IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, StoreConnections connections, SnapshotService snapshots, SegmentCatalog segments, SegmentAnswers answers,
    MarkBook book, TimeProvider clock, IHostApplicationLifetime? host = null)
{
    public const int MostTag = 40;
    public const int MostNote = 2_000;

    /// <summary>Days ahead to which a customer can be snoozed.</summary>
    public const int MostDays = 3_653;

    /// <summary>Days for which a mark can be undone, and for which an undone one is kept.</summary>
    public const int UndoDays = 30;

    /// <summary>Customers who are marked while somebody waits; more are a job.</summary>
    public const int MostAtOnce = 100_000;

    // Short enough that pages and imports get their turn in between.
    private const int Batch = 20_000;

    /// <summary>Notes a mark that <see cref="RunAsync"/> then does.</summary>
    /// <param name="draft">What is done.</param>
    /// <param name="facts">The snapshot whose indexes the set holds.</param>
    /// <param name="customers">Who is marked.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    public async Task<MarkResult> AskAsync(MarkDraft draft, CustomerFacts facts, CustomerSet customers, Actor actor, CancellationToken cancellation)
    {
        var text = draft.Text.Trim();
        if (customers.IsEmpty) return MarkResult.Refused(MarkReason.Nobody);
        if (await ProblemAsync(draft, text, cancellation) is { } problem) return MarkResult.Refused(problem);
        var packed = await Task.Run(() => CustomerIds.Pack(customers, facts), cancellation);
        var mark = new Mark { Kind = draft.Kind, ById = actor.UserId, AskedAt = Now, Customers = customers.Count, Asked = packed, Until = draft.Until, AssigneeId = draft.AssigneeId };
        if (draft.Kind == MarkKind.Note) mark.Text = text;
        if (draft.Kind == MarkKind.Segment)
        {
            var list = await segments.ListForAsync(draft.SegmentId, text, actor, cancellation);
            if (list.Id is not { } number)
                return MarkResult.Refused(list.Reason switch { SegmentReason.NameTaken => MarkReason.NameTaken, SegmentReason.NameMissing => MarkReason.TextMissing, SegmentReason.NameTooLong => MarkReason.TextTooLong, _ => MarkReason.UnknownSegment });
            mark.SegmentId = number;
        }
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (draft.Kind is MarkKind.Tag or MarkKind.Untag)
        {
            var tag = await db.Tags.FirstOrDefaultAsync(t => t.Name == text, cancellation);
            if (tag is null && draft.Kind == MarkKind.Untag) return MarkResult.Refused(MarkReason.UnknownTag);
            if (tag is null)
            {
                db.Tags.Add(tag = new() { Name = text });
                await db.SaveChangesAsync(cancellation);
            }
            mark.TagId = tag.Id;
        }
        db.Marks.Add(mark);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new(mark.Id);
    }

    /// <summary>Does a mark that waits; one that is done is left as it is. Safe to run again after it was interrupted.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="progress">Receives the customers done and all of them.</param>
    /// <param name="cancellation">Takes it back, unless the whole program stops: then it can be run again.</param>
    /// <returns>The mark as it is then; null when there is none, or none any longer.</returns>
    public async Task<Mark?> RunAsync(long id, IProgress<(int Done, int Total)>? progress, CancellationToken cancellation)
    {
        Mark? mark;
        await using (var db = await contexts.CreateDbContextAsync(cancellation)) mark = await db.Marks.FirstOrDefaultAsync(m => m.Id == id, cancellation);
        if (mark is not { Status: MarkStatus.Waiting }) return mark;
        var facts = snapshots.Current;
        try
        {
            var members = await Task.Run(() => CustomerIds.Unpack(mark.Asked, facts), cancellation);
            if (mark.SegmentId is { } segment)
            {
                if (await answers.MembersAsync(facts, segment, cancellation) is not { } before) return await DropAsync(id);
                members = CustomerSet.Except(members, before);   // who belongs already must stay when this is undone
            }
            await Task.Run(() => Write(id, facts, members, progress, cancellation), cancellation);
            await EndAsync(mark, facts, members, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && host?.ApplicationStopping.IsCancellationRequested != true)
        {
            return await DropAsync(id);
        }
        Tell();
        return mark;
    }

    /// <summary>Takes a mark back that is not done yet.</summary>
    /// <returns>Null: there is none any longer.</returns>
    public async Task<Mark?> DropAsync(long id)
    {
        using var turn = await gate.EnterAsync(CancellationToken.None);
        await using var db = await contexts.CreateDbContextAsync();
        await db.Marks.Where(m => m.Id == id && m.Status == MarkStatus.Waiting).ExecuteDeleteAsync();
        return null;
    }

    /// <summary>Undoes a mark: what held before it holds again.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="actor">Whose own it must be, unless a manager.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    public async Task<MarkResult> UndoAsync(long id, Actor actor, CancellationToken cancellation)
    {
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var oldest = Now.AddDays(-UndoDays);
            if (await db.Marks.FirstOrDefaultAsync(m => m.Id == id && m.Status == MarkStatus.Done && m.UndoneAt == null && m.DoneAt >= oldest, cancellation) is not { } mark) return MarkResult.Refused(MarkReason.NotUndoable);
            if (!MayUndo(mark, actor)) return MarkResult.Refused(MarkReason.NotAllowed);
            (mark.UndoneAt, mark.UndoneById) = (Now, actor.UserId);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            db.Update(mark);
            if (mark.SegmentId is { } segment)
            {
                var facts = snapshots.Current;
                var left = new CustomerSet(facts.CustomerCount);
                foreach (var customer in await db.MarkedCustomers.Where(m => m.MarkId == id).Select(m => m.CustomerId).ToListAsync(cancellation))
                {
                    if (facts.IndexOf(customer) is >= 0 and var index) left.Add(index);
                }
                await segments.ChangeListAsync(db, segment, facts, before => CustomerSet.Except(before, left), actor.UserId, removeSince: mark.AskedAt, cancellation);
            }
            await db.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
        }
        Tell();
        return new(id);
    }

    /// <summary>One's own, or anybody's as a manager.</summary>
    public static bool MayUndo(Mark mark, Actor actor) => mark.ById == actor.UserId || actor.IsManager;

    /// <summary>Whether it is young enough to be undone, and was not yet.</summary>
    public bool IsUndoable(Mark mark) => mark is { Status: MarkStatus.Done, UndoneAt: null } && mark.DoneAt >= Now.AddDays(-UndoDays);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private async Task<MarkReason?> ProblemAsync(MarkDraft draft, string text, CancellationToken cancellation)
    {
        if (draft.Kind is MarkKind.Tag or MarkKind.Untag or MarkKind.Note)
        {
            if (text.Length == 0) return MarkReason.TextMissing;
            if (text.Length > (draft.Kind == MarkKind.Note ? MostNote : MostTag)) return MarkReason.TextTooLong;
        }
        if (draft is { Kind: MarkKind.Snooze, Until: { } until })
        {
            var today = await book.TodayAsync(cancellation);
            if (until <= today || until > today.AddDays(MostDays)) return MarkReason.BadDay;
        }
        if (draft is { Kind: MarkKind.Assign, AssigneeId: { } person } && (await book.PeopleAsync(cancellation)).All(p => p.Id != person)) return MarkReason.UnknownPerson;
        return null;
    }

    private void Write(long id, CustomerFacts facts, CustomerSet members, IProgress<(int, int)>? progress, CancellationToken cancellation)
    {
        using var connection = connections.Open();
        using var add = new Statement(connection, "INSERT OR IGNORE INTO MarkedCustomers (CustomerId, MarkId) SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM Customers WHERE Id = ?1)");
        var (done, total) = (0, members.Count);
        foreach (var batch in members.Members().Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var turn = gate.Enter(cancellation);
            using var transaction = connection.BeginTransaction();
            foreach (var index in batch) add.Bind(1, (long)facts.Customers.Id[index]).Bind(2, id).Run();
            transaction.Commit();
            progress?.Report((done += batch.Length, total));
        }
    }

    private async Task EndAsync(Mark mark, CustomerFacts facts, CustomerSet members, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        (mark.Status, mark.Asked, mark.DoneAt) = (MarkStatus.Done, null, Now);
        mark.Customers = await db.MarkedCustomers.CountAsync(m => m.MarkId == mark.Id, cancellation);
        db.Update(mark);
        if (mark.SegmentId is { } segment) await segments.ChangeListAsync(db, segment, facts, before => CustomerSet.Union(before, members), mark.ById, removeSince: null, cancellation);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private void Tell()
    {
        book.Forget();
        answers.Forget();
        answers.Tell();
    }
}
