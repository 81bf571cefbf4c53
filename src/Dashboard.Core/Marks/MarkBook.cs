using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Dashboard.Core.Settings;
using Dashboard.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Marks;

/// <summary>A mark with the names of what it speaks of.</summary>
/// <param name="Mark">The mark, without the numbers of its customers.</param>
/// <param name="By">Who did it; null when gone, as are the other names.</param>
public sealed record MarkEntry(Mark Mark, string? By, string? Tag, string? Assignee, string? Segment);

/// <summary>What holds of one customer.</summary>
/// <param name="Tags">By name.</param>
/// <param name="SnoozedUntil">First day on which the customer is back; null when not snoozed.</param>
/// <param name="Assignee">Who looks after the customer.</param>
/// <param name="Notes">How many there are.</param>
/// <param name="Note">The newest.</param>
public sealed record CustomerMarks(IReadOnlyList<Tag> Tags, DateOnly? SnoozedUntil, int? AssigneeId, string? Assignee, int Notes, string? Note)
{
    public static CustomerMarks None { get; } = new([], null, null, null, 0, null);
}

/// <summary>Somebody who can look after customers.</summary>
public sealed record Colleague(int Id, string Name);

/// <summary>Reads marks: of single customers from the store, of all of them as sets that are kept until a mark, the snapshot or the day changes.</summary>
public sealed class MarkBook(IDbContextFactory<DashboardDbContext> contexts, StoreConnections connections, SettingsService settings, TimeProvider clock)
{
    private readonly ConditionalWeakTable<CustomerFacts, ConcurrentDictionary<(MarkRule, int, DateOnly), Lazy<CustomerSet?>>> _sets = [];
    private int _generation;

