using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Risk;

/// <summary>Who is in a bucket and what stands to be lost with them. Money in minor units of the reporting currency.</summary>
/// <param name="Members">The customers.</param>
/// <param name="Customers">How many they are.</param>
/// <param name="Risk">Their value at risk; 0 without a model.</param>
/// <param name="Value">Their predicted CLV; 0 without a model.</param>
public sealed record RiskCell(RiskBucket Bucket, CustomerSet Members, int Customers, long Risk, long Value);

/// <summary>Customers by how far they have gone on the way out.</summary>
/// <param name="Cells">One per bucket, in the order of <see cref="RiskBuckets.All"/>; empty while there is no forecast.</param>
/// <param name="HasModel">Whether a model serves; without one states follow the own rhythm and nobody has a value at risk.</param>
public sealed record RiskReport(IReadOnlyList<RiskCell> Cells, bool HasModel)
{
    public RiskCell this[RiskBucket bucket] => Cells.First(c => c.Bucket == bucket);

    /// <summary>Counts everybody, or the members of a set alone.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="within">The set; null for everybody.</param>
    /// <param name="inputs">Changes of state, for those who came back.</param>
    public static RiskReport Of(CustomerFacts facts, CustomerSet? within, SegmentInputs? inputs = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Forecasts is not { } forecasts) return new([], false);
        return new([.. RiskBuckets.All.Select(bucket =>
        {
            var members = SegmentScan.Run(facts, RiskBuckets.RuleOf(bucket), inputs);
            if (within is not null) members = CustomerSet.Intersect(members, within);
            var (count, risk, value) = (0, 0L, 0L);
            foreach (var i in members.Members()) (count, risk, value) = (count + 1, risk + forecasts.Risk[i], value + forecasts.Value[i]);
            return new RiskCell(bucket, members, count, risk, value);
        })], SegmentScan.HasModel(facts));
    }
}
