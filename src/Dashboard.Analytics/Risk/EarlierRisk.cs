using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Risk;

/// <summary>Customers by bucket at the end of an earlier day, by the rules in service.</summary>
/// <param name="Day">The day.</param>
/// <param name="Members">Who was in a bucket, as far as that is known of earlier days.</param>
/// <param name="Best">The best of that day.</param>
public sealed record EarlierRisk(DateOnly Day, IReadOnlyDictionary<RiskBucket, CustomerSet> Members, BestFifth Best)
{
    /// <summary>How many were in a bucket; null where that is not known.</summary>
    public int? this[RiskBucket bucket] => Members.TryGetValue(bucket, out var known) ? known.Count : null;

    /// <summary>The rule that says who was in a bucket; null where that is not known.</summary>
    public SegmentRule? RuleOf(RiskBucket bucket) => RiskBuckets.RuleOn(bucket, Day, Best);

    /// <summary>The same of some of them, with the best of all.</summary>
    public EarlierRisk Among(CustomerSet some) => this with { Members = Members.ToDictionary(m => m.Key, m => CustomerSet.Intersect(m.Value, some)) };

    /// <param name="facts">The snapshot, with forecasts.</param>
    /// <param name="day">The day.</param>
    /// <param name="within">Count these alone; null for everybody.</param>
    /// <param name="inputs">Changes of state, for those who came back.</param>
    public static EarlierRisk Of(CustomerFacts facts, DateOnly day, CustomerSet? within = null, SegmentInputs? inputs = null)
    {
        var best = BestFifth.Of(facts, within, day);
        return new(
            day,
            RiskBuckets.All.Select(bucket => (Bucket: bucket, Rule: RiskBuckets.RuleOn(bucket, day, best))).Where(b => b.Rule is not null)
                .ToDictionary(b => b.Bucket, b => SegmentScan.Run(facts, b.Rule!, inputs) is var members && within is null ? members : CustomerSet.Intersect(members, within!)),
            best);
    }
}
