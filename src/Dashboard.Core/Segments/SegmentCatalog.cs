using System.Globalization;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Dashboard.Core.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Segments;

/// <summary>A segment in the list.</summary>
/// <param name="Segment">The segment, without its members.</param>
/// <param name="Owner">Name of who made it; null when gone.</param>
/// <param name="Change">Members more at the end of some days than before them, else than 30 days before it was measured; null when it is not as old.</param>
/// <param name="Uses">What asks for it.</param>
public sealed record SegmentEntry(Segment Segment, string? Owner, int? Change, SegmentUses Uses);

/// <summary>What asks for a segment.</summary>
/// <param name="Seen">Of which this person knows.</param>
/// <param name="Unseen">How much more there is, which is others' own.</param>
public sealed record SegmentUses(IReadOnlyList<SegmentUse> Seen, int Unseen)
{
    public static SegmentUses None { get; } = new([], 0);

    /// <summary>All of it is others' own views and segments: nobody but they can take it out, so that it need not be waited for. They are told on their page.</summary>
    public bool MayBeLeft { get; init; }

    public bool Any => Seen.Count + Unseen > 0;
}

/// <summary>A version with the name of who made it.</summary>
public sealed record SegmentVersionEntry(SegmentVersion Version, string? By);

/// <summary>The segments: kept, changed, removed and brought back.</summary>
public sealed class SegmentCatalog(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, SegmentAnswers answers, SegmentRefresher refresher, RuleSeals seals, IEnumerable<ISegmentUser> users, TimeProvider clock)
{
    public const int MostName = 80;
    public const int MostDescription = 500;

    /// <summary>Days over which the list shows how a segment changed.</summary>
    public const int ChangeDays = 30;

    /// <summary>Raised after a segment was added, changed, removed, restored or measured.</summary>
    public event Action? Changed
    {
        add => answers.Changed += value;
        remove => answers.Changed -= value;
    }

    /// <summary>All that this person sees, by name.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="days">First and last day over which they changed; null for the last 30 before each was measured.</param>
    public async Task<IReadOnlyList<SegmentEntry>> ListAsync(Actor actor, CancellationToken cancellation, (DateOnly From, DateOnly To)? days = null)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var segments = await WithoutMembers(db.Segments.Where(s => s.RemovedAt == null && (s.IsShared || s.OwnerId == actor.UserId)).OrderBy(s => s.Name)).ToListAsync(cancellation);
        var owners = await db.Users.ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        var uses = await UsesAsync(db, cancellation);
        var entries = new List<SegmentEntry>();
        foreach (var segment in segments)
        {
            int? change = null;
            if (segment.MeasuredDay is { } day)
            {
                var (before, until) = days is var (from, to) ? (from.AddDays(-1), to) : (day.AddDays(-ChangeDays), day);
                change = (until >= day ? segment.Size : await SizeAsync(segment.Id, until)) - await SizeAsync(segment.Id, before);
            }
            entries.Add(new(segment, segment.OwnerId is { } owner ? owners.GetValueOrDefault(owner) : null, change, Seen(uses[segment.Id], actor)));
        }
        return entries;

        // As it was measured last by then.
        Task<int?> SizeAsync(int id, DateOnly day) =>
            db.SegmentDays.Where(d => d.SegmentId == id && d.Day <= day).OrderByDescending(d => d.Day).Select(d => (int?)d.Size).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Removed ones that this person may bring back, the last removed first.</summary>
    public async Task<IReadOnlyList<Segment>> RemovedAsync(Actor actor, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var removed = db.Segments.Where(s => s.RemovedAt != null && (s.OwnerId == actor.UserId || s.IsShared && actor.IsManager));
        return await WithoutMembers(removed.OrderByDescending(s => s.RemovedAt).ThenBy(s => s.Name)).ToListAsync(cancellation);
    }