    /// <summary>Today in the shop's time zone.</summary>
    public async Task<DateOnly> TodayAsync(CancellationToken cancellation) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(clock.GetUtcNow().UtcDateTime, (await settings.GetAsync(cancellation)).FindZone()));

    /// <summary>Those who are marked so; null for a tag that does not exist.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="today">By which it is judged who is still snoozed.</param>
    /// <param name="rule">What is asked.</param>
    public CustomerSet? Members(CustomerFacts facts, DateOnly today, MarkRule rule) =>
        _sets.GetValue(facts, _ => []).GetOrAdd((rule, Volatile.Read(ref _generation), today), _ => new(() => Read(facts, today, rule))).Value;

    /// <summary>All tags by name, those of nobody among them.</summary>
    public async Task<IReadOnlyList<Tag>> TagsAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Tags.OrderBy(t => t.Name).ToListAsync(cancellation);
    }

    /// <summary>The tags by name that some customer has: neither were all of them undone, nor was the last one taken off again.</summary>
    public async Task<IReadOnlyList<Tag>> GivenTagsAsync(CustomerFacts facts, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var given = await db.Tags.Where(t => Standing(db).Any(m => m.TagId == t.Id && m.Kind == MarkKind.Tag && db.MarkedCustomers.Any(c => c.MarkId == m.Id))).OrderBy(t => t.Name)
            .Select(t => new { Tag = t, IsTakenOff = Standing(db).Any(m => m.TagId == t.Id && m.Kind == MarkKind.Untag) }).ToListAsync(cancellation);
        var today = await TodayAsync(cancellation);
        // Who has one that was taken off somewhere is read as for the filter by it, and kept as that is.
        return await Task.Run(() => given.Where(g => !g.IsTakenOff || Members(facts, today, new(MarkQuestion.Tagged) { Tag = g.Tag.Name }) is { Count: > 0 }).Select(g => g.Tag).ToList(), cancellation);
    }

    /// <summary>Who can look after customers: everybody who sees them and may sign in, by name.</summary>
    public async Task<IReadOnlyList<Colleague>> PeopleAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var people = await db.Users.Where(u => db.UserRoles.Any(r => r.UserId == u.Id && db.Roles.Any(n => n.Id == r.RoleId && (n.Name == Roles.Marketer || n.Name == Roles.Manager)))).OrderBy(u => u.DisplayName).ThenBy(u => u.Id).ToListAsync(cancellation);
        return [.. people.Where(u => !UserAccounts.IsDisabled(u)).Select(u => new Colleague(u.Id, u.DisplayName))];
    }

    /// <summary>What holds of these customers; who is not in the answer has no mark.</summary>
    public async Task<IReadOnlyDictionary<long, CustomerMarks>> OfAsync(IReadOnlyCollection<long> customers, CancellationToken cancellation)
    {
        if (customers.Count == 0) return new Dictionary<long, CustomerMarks>();
        var today = await TodayAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var ids = customers.ToArray();
        var rows = await (from c in db.MarkedCustomers where ids.Contains(c.CustomerId) join m in Standing(db) on c.MarkId equals m.Id orderby m.Id select new { c.CustomerId, Mark = m }).ToListAsync(cancellation);
        var name = await NamesAsync(db, [.. rows.Select(r => r.Mark)], cancellation);
        return rows.GroupBy(r => r.CustomerId, r => r.Mark).ToDictionary(g => g.Key, g => Sum([.. g], today, name));
    }

    /// <summary>What was done with a customer and not undone, the newest first.</summary>
    public async Task<IReadOnlyList<MarkEntry>> OfAsync(long customer, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var marks = await (from c in db.MarkedCustomers where c.CustomerId == customer join m in Standing(db) on c.MarkId equals m.Id orderby m.Id descending select m).ToListAsync(cancellation);
        var name = await NamesAsync(db, marks, cancellation);
        return [.. marks.Select(name)];
    }

    /// <summary>All marks that are done, the newest first, those undone among them.</summary>
    public async Task<Page<MarkEntry>> HistoryAsync(int skip, int take, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var done = db.Marks.Where(m => m.Status == MarkStatus.Done);
        var marks = await done.OrderByDescending(m => m.Id).Skip(skip).Take(take).ToListAsync(cancellation);
        var name = await NamesAsync(db, marks, cancellation);
        return new([.. marks.Select(name)], await done.CountAsync(cancellation));
    }

    /// <summary>One that is done; null when there is none of that number.</summary>
    public async Task<MarkEntry?> FindAsync(long id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Marks.FirstOrDefaultAsync(m => m.Id == id && m.Status == MarkStatus.Done, cancellation) is { } mark ? (await NamesAsync(db, [mark], cancellation))(mark) : null;
    }

    internal void Forget() => Interlocked.Increment(ref _generation);

    private static IQueryable<Mark> Standing(DashboardDbContext db) => db.Marks.Where(m => m.Status == MarkStatus.Done && m.UndoneAt == null);

    private static async Task<Func<Mark, MarkEntry>> NamesAsync(DashboardDbContext db, List<Mark> marks, CancellationToken cancellation)
    {
        var (people, tags, segments) = (marks.SelectMany(m => new[] { m.ById, m.AssigneeId }).OfType<int>().Distinct().ToArray(), marks.Select(m => m.TagId).OfType<int>().Distinct().ToArray(), marks.Select(m => m.SegmentId).OfType<int>().Distinct().ToArray());
        var names = await db.Users.Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        var words = await db.Tags.Where(t => tags.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Name, cancellation);
        // The name of a personal segment is its owner's.
        var kept = await db.Segments.Where(s => segments.Contains(s.Id) && s.IsShared && s.RemovedAt == null).ToDictionaryAsync(s => s.Id, s => s.Name, cancellation);
        static string? In(Dictionary<int, string> of, int? id) => id is { } known ? of.GetValueOrDefault(known) : null;
        return m => new(m, In(names, m.ById), In(words, m.TagId), In(names, m.AssigneeId), In(kept, m.SegmentId));
    }

    // Oldest first: each takes the place of what held before.
    private static CustomerMarks Sum(List<Mark> marks, DateOnly today, Func<Mark, MarkEntry> name)
    {
        var (tags, held) = (new Dictionary<int, Tag>(), CustomerMarks.None);
        foreach (var mark in marks)
        {
            switch (mark.Kind)
            {
                case MarkKind.Tag: tags[mark.TagId!.Value] = new() { Id = mark.TagId.Value, Name = name(mark).Tag! }; break;
                case MarkKind.Untag: tags.Remove(mark.TagId!.Value); break;
                case MarkKind.Note: held = held with { Notes = held.Notes + 1, Note = mark.Text }; break;
                case MarkKind.Snooze: held = held with { SnoozedUntil = mark.Until > today ? mark.Until : null }; break;
                case MarkKind.Assign: held = held with { AssigneeId = mark.AssigneeId, Assignee = name(mark).Assignee }; break;
            }
        }
        return held with { Tags = [.. tags.Values.OrderBy(t => t.Name, StringComparer.OrdinalIgnoreCase)] };
    }

    private CustomerSet? Read(CustomerFacts facts, DateOnly today, MarkRule rule)
    {
        using var scan = connections.OpenScan();
        var number = (long)rule.Person;
        if (rule.Question == MarkQuestion.Tagged)
        {
            using var tag = new Statement(scan, "SELECT Id FROM Tags WHERE Name = ?1");
            if (!tag.BindText(1, rule.Tag).Step()) return null;
            number = tag.Int64(0);
        }
        var (which, value) = rule.Question switch
        {
            MarkQuestion.Tagged => ("m.Kind IN (1, 2) AND m.TagId = ?1", "m.Kind = 1"),
            MarkQuestion.Snoozed => ("m.Kind = 4", "coalesce(m.Until, 0) > ?2"),
            MarkQuestion.Assigned => ("m.Kind = 5", "m.AssigneeId IS NOT NULL"),
            _ => ("m.Kind = 5", "coalesce(m.AssigneeId, 0) = ?1"),
        };
        var holds = new bool[facts.CustomerCount];
        using (var rows = new Statement(scan, $"SELECT c.CustomerId, {value} FROM Marks m CROSS JOIN MarkedCustomers c ON c.MarkId = m.Id WHERE {which} AND m.Status = 1 AND m.UndoneAt IS NULL AND ?1 = ?1 AND ?2 = ?2 ORDER BY m.Id"))
        {
            rows.Bind(1, number).Bind(2, (long)StoreConventions.ToDayNumber(today));
            while (rows.Step())
            {
                if (facts.IndexOf(rows.Int64(0)) is >= 0 and var i) holds[i] = rows.Int32(1) != 0;
            }
        }
        var members = new CustomerSet(facts.CustomerCount);
        for (var i = 0; i < holds.Length; i++)
        {
            if (holds[i]) members.Add(i);
        }
        return members;
    }
}
