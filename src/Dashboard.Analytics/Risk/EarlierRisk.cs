using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Risk;

/// <summary>Customers by bucket at the end of an earlier day, by the rules in service.</summary>
/// <param name="Day">The day.</param>
/// <param name="Customers">How many by bucket, as far as that is known of earlier days.</param>
public sealed record EarlierRisk(DateOnly Day, IReadOnlyDictionary<RiskBucket, int> Customers)
{
    /// <summary>Customers of a bucket; null where they are not known.</summary>
    public int? this[RiskBucket bucket] => Customers.TryGetValue(bucket, out var known) ? known : null;

    /// <param name="facts">The snapshot, with forecasts.</param>
    /// <param name="day">The day.</param>
    /// <param name="within">Count these alone; null for everybody.</param>
    /// <param name="inputs">Changes of state, for those who came back.</param>
    public static EarlierRisk Of(CustomerFacts facts, DateOnly day, CustomerSet? within = null, SegmentInputs? inputs = null) => new(
        day,
        RiskBuckets.All.Select(bucket => (Bucket: bucket, Rule: RiskBuckets.RuleOn(bucket, day))).Where(b => b.Rule is not null)
            .ToDictionary(b => b.Bucket, b => SegmentScan.Run(facts, b.Rule!, inputs) is var members && within is null ? members.Count : CustomerSet.Intersect(members, within!).Count));
}