    /// <summary>One that this person sees, without its members; null otherwise.</summary>
    public async Task<Segment?> FindAsync(int id, Actor actor, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await WithoutMembers(db.Segments.Where(s => s.Id == id && s.RemovedAt == null && (s.IsShared || s.OwnerId == actor.UserId))).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>All of that number or name, whosever they are, for who holds the machine; two people may have one of the same name.</summary>
    public async Task<IReadOnlyList<Segment>> NamedAsync(string name, CancellationToken cancellation)
    {
        var number = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await WithoutMembers(db.Segments.Where(s => s.RemovedAt == null && (s.Id == number || s.Name == name)).OrderBy(s => s.Id)).ToListAsync(cancellation);
    }

    /// <summary>Its versions, the newest first.</summary>
    public async Task<IReadOnlyList<SegmentVersionEntry>> VersionsAsync(int id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await (from v in db.SegmentVersions
                      where v.SegmentId == id
                      join u in db.Users on v.ChangedById equals u.Id into people
                      from person in people.DefaultIfEmpty()
                      orderby v.Number descending
                      select new SegmentVersionEntry(v, person == null ? null : person.DisplayName)).ToListAsync(cancellation);
    }

    /// <summary>Its days without the numbers of who came and went, the oldest first.</summary>
    public async Task<IReadOnlyList<SegmentDay>> DaysAsync(int id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.SegmentDays.Where(d => d.SegmentId == id).OrderBy(d => d.Day)
            .Select(d => new SegmentDay { SegmentId = d.SegmentId, Day = d.Day, Version = d.Version, Size = d.Size, Entered = d.Entered, Exited = d.Exited }).ToListAsync(cancellation);
    }

    /// <summary>Saves a new segment, or another version of one, and measures it.</summary>
    /// <param name="id">The segment; null for a new one.</param>
    /// <param name="draft">What it shall be.</param>
    /// <param name="actor">Who saves it.</param>
    /// <param name="facts">The snapshot by which the rule is checked, and whose members a frozen segment keeps.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    public async Task<SegmentResult> SaveAsync(int? id, SegmentDraft draft, Actor actor, CustomerFacts facts, CancellationToken cancellation)
    {
        draft = draft with { Rule = seals.Open(draft.Rule) };
        var (name, description) = (draft.Name.Trim(), draft.Description.Trim());
        if (name.Length == 0) return SegmentResult.Refused(SegmentReason.NameMissing);
        if (name.Length > MostName) return SegmentResult.Refused(SegmentReason.NameTooLong);
        if (description.Length > MostDescription) return SegmentResult.Refused(SegmentReason.DescriptionTooLong);
        var inputs = await answers.InputsAsync(facts, cancellation);
        // The rule of a frozen segment that stays as it is decides nothing any more.
        var problems = draft.IsFrozen && id is { } frozen && await IsFrozenAsync(frozen, draft.Rule, cancellation) ? [] : RuleCheck.Run(draft.Rule, facts, inputs, id);
        var freezes = draft.IsFrozen && problems.Any(p => !p.IsCountable);   // a list of nobody knows whom cannot be kept
        if (freezes || problems.Any(p => p.IsFatal)) return SegmentResult.Refused(SegmentReason.BadRule) with { Rules = problems };
        var members = draft.IsFrozen ? await Task.Run(() => SegmentScan.Run(facts, draft.Rule, inputs, cancellation), cancellation) : null;

        int saved;
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var before = id is { } known ? await db.Segments.FirstOrDefaultAsync(s => s.Id == known && s.RemovedAt == null, cancellation) : null;
            if (id is not null && (before is null || !actor.MaySee(before))) return SegmentResult.Refused(SegmentReason.NotFound);
            if (before is not null && !actor.MayChange(before)) return SegmentResult.Refused(SegmentReason.NotAllowed);
            if (await IsTakenAsync(db, name, draft.IsShared, before?.OwnerId ?? actor.UserId, id, cancellation)) return SegmentResult.Refused(SegmentReason.NameTaken);

            var (rule, now) = (SegmentJson.Write(draft.Rule), clock.GetUtcNow().UtcDateTime);
            var segment = before ?? new() { Name = name, Rule = rule, OwnerId = actor.UserId, CreatedAt = now, Version = 0 };
            var isNew = segment.Name != name || segment.Rule != rule || segment.IsFrozen != draft.IsFrozen || segment.Version == 0;
            var staysFrozen = segment.IsFrozen && draft.IsFrozen && segment.Rule == rule;
            (segment.Name, segment.Description, segment.Rule, segment.IsShared, segment.IsFrozen, segment.ChangedAt) = (name, description, rule, draft.IsShared, draft.IsFrozen, now);
            if (isNew) segment.Version++;
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            db.Update(segment);
            await db.SaveChangesAsync(cancellation);
            if (members is not null && !staysFrozen)
            {
                var packed = CustomerIds.Pack(members, facts);
                await refresher.WriteAsync(db, segment, members, packed, facts, cancellation);
            }
            if (isNew)
                db.SegmentVersions.Add(new() { SegmentId = segment.Id, Number = segment.Version, Name = name, Rule = rule, IsFrozen = draft.IsFrozen, ChangedAt = now, ChangedById = actor.UserId });
            await db.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            saved = segment.Id;
        }
        answers.Forget();
        await refresher.MeasureAsync(saved, cancellation);
        answers.Tell();
        return new(saved);
    }

