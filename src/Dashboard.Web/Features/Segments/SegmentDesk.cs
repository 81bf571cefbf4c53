using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Segments;
using Dashboard.Core.Sharing;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Security;

namespace Dashboard.Web.Features.Segments;

/// <summary>A segment that a page is filtered by.</summary>
/// <param name="Segment">The segment; an empty one when the number is not one this person sees.</param>
/// <param name="Members">Its members; nobody when it has no answer.</param>
public sealed record SegmentFilter(Segment Segment, CustomerSet Members)
{
    /// <summary>The number in the address is none of a segment that this person sees.</summary>
    public bool IsUnknown => Segment.Id == 0 && Rule is null;

    /// <summary>The rule that stands in the address in place of a segment; null otherwise.</summary>
    public SegmentRule? Rule { get; init; }

    /// <summary>Names of the segments that the rule asks for and this person sees.</summary>
    public IReadOnlyDictionary<int, string> Names { get; init; } = new Dictionary<int, string>();

    /// <summary>The segment's rule has no answer at the moment.</summary>
    public bool HasNoAnswer { get; init; }

    /// <summary>Who is meant, to be asked together with other rules.</summary>
    public SegmentRule MembersRule => Rule ?? new MemberRule(Segment.Id);
}

/// <summary>What people do with segments, wherever the button stands. Asked again at every action who they are and whether they still may.</summary>
public sealed class SegmentDesk(SegmentCatalog catalog, SegmentAnswers answers, SnapshotService snapshots, Permission permission)
{
    /// <summary>Who is at the page, as the store knows them now; null for somebody who may not see customers.</summary>
    public Task<Actor?> ActorAsync() => permission.ActorAsync(Policies.SeeCustomers);

    /// <summary>All that the person sees; none without permission.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="days">First and last day over which they changed; null for the last 30 before each was measured.</param>
    public async Task<IReadOnlyList<SegmentEntry>> ListAsync(CancellationToken cancellation, (DateOnly From, DateOnly To)? days = null) =>
        await ActorAsync() is { } actor ? await catalog.ListAsync(actor, cancellation, days) : [];

    /// <summary>One that the person sees, and whether they may change it; null otherwise.</summary>
    public async Task<(Segment Segment, bool MayChange)?> FindAsync(int id, CancellationToken cancellation) =>
        await ActorAsync() is { } actor && await catalog.FindAsync(id, actor, cancellation) is { } segment ? (segment, actor.MayChange(segment)) : null;

    /// <summary>The filter that an address asks for; null for none. An unknown segment filters everybody away rather than nobody.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="id">Number of a segment.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="rule">A rule in place of a segment.</param>
    public async Task<SegmentFilter?> FilterAsync(CustomerFacts facts, int? id, CancellationToken cancellation, string? rule = null)
    {
        if (id is null && rule is not null && SegmentJson.Read(rule, out _) is { } asked) return await FilterAsync(facts, Nameless, asked, cancellation);
        if (id is null && rule is not null) return new(Nameless, new(facts.CustomerCount));
        if (id is not { } number) return null;
        if (await FindAsync(number, cancellation) is not { } found) return new(Nameless, new(facts.CustomerCount));
        var members = await answers.MembersAsync(facts, number, cancellation);
        return new(found.Segment, members ?? new(facts.CustomerCount)) { HasNoAnswer = members is null };
    }

    /// <summary>The filter of a page about customers with all their orders: those of its segment or rule whom its channel and country brought.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="address">What the bar says.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<SegmentFilter?> FilterAsync(CustomerFacts facts, PageAddress address, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        var filter = await FilterAsync(facts, address.Segment, cancellation, address.Rule);
        if (address.CameBy is not { } came || filter is { IsUnknown: true } or { HasNoAnswer: true }) return filter;
        return await FilterAsync(facts, filter?.Segment ?? Nameless, DrillRules.Within(filter, came)!, cancellation);
    }

    /// <summary>Those of a filter who fulfil a rule too; an unknown segment stays one.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="filter">The filter; null for everybody.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<SegmentFilter> NarrowAsync(CustomerFacts facts, SegmentFilter? filter, SegmentRule rule, CancellationToken cancellation) =>
        DrillRules.Within(filter, rule) is { } both ? await FilterAsync(facts, filter?.Segment ?? Nameless, both, cancellation) : filter!;

    private async Task<SegmentFilter> FilterAsync(CustomerFacts facts, Segment segment, SegmentRule rule, CancellationToken cancellation)
    {
        var members = await answers.MembersAsync(facts, rule, cancellation);
        var names = new Dictionary<int, string>();
        foreach (var id in RuleCheck.Segments(rule).Distinct())
        {
            if (await FindAsync(id, cancellation) is { } seen) names[id] = seen.Segment.Name;
        }
        return new(segment, members ?? new(facts.CustomerCount)) { Rule = rule, HasNoAnswer = members is null, Names = names };
    }

    private static Segment Nameless => new() { Name = "", Rule = "" };

    public async Task<SegmentResult> SaveAsync(int? id, SegmentDraft draft, CancellationToken cancellation) =>
        await ActorAsync() is { } actor ? await catalog.SaveAsync(id, draft, actor, snapshots.Current, cancellation) : new(null, SegmentReason.NotAllowed);

    public async Task<SegmentResult> RemoveAsync(int id, bool anyway = false) =>
        await ActorAsync() is { } actor ? await catalog.RemoveAsync(id, actor, CancellationToken.None, anyway) : new(null, SegmentReason.NotAllowed);

    public async Task<SegmentResult> RestoreAsync(int id) =>
        await ActorAsync() is { } actor ? await catalog.RestoreAsync(id, actor, CancellationToken.None) : new(null, SegmentReason.NotAllowed);
}
