namespace Dashboard.Analytics.Kpis;

/// <summary>Some of the KPIs, and by that which scans a query needs.</summary>
internal readonly record struct KpiSet(ulong Bits)
{
    private static readonly KpiSet All = new(KpiCatalog.All.Aggregate(0UL, (bits, kpi) => bits | 1UL << (int)kpi.Id));
    private static readonly KpiSet SalesKpis = Of(
        KpiId.Revenue, KpiId.Orders, KpiId.AverageOrderValue, KpiId.ItemsPerOrder, KpiId.DiscountShare, KpiId.RefundShare, KpiId.HistoricClvMean);
    private static readonly KpiSet DetailKpis = Of(KpiId.ItemsPerOrder, KpiId.DiscountShare);
    private static readonly KpiSet PairKpis = Of(KpiId.Purchases, KpiId.ActiveCustomers, KpiId.ReturningCustomers, KpiId.PeriodRetention, KpiId.PeriodChurn);
    private static readonly KpiSet SecondKpis = Of(KpiId.RepeatRate, KpiId.EarlyRepeatRate, KpiId.DaysBetweenPurchases);
    private static readonly KpiSet LostKpis = Of(KpiId.ReactivatedCustomers, KpiId.CustomersLost, KpiId.CustomersNet, KpiId.LeakyBucketRatio);
    private static readonly KpiSet GapKpis = Of(KpiId.DaysBetweenPurchases, KpiId.PeriodChurn);
    private static readonly KpiSet ValueKpis = Of(
        KpiId.RepeatBuyerMultiple, KpiId.HistoricClvMedian, KpiId.ValueShareTop1, KpiId.ValueShareTop5, KpiId.ValueShareTop10, KpiId.ValueShareTop20);
    private static readonly KpiSet ForecastKpis = Of(KpiId.PredictedClvMean, KpiId.TotalClvMean, KpiId.CustomerEquity, KpiId.ValuableAtRisk);
    private static readonly KpiSet RowKpis = Of(
        KpiId.Revenue, KpiId.Orders, KpiId.Purchases, KpiId.AverageOrderValue, KpiId.ItemsPerOrder, KpiId.DiscountShare, KpiId.RefundShare,
        KpiId.ActiveCustomers, KpiId.NewCustomers, KpiId.ReturningCustomers);
    private static readonly KpiSet RowCustomerKpis = Of(KpiId.Purchases, KpiId.ActiveCustomers, KpiId.NewCustomers, KpiId.ReturningCustomers);
    private static readonly KpiSet RowSeriesKpis = Of(KpiId.Revenue, KpiId.Orders);

    /// <summary>Orders, their money and refunds per segment of the timeline.</summary>
    public bool NeedsSales => Has(SalesKpis);

    /// <summary>Discounts and items too.</summary>
    public bool NeedsSalesDetail => Has(DetailKpis);

    /// <summary>Customers by their first purchase.</summary>
    public bool NeedsCustomers => Wants(KpiId.HistoricClvMean) || (Bits & ~(SalesKpis.Bits | ValueKpis.Bits | ForecastKpis.Bits)) != 0;

    /// <summary>Each purchase with the one before it.</summary>
    public bool NeedsPairs => Has(PairKpis);

    /// <summary>Second purchases.</summary>
    public bool NeedsSeconds => Has(SecondKpis);

    /// <summary>When customers were lost and came back.</summary>
    public bool NeedsLost => Has(LostKpis);

    /// <summary>The distribution of days between purchases.</summary>
    public bool NeedsGaps => Has(GapKpis);

    /// <summary>Revenue to date per customer.</summary>
    public bool NeedsValues => Has(ValueKpis);

    /// <summary>Forecasts of the customers.</summary>
    public bool NeedsForecasts => Has(ForecastKpis);

    /// <summary>Customers per row of a breakdown.</summary>
    public bool NeedsRowCustomers => Has(RowCustomerKpis);

    /// <summary>The KPIs that breakdown rows have.</summary>
    public IEnumerable<KpiId> OfRows => (this & RowKpis).Ids;

    /// <summary>The series that breakdown rows have.</summary>
    public IEnumerable<KpiId> OfRowSeries => (this & RowSeriesKpis).Ids;

    public IEnumerable<KpiId> Ids
    {
        get
        {
            var bits = Bits;
            return KpiCatalog.All.Select(k => k.Id).Where(id => (bits >> (int)id & 1) != 0);
        }
    }

    public static KpiSet From(IReadOnlyCollection<KpiId>? ids) => ids is null ? All : Of([.. ids]);

    public static KpiSet operator &(KpiSet a, KpiSet b) => new(a.Bits & b.Bits);

    public bool Wants(KpiId id) => (Bits >> (int)id & 1) != 0;

    private bool Has(KpiSet other) => (Bits & other.Bits) != 0;

    private static KpiSet Of(params ReadOnlySpan<KpiId> ids)
    {
        var bits = 0UL;
        foreach (var id in ids) bits |= 1UL << (int)id;
        return new(bits);
    }
}
