using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Customers;
using Dashboard.Core.Data;
using Dashboard.Core.Marks;
using Dashboard.Core.Segments;
using Dashboard.Core.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Timeline;

/// <summary>
/// All that happened with a customer in one list, read part by part: each source is asked for the next few entries only, so that ten thousand orders are no longer read than ten.
/// </summary>
public sealed class CustomerTimeline(IDbContextFactory<DashboardDbContext> contexts, CustomerProfiles profiles, MarkBook marks)
{
    /// <summary>Days of segments looked into for a part; each is a bitmap to unpack.</summary>
    private const int MostSegmentDays = 1000;
    private const int SegmentDaysAtOnce = 100;

    /// <summary>The next part.</summary>
    /// <param name="facts">The snapshot, which knows the states by the rules in service.</param>
    /// <param name="customer">Number of the customer.</param>
    /// <param name="kinds">What is asked for; empty for everything.</param>
    /// <param name="zone">The shop's.</param>
    /// <param name="actor">Who reads; others' own segments stay out.</param>
    /// <param name="after">Where the part before ended; null for the first.</param>
    /// <param name="take">Most entries. There may be fewer although more follow.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<TimelinePart> ReadAsync(
        CustomerFacts facts, long customer, IReadOnlySet<TimelineKind> kinds, TimeZoneInfo zone, Actor actor, TimelineCursor? after, int take, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(kinds);
        var from = after ?? TimelineCursor.Through(DateTime.MaxValue);
        bool Wants(TimelineKind kind) => kinds.Count == 0 || kinds.Contains(kind);

        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = new List<TimelineEntry>();
        if (Wants(TimelineKind.Order)) found.AddRange(await OrdersAsync(db, customer, from, take + 1, cancellation));
        if (Wants(TimelineKind.Refund)) found.AddRange(await RefundsAsync(db, customer, from, take + 1, cancellation));
        if (Wants(TimelineKind.Consent)) found.AddRange(await ConsentsAsync(db, customer, zone, from, cancellation));
        if (Wants(TimelineKind.Lifecycle)) found.AddRange(Changes(facts, customer, zone));
        if (Wants(TimelineKind.Tag) || Wants(TimelineKind.Note) || Wants(TimelineKind.Assign) || Wants(TimelineKind.Segment)) found.AddRange(await MarksAsync(customer, zone, cancellation));
        found.RemoveAll(e => !Wants(e.Kind) || !from.Precedes(e.Kind, e.Id, e.At));

