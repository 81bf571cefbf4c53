using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Kpis;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.Drill;

namespace Dashboard.Web.Features.Segments;

/// <summary>The list of segments, with how each changed and what it brought within some days.</summary>
/// <param name="Facts">The snapshot.</param>
/// <param name="Entries">The segments that the person sees.</param>
/// <param name="Days">First and last day; null in a shop without orders.</param>
/// <param name="Now">What customers brought within them.</param>
/// <param name="Compared">The report that names the comparison; null in a shop without orders.</param>
/// <param name="Before">What customers brought within the comparison; null for none.</param>
public sealed record SegmentsView(
    CustomerFacts Facts, IReadOnlyList<SegmentEntry> Entries, (DateOnly From, DateOnly To)? Days, SegmentsRevenue? Now, KpiReport? Compared, SegmentsRevenue? Before)
{
    /// <summary>Reads all of it.</summary>
    public static async Task<SegmentsView> ReadAsync(PageAddress address, SegmentDesk desk, SegmentAnswers answers, CustomerDirectory directory, KpiService kpis, ShopSettings shop, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(desk);
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(kpis);
        var facts = kpis.Facts;
        if (facts.OrderCount == 0) return new(facts, await desk.ListAsync(cancellation), null, null, null, null);
        var days = address.Days(FactDay.ToDate(facts.Span.First), FactDay.ToDate(facts.Span.Last));
        var entries = await desk.ListAsync(cancellation, days);
        var members = new Dictionary<int, CustomerSet>();
        foreach (var entry in entries)
        {
            if (await answers.MembersAsync(facts, entry.Segment.Id, cancellation) is { } set) members[entry.Segment.Id] = set;
        }
        // Only the engine knows which days a range is compared with.
        var compared = await kpis.RunAsync(address.Query(facts, shop) with { Kpis = [KpiId.NewCustomers], Channel = null, Country = null }, cancellation);
        var now = await SumAsync(new(days.From, days.To));
        var before = ComparedDays.Of(compared, facts) is { } then ? await SumAsync(new(then.From, then.To)) : null;
        return new(facts, entries, days, now, compared, before);

        async Task<SegmentsRevenue> SumAsync(OrderScope scope)
        {
            var brought = await directory.ScopedAsync(facts, scope, cancellation);
            return await Task.Run(() => SegmentsRevenue.Of(scope, brought!, members), cancellation);
        }
    }

    /// <summary>Customers who came into a segment within the days, and those who went out of it: the change is the first less the second.</summary>
    public DrillTo? Moved(SegmentEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (Days is not var (from, to) || entry.Change is null or 0) return null;
        var window = new DayWindow(From: from, To: to);
        return DrillTo.Of(new RuleGroup(GroupMode.Any, new MovedRule(SegmentMove.Came, entry.Segment.Id, window), new MovedRule(SegmentMove.Went, entry.Segment.Id, window)), null);
    }
}

/// <summary>What the members of segments brought within some days.</summary>
/// <param name="Scope">Their orders and refunds that count.</param>
/// <param name="Total">Net revenue of everybody on file, in minor units.</param>
/// <param name="Parts">By number of the segment: members with such an order or refund, and their net revenue in minor units.</param>
public sealed record SegmentsRevenue(OrderScope Scope, long Total, IReadOnlyDictionary<int, (int Customers, long Revenue)> Parts)
{
    /// <summary>Adds up.</summary>
    /// <param name="scope">The days.</param>
    /// <param name="brought">What everybody brought within them.</param>
    /// <param name="members">By number of the segment.</param>
    public static SegmentsRevenue Of(OrderScope scope, ScopedOrders brought, IReadOnlyDictionary<int, CustomerSet> members) =>
        new(scope, brought.Sum().Revenue, members.Keys.Zip(brought.Sum([.. members.Values])).ToDictionary());

    /// <summary>A segment's part of the revenue; null where there is none, or the segment has no answer.</summary>
    public double? Share(int segment) => Total > 0 && Parts.TryGetValue(segment, out var part) ? (double)part.Revenue / Total : null;

    /// <summary>Who of a segment brought it.</summary>
    public DrillTo? Who(int segment) => Parts.TryGetValue(segment, out var part) ? DrillTo.Of(DrillRules.Both(new MemberRule(segment), Scope.Customers), part.Customers, Scope) : null;
}