    /// <summary>Removes a segment that nothing asks for; it can be brought back for 30 days.</summary>
    /// <param name="id">The segment.</param>
    /// <param name="actor">Who removes it.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    /// <param name="anyway">Also when others' own views and segments, which nobody else sees, ask for it.</param>
    public async Task<SegmentResult> RemoveAsync(int id, Actor actor, CancellationToken cancellation, bool anyway = false)
    {
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            if (await db.Segments.FirstOrDefaultAsync(s => s.Id == id && s.RemovedAt == null, cancellation) is not { } segment || !actor.MaySee(segment)) return SegmentResult.Refused(SegmentReason.NotFound);
            if (!actor.MayChange(segment)) return SegmentResult.Refused(SegmentReason.NotAllowed);
            var uses = Seen((await UsesAsync(db, cancellation))[id], actor);
            if (uses.Any && !(anyway && uses.MayBeLeft)) return SegmentResult.Refused(SegmentReason.InUse) with { Uses = uses };
            segment.RemovedAt = clock.GetUtcNow().UtcDateTime;
            db.Update(segment);
            await db.SaveChangesAsync(cancellation);
        }
        answers.Forget();
        answers.Tell();
        return new(id);
    }

    /// <summary>Brings a removed segment back. Not when it is forgotten, or another has its name by now.</summary>
    public async Task<SegmentResult> RestoreAsync(int id, Actor actor, CancellationToken cancellation)
    {
        using (await gate.EnterAsync(cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            if (await db.Segments.FirstOrDefaultAsync(s => s.Id == id && s.RemovedAt != null, cancellation) is not { } segment || !actor.MaySee(segment)) return SegmentResult.Refused(SegmentReason.NotFound);
            if (!actor.MayChange(segment)) return SegmentResult.Refused(SegmentReason.NotAllowed);
            if (await IsTakenAsync(db, segment.Name, segment.IsShared, segment.OwnerId, id, cancellation)) return SegmentResult.Refused(SegmentReason.NameTaken);
            segment.RemovedAt = null;
            db.Update(segment);
            await db.SaveChangesAsync(cancellation);
        }
        answers.Forget();
        answers.Tell();
        return new(id);
    }

    /// <summary>A frozen segment that this person may add customers to.</summary>
    /// <param name="id">The segment; null for a new personal one, which has nobody yet.</param>
    /// <param name="name">Name of the new one.</param>
    /// <param name="actor">Who adds.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    internal async Task<SegmentResult> ListForAsync(int? id, string name, Actor actor, CancellationToken cancellation)
    {
        if (id is { } known)
            return await FindAsync(known, actor, cancellation) is not { IsFrozen: true } found ? SegmentResult.Refused(SegmentReason.NotFound) : actor.MayChange(found) ? new(known) : SegmentResult.Refused(SegmentReason.NotAllowed);
        if (name.Length == 0) return SegmentResult.Refused(SegmentReason.NameMissing);
        if (name.Length > MostName) return SegmentResult.Refused(SegmentReason.NameTooLong);
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await IsTakenAsync(db, name, false, actor.UserId, null, cancellation)) return SegmentResult.Refused(SegmentReason.NameTaken);
        var (rule, now) = (SegmentJson.Write(ByHand), clock.GetUtcNow().UtcDateTime);
        var segment = new Segment { Name = name, Rule = rule, IsFrozen = true, OwnerId = actor.UserId, CreatedAt = now, ChangedAt = now };
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        db.Segments.Add(segment);
        await db.SaveChangesAsync(cancellation);
        db.SegmentVersions.Add(new() { SegmentId = segment.Id, Number = 1, Name = name, Rule = rule, IsFrozen = true, ChangedAt = now, ChangedById = actor.UserId });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        answers.Forget();
        return new(segment.Id);
    }

    /// <summary>Gives a frozen segment other members, within the caller's turn and transaction. One that is gone or follows its rule by now is left alone.</summary>
    /// <param name="db">The caller saves and commits.</param>
    /// <param name="id">The segment.</param>
    /// <param name="facts">The snapshot whose indexes the sets hold.</param>
    /// <param name="change">From the members so far to those from now on.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="removeSince">Remove a segment that is left without members and was made since then; null to keep it.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task ChangeListAsync(DashboardDbContext db, int id, CustomerFacts facts, Func<CustomerSet, CustomerSet> change, int? by, DateTime? removeSince, CancellationToken cancellation)
    {
        if (await db.Segments.FirstOrDefaultAsync(s => s.Id == id && s.RemovedAt == null, cancellation) is not { IsFrozen: true } segment) return;
        var members = change(CustomerIds.Unpack(segment.Members, facts));
        var now = clock.GetUtcNow().UtcDateTime;
        (segment.Version, segment.ChangedAt) = (segment.Version + 1, now);
        if (removeSince is not null && segment.CreatedAt >= removeSince && members.IsEmpty) segment.RemovedAt = now;
        db.SegmentVersions.Add(new() { SegmentId = id, Number = segment.Version, Name = segment.Name, Rule = segment.Rule, IsFrozen = true, ChangedAt = now, ChangedById = by });
        await refresher.WriteAsync(db, segment, members, CustomerIds.Pack(members, facts), facts, cancellation);
    }

    /// <summary>The rule of a segment whose members somebody chose one by one.</summary>
    private static readonly RuleGroup ByHand = new(GroupMode.Any);

    private async Task<bool> IsFrozenAsync(int id, SegmentRule rule, CancellationToken cancellation)
    {
        var text = SegmentJson.Write(rule);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Segments.AnyAsync(s => s.Id == id && s.IsFrozen && s.Rule == text, cancellation);
    }

    private static Task<bool> IsTakenAsync(DashboardDbContext db, string name, bool shared, int? owner, int? id, CancellationToken cancellation) =>
        db.Segments.AnyAsync(s => s.Name == name && s.RemovedAt == null && s.Id != id && (shared || s.IsShared || s.OwnerId == owner), cancellation);

    // Members of a large segment are a hundred kilobytes that no list needs.
    private static IQueryable<Segment> WithoutMembers(IQueryable<Segment> segments) => segments.Select(s => new Segment
    {
        Id = s.Id,
        Name = s.Name,
        Description = s.Description,
        Rule = s.Rule,
        OwnerId = s.OwnerId,
        IsShared = s.IsShared,
        IsFrozen = s.IsFrozen,
        Version = s.Version,
        CreatedAt = s.CreatedAt,
        ChangedAt = s.ChangedAt,
        RemovedAt = s.RemovedAt,
        Size = s.Size,
        Revenue = s.Revenue,
        MeasuredDay = s.MeasuredDay,
        MeasuredAt = s.MeasuredAt,
    });

    private async Task<ILookup<int, SegmentUse>> UsesAsync(DashboardDbContext db, CancellationToken cancellation)
    {
        var segments = await db.Segments.Where(s => s.RemovedAt == null && !s.IsFrozen).OrderBy(s => s.Name).Select(s => new { s.Id, s.Name, s.Rule, s.OwnerId, s.IsShared }).ToListAsync(cancellation);
        var uses = segments.SelectMany(s => (SegmentJson.Read(s.Rule, out _) is { } rule ? RuleCheck.Segments(rule) : [])
            .Distinct().Select(used => new SegmentUse(used, SegmentUseKind.Segment, s.Id, s.Name, s.OwnerId, s.IsShared))).ToList();
        foreach (var user in users) uses.AddRange(await user.UsesAsync(db, cancellation));
        return uses.ToLookup(u => u.Segment);
    }

    // Of what is others' own the names stay theirs.
    private static SegmentUses Seen(IEnumerable<SegmentUse> uses, Actor actor)
    {
        var seen = uses.ToLookup(u => u.MaySee(actor));
        return new([.. seen[true]], seen[false].Count()) { MayBeLeft = uses.All(u => !u.MaySee(actor) && u.Kind != SegmentUseKind.Export) };
    }
}