        DateTime? cut = null;
        if (Wants(TimelineKind.Segment))
        {
            var floor = found.Count > take ? Sorted(found)[take].At : DateTime.MinValue;   // whatever is older is not shown yet
            (var moves, cut) = await MovesAsync(db, facts, customer, zone, actor, from, floor, take + 1, cancellation);
            found.AddRange(moves);
        }
        var shown = Sorted(found.Where(e => cut is null || e.At > cut));
        if (shown.Count > take) return new(await FilledAsync(shown[..take], cancellation), new(shown[take - 1].At, shown[take - 1].Kind, shown[take - 1].Id));
        return new(await FilledAsync(shown, cancellation), cut is { } reached ? TimelineCursor.Through(reached) : null);
    }

    private static List<TimelineEntry> Sorted(IEnumerable<TimelineEntry> entries) => [.. entries.OrderByDescending(e => e.At).ThenBy(e => e.Kind).ThenByDescending(e => e.Id)];

    private static async Task<IEnumerable<TimelineEntry>> OrdersAsync(DashboardDbContext db, long customer, TimelineCursor from, int take, CancellationToken cancellation)
    {
        var rows = await db.Orders.Where(o => o.CustomerId == customer && (o.PlacedAt < from.At || (o.PlacedAt == from.At && (from.Kind < TimelineKind.Order || o.Id < from.Id))))
            .OrderByDescending(o => o.PlacedAt).ThenByDescending(o => o.Id).Take(take).Select(o => new { o.Id, o.PlacedAt, o.Day }).ToListAsync(cancellation);
        return rows.Select(o => new TimelineEntry(TimelineKind.Order, o.Id, o.PlacedAt, o.Day));
    }

    private static async Task<IEnumerable<TimelineEntry>> RefundsAsync(DashboardDbContext db, long customer, TimelineCursor from, int take, CancellationToken cancellation)
    {
        var rows = await db.Refunds
            .Where(r => r.CustomerId == customer && (r.RefundedAt < from.At || (r.RefundedAt == from.At && (from.Kind < TimelineKind.Refund || (from.Kind == TimelineKind.Refund && r.Id < from.Id)))))
            .OrderByDescending(r => r.RefundedAt).ThenByDescending(r => r.Id).Take(take).Select(r => new { r.Id, r.RefundedAt, r.Day }).ToListAsync(cancellation);
        return rows.Select(r => new TimelineEntry(TimelineKind.Refund, r.Id, r.RefundedAt, r.Day));
    }

    private static async Task<IEnumerable<TimelineEntry>> ConsentsAsync(DashboardDbContext db, long customer, TimeZoneInfo zone, TimelineCursor from, CancellationToken cancellation)
    {
        var rows = await db.Consents.Where(c => c.CustomerId == customer && c.RecordedAt <= from.At).OrderBy(c => c.Purpose).ThenBy(c => c.RecordedAt).ThenBy(c => c.Id).ToListAsync(cancellation);
        return rows.Select(c => new TimelineEntry(TimelineKind.Consent, c.Id, c.RecordedAt, DayOf(c.RecordedAt, zone)) { Consent = c });
    }

    private async Task<IEnumerable<TimelineEntry>> MarksAsync(long customer, TimeZoneInfo zone, CancellationToken cancellation) =>
        (await marks.OfAsync(customer, cancellation)).Select(m => (Entry: m, At: m.Mark.DoneAt ?? m.Mark.AskedAt)).Select(m => new TimelineEntry(KindOf(m.Entry.Mark.Kind), m.Entry.Mark.Id, m.At, DayOf(m.At, zone)) { Mark = m.Entry });

    private static TimelineKind KindOf(MarkKind kind) => kind switch
    {
        MarkKind.Tag or MarkKind.Untag => TimelineKind.Tag,
        MarkKind.Note => TimelineKind.Note,
        MarkKind.Segment => TimelineKind.Segment,
        _ => TimelineKind.Assign,
    };

    private static IEnumerable<TimelineEntry> Changes(CustomerFacts facts, long customer, TimeZoneInfo zone)
    {
        if (facts.Lifecycle is not { } spells || facts.IndexOf(customer) is not (>= 0 and var index)) yield break;
        var before = LifecycleState.Prospect;
        for (var s = spells.Start[index]; s < spells.Start[index + 1]; s++)
        {
            var (state, day) = ((LifecycleState)spells.State[s], FactDay.ToDate(spells.Day[s]));
            yield return new(TimelineKind.Lifecycle, s, EndOf(day, zone), day) { Change = (before, state) };
            before = state;
        }
    }

    /// <summary>Entries into segments and exits from them, from the newest; and the instant before which none was looked for, null when all were.</summary>
    private static async Task<(List<TimelineEntry> Moves, DateTime? Cut)> MovesAsync(
        DashboardDbContext db, CustomerFacts facts, long customer, TimeZoneInfo zone, Actor actor, TimelineCursor from, DateTime floor, int take, CancellationToken cancellation)
    {
        var names = await db.Segments.Where(s => s.RemovedAt == null && (s.IsShared || s.OwnerId == actor.UserId)).ToDictionaryAsync(s => s.Id, s => s.Name, cancellation);
        var seen = names.Keys.ToArray();
        var (newest, oldest) = (from.At == DateTime.MaxValue ? DateOnly.MaxValue : DayOf(from.At, zone), floor == DateTime.MinValue ? DateOnly.MinValue : DayOf(floor, zone));
        var days = db.SegmentDays.Where(d => seen.Contains(d.SegmentId) && d.Day <= newest && d.Day >= oldest && (d.EnteredIds != null || d.ExitedIds != null)).OrderByDescending(d => d.Day).ThenByDescending(d => d.SegmentId);
        var moves = new List<TimelineEntry>();
        for (var read = 0; ; read += SegmentDaysAtOnce)
        {
            var rows = await days.Skip(read).Take(SegmentDaysAtOnce).ToListAsync(cancellation);
            foreach (var row in rows)
            {
                var at = EndOf(row.Day, zone);
                if (!from.Precedes(TimelineKind.Segment, row.SegmentId, at)) continue;
                var entered = CustomerIds.Contain(row.EnteredIds, customer);
                if (entered || CustomerIds.Contain(row.ExitedIds, customer))
                    moves.Add(new(TimelineKind.Segment, row.SegmentId, at, row.Day) { Segment = (row.SegmentId, names[row.SegmentId], entered) });
            }
            if (rows.Count < SegmentDaysAtOnce) return (moves, null);
            // The day that was reached may go on in the next rows, and belongs to the next part as a whole.
            var reached = EndOf(rows[^1].Day, zone);
            if (reached < from.At && (moves.Count >= take || read + SegmentDaysAtOnce >= MostSegmentDays)) return (moves, reached);
        }
    }

    /// <summary>The same entries with their orders and refunds.</summary>
    private async Task<IReadOnlyList<TimelineEntry>> FilledAsync(IReadOnlyList<TimelineEntry> entries, CancellationToken cancellation)
    {
        long[] Of(TimelineKind kind) => [.. entries.Where(e => e.Kind == kind).Select(e => e.Id)];
        var events = (await profiles.EventsAsync(Of(TimelineKind.Order), Of(TimelineKind.Refund), cancellation)).ToDictionary(e => (e.Kind, e.Id));
        return [.. entries.Select(e => e.Kind switch
        {
            TimelineKind.Order => e with { Event = events[(CustomerEventKind.Order, e.Id)] },
            TimelineKind.Refund => e with { Event = events[(CustomerEventKind.Refund, e.Id)] },
            _ => e,
        })];
    }

    private static DateOnly DayOf(DateTime at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(at, DateTimeKind.Utc), zone));

    // The last millisecond of the day; where clocks skip midnight, by the offset of the evening before.
    private static DateTime EndOf(DateOnly day, TimeZoneInfo zone)
    {
        var evening = day.ToDateTime(new(22, 0));
        return DateTime.SpecifyKind(day.ToDateTime(new(23, 59, 59, 999)) - zone.GetUtcOffset(evening), DateTimeKind.Utc);
    }
}
