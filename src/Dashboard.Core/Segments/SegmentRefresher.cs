using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Dashboard.Core.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Segments;

/// <summary>Measures segments: how many belong today, what they are worth, who came and who went.</summary>
public sealed class SegmentRefresher(SnapshotService snapshots, SegmentAnswers answers, IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock)
{
    /// <summary>Measures all. Safe to run again: a day keeps one row per segment, the newest.</summary>
    /// <param name="progress">Receives the share done, 0 to 1.</param>
    /// <param name="cancellation">Stops between two segments.</param>
    /// <returns>Segments measured; one whose rule has no answer keeps what it had.</returns>
    public async Task<int> RefreshAsync(IProgress<double>? progress, CancellationToken cancellation)
    {
        List<int> ids;
        await using (var db = await contexts.CreateDbContextAsync(cancellation))
            ids = await db.Segments.Where(s => s.RemovedAt == null).Select(s => s.Id).ToListAsync(cancellation);
        var measured = 0;
        for (var i = 0; i < ids.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (await MeasureAsync(ids[i], cancellation)) measured++;
            progress?.Report((i + 1.0) / ids.Count);
        }
        if (measured > 0) answers.Tell();
        return measured;
    }

    /// <summary>Measures one; false when it has no answer.</summary>
    internal async Task<bool> MeasureAsync(int id, CancellationToken cancellation)
    {
        var facts = snapshots.Current;
        if (await answers.MembersAsync(facts, id, cancellation) is not { } members) return false;
        var packed = await Task.Run(() => CustomerIds.Pack(members, facts), cancellation);
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await db.Segments.FirstOrDefaultAsync(s => s.Id == id && s.RemovedAt == null, cancellation) is not { } segment) return false;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await WriteAsync(db, segment, members, segment.IsFrozen ? segment.Members : packed, facts, cancellation);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Writes what was measured into a context whose changes the caller saves.</summary>
    internal async Task WriteAsync(DashboardDbContext db, Segment segment, CustomerSet members, byte[]? packed, CustomerFacts facts, CancellationToken cancellation)
    {
        var day = FactDay.ToDate(facts.Span.Last);
        var size = members.Count;
        if (await db.SegmentDays.FirstOrDefaultAsync(d => d.SegmentId == segment.Id && d.Day == day, cancellation) is not { } row)
            db.SegmentDays.Add(Since(new() { SegmentId = segment.Id, Day = day }, segment.Size is null ? members : CustomerIds.Unpack(segment.Members, facts)));
        else
        {
            // Measured twice on a day: compared with the day before, so that nobody is counted who came and went within it.
            var before = CustomerSet.Union(
                CustomerSet.Except(CustomerIds.Unpack(segment.Members, facts), CustomerIds.Unpack(row.EnteredIds, facts)), CustomerIds.Unpack(row.ExitedIds, facts));
            db.Update(Since(row, before));
        }
        (segment.Size, segment.Revenue, segment.MeasuredDay, segment.MeasuredAt, segment.Members) =
            (size, members.Members().Sum(i => facts.Customers.Revenue[i]), day, clock.GetUtcNow().UtcDateTime, packed);
        db.Update(segment);

        SegmentDay Since(SegmentDay today, CustomerSet before)
        {
            var (entered, exited) = (CustomerSet.Except(members, before), CustomerSet.Except(before, members));
            (today.Version, today.Size, today.Entered, today.Exited) = (segment.Version, size, entered.Count, exited.Count);
            (today.EnteredIds, today.ExitedIds) = (CustomerIds.Pack(entered, facts), CustomerIds.Pack(exited, facts));
            return today;
        }
    }
}
