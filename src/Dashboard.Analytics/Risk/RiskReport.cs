using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Kpis;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Risk;

/// <summary>Who is in a bucket and what stands to be lost with them. Money in minor units of the reporting currency.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Rule">What says who is in it.</param>
/// <param name="Members">The customers.</param>
/// <param name="Customers">How many they are.</param>
/// <param name="Risk">Their value at risk; 0 without a model.</param>
/// <param name="Value">Their predicted CLV; 0 without a model.</param>
public sealed record RiskCell(RiskBucket Bucket, SegmentRule Rule, CustomerSet Members, int Customers, long Risk, long Value)
{
    internal static RiskCell Of(ForecastColumns forecasts, RiskBucket bucket, SegmentRule rule, CustomerSet members)
    {
        var (count, risk, value) = (0, 0L, 0L);
        foreach (var i in members.Members()) (count, risk, value) = (count + 1, risk + forecasts.Risk[i], value + forecasts.Value[i]);
        return new(bucket, rule, members, count, risk, value);
    }
}

/// <summary>Customers by how far they have gone on the way out.</summary>
/// <param name="Cells">One per bucket, in the order of <see cref="RiskBuckets.All"/>; empty while there is no forecast.</param>
/// <param name="HasModel">Whether a model serves; without one states follow the own rhythm and nobody has a value at risk.</param>
/// <param name="Best">The best of those counted.</param>
public sealed record RiskReport(IReadOnlyList<RiskCell> Cells, bool HasModel, BestFifth Best)
{
    public RiskCell this[RiskBucket bucket] => Cells.First(c => c.Bucket == bucket);

    /// <summary>Counts everybody, or the members of a set alone.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="within">The set; null for everybody.</param>
    /// <param name="inputs">Changes of state, for those who came back.</param>
    public static RiskReport Of(CustomerFacts facts, CustomerSet? within, SegmentInputs? inputs = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var best = BestFifth.Of(facts, within);
        if (facts.Forecasts is not { } forecasts) return new([], false, best);
        return new([.. RiskBuckets.All.Select(bucket =>
        {
            var rule = RiskBuckets.RuleOf(bucket, best);
            var members = SegmentScan.Run(facts, rule, inputs);
            return RiskCell.Of(forecasts, bucket, rule, within is null ? members : CustomerSet.Intersect(members, within));
        })], SegmentScan.HasModel(facts), best);
    }

    /// <summary>The same of some of them, with the best of all.</summary>
    /// <param name="facts">The snapshot of which this is.</param>
    /// <param name="some">Count these alone.</param>
    public RiskReport Among(CustomerFacts facts, CustomerSet some)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.Forecasts is not { } forecasts ? this : this with { Cells = [.. Cells.Select(c => RiskCell.Of(forecasts, c.Bucket, c.Rule, CustomerSet.Intersect(c.Members, some)))] };
    }
}
