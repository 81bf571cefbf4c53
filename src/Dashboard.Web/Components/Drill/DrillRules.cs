using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Segments;

namespace Dashboard.Web.Components.Drill;

/// <summary>The customers behind a figure, as a rule: list, filter, segment and export all ask it, so that each has exactly as many as the figure says.</summary>
public static class DrillRules
{
    /// <summary>Where the customers behind a KPI are listed, with the orders that it counts; null where no rule names them, or for nobody.</summary>
    /// <param name="value">The KPI, or a point of its series.</param>
    /// <param name="from">First day of the range or of a part of it.</param>
    /// <param name="to">Last day, included.</param>
    /// <param name="query">The question that the KPI answered.</param>
    /// <param name="facts">The snapshot that it was asked of.</param>
    /// <param name="filter">Whom the page is filtered by; null for everybody.</param>
    public static DrillTo? To(KpiValue value, DateOnly from, DateOnly to, KpiQuery query, CustomerFacts facts, SegmentFilter? filter)
    {
        if (value.Value is null || value is { Value: 0, Id: not KpiId.LeakyBucketRatio } || KpiCustomers.Of(value, from, to, query, facts) is not { } who || Within(filter, who.Rule) is not { } rule) return null;
        return DrillTo.Of(rule, KpiCustomers.Count(value), who.Orders, SumOf(value.Id));
    }

    /// <summary>The same of the KPI's comparison.</summary>
    /// <param name="value">The KPI.</param>
    /// <param name="days">Days of the comparison.</param>
    /// <param name="query">The question that the KPI answered.</param>
    /// <param name="facts">The snapshot that it was asked of.</param>
    /// <param name="filter">Whom the page is filtered by; null for everybody.</param>
    public static DrillTo? Before(KpiValue value, ComparedDays days, KpiQuery query, CustomerFacts facts, SegmentFilter? filter)
    {
        if (value.Compare is not { } before || (before == 0 && value.Id != KpiId.LeakyBucketRatio) || KpiCustomers.Of(value, days.From, days.To, query, facts) is not { } who || Within(filter, who.Rule) is not { } rule) return null;
        // Of how many a rate or mean is, only the list tells.
        return DrillTo.Of(rule, KpiCustomers.CountsCustomers(value.Id) ? (long)before : null, who.Orders, SumOf(value.Id));
    }

    private static CustomerSum SumOf(KpiId kpi) => kpi switch
    {
        KpiId.HistoricClvMean or KpiId.HistoricClvMedian => CustomerSum.Margin,
        KpiId.PredictedClvMean or KpiId.CustomerEquity => CustomerSum.Expected,
        KpiId.TotalClvMean => CustomerSum.Lifetime,
        _ => CustomerSum.None,
    };

    /// <summary>Who is in a cell of the RFM grid.</summary>
    /// <param name="recency">Recency score, 1 to 5.</param>
    /// <param name="frequency">Frequency score, 1 to 5.</param>
    /// <param name="on">The day of the scores; null for now.</param>
    public static SegmentRule Cell(int recency, int frequency, DateOnly? on = null) =>
        All(new RfmScoreRule(RfmScore.Recency) { AtLeast = recency, AtMost = recency, On = on }, new RfmScoreRule(RfmScore.Frequency) { AtLeast = frequency, AtMost = frequency, On = on });

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

    /// <summary>Who fulfils both.</summary>
    public static SegmentRule Both(SegmentRule one, SegmentRule other) => All(one, other);

    private static RuleGroup All(params IEnumerable<SegmentRule> rules) =>
        new(GroupMode.All, [.. rules.SelectMany(r => r is RuleGroup { Mode: GroupMode.All } group ? group.Rules : [r])]);
}
