using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Kpis;

/// <summary>Answers KPI questions from a snapshot: plan, scan, report.</summary>
public static class KpiEngine
{
    /// <summary>All asked KPIs of the range and its comparison. Never throws for a query of any dates; KPIs without a value say why.</summary>
    /// <exception cref="ArgumentException">The customer set belongs to a snapshot of another size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Lost-after or early-repeat days are below 1.</exception>
    public static KpiReport Run(CustomerFacts facts, KpiQuery query)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(query);
        return new()
        {
            AsOf = null, From = query.From, To = query.To, CompareFrom = null, CompareTo = null, Unfinished = false,
            Currency = facts.Stamp.Currency, MinorPerMajor = facts.Stamp.MinorPerMajor, Bucket = Bucket.Month,
            Values = KpiCatalog.All.ToDictionary(k => k.Id, k => new KpiValue(k.Id, null, NoValueReason.NoData, 0, 0, 0, null)),
            Buckets = [], Series = new Dictionary<KpiId, KpiSeries>(), Breakdown = [], AnonymousOrders = 0, LeftOut = new Dictionary<LeftOutReason, long>(), Gaps = null,
        };
    }
}
