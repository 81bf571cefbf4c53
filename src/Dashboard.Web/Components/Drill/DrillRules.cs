using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Segments;

namespace Dashboard.Web.Components.Drill;

/// <summary>The customers behind a figure, as a rule: list, filter, segment and export all ask it, so that each has exactly as many as the figure says.</summary>
public static class DrillRules
{
    /// <summary>Who is counted by a KPI about customers; null for a KPI that counts something else.</summary>
    /// <param name="kpi">The KPI.</param>
    /// <param name="from">First day of the range.</param>
    /// <param name="to">Last day of it, included.</param>
    /// <param name="channel">The channel whose orders alone count; null for all.</param>
    /// <param name="country">The order country whose orders alone count; null for all.</param>
    public static SegmentRule? Of(KpiId kpi, DateOnly from, DateOnly to, string? channel = null, string? country = null)
    {
        var range = new DayWindow(From: from, To: to);
        var where = new OrderFilter { Channels = channel is null ? [] : [channel], Countries = country is null ? [] : [country] };
        return kpi switch
        {
            KpiId.ActiveCustomers => new OrderRule(OrderPlace.Any) { Window = range, Where = where },
            _ when !where.IsNone => null,   // what a customer's first order of some was, no rule can ask
            KpiId.NewCustomers => new OrderRule(OrderPlace.First) { Window = range },
            KpiId.ReturningCustomers => All(new OrderRule(OrderPlace.Any) { Window = range }, new OrderRule(OrderPlace.First) { Window = new(To: from.AddDays(-1)) }),
            _ => null,
        };
    }

    /// <summary>Who is in a cell of the RFM grid.</summary>
    /// <param name="recency">Recency score, 1 to 5.</param>
    /// <param name="frequency">Frequency score, 1 to 5.</param>
    public static SegmentRule Cell(int recency, int frequency) =>
        All(new RfmScoreRule(RfmScore.Recency) { AtLeast = recency, AtMost = recency }, new RfmScoreRule(RfmScore.Frequency) { AtLeast = frequency, AtMost = frequency });

    /// <summary>The same among those a page is filtered by; null where the filter has no answer.</summary>
    public static SegmentRule? Within(SegmentFilter? filter, SegmentRule rule) => filter switch
    {
        null => rule,
        { IsUnknown: true } or { HasNoAnswer: true } => null,
        { Rule: { } other } => All(other, rule),
        _ => All(new MemberRule(filter.Segment.Id), rule),
    };

    /// <summary>Where the list of them stands; null for nobody.</summary>
    public static string? AddressOf(SegmentRule? rule, double customers) =>
        rule is null || customers <= 0 ? null : (CustomerListAddress.Default with { Rule = SegmentJson.Write(rule) }).ToString();

    private static RuleGroup All(params IEnumerable<SegmentRule> rules) =>
        new(GroupMode.All, [.. rules.SelectMany(r => r is RuleGroup { Mode: GroupMode.All } group ? group.Rules : [r])]);
}
