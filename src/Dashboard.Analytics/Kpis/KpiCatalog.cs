using System.Collections.Frozen;

namespace Dashboard.Analytics.Kpis;

/// <summary>What a KPI's value is measured in.</summary>
public enum KpiUnit
{
    /// <summary>Major units of the reporting currency.</summary>
    Money,

    /// <summary>Whole numbers.</summary>
    Count,

    /// <summary>A fraction, shown in per cent.</summary>
    Rate,

    Days,

    /// <summary>A plain quotient, shown with decimals.</summary>
    Ratio,
}

/// <summary>Which way a change is good.</summary>
public enum KpiDirection
{
    Neutral = 0,
    HigherIsBetter = 1,
    LowerIsBetter = -1,
}

/// <summary>What a KPI is, apart from its value.</summary>
/// <param name="Id">The KPI.</param>
/// <param name="Name">Its id outside the program, snake case, as in kpi-definitions.md.</param>
/// <param name="Unit">What it is measured in.</param>
/// <param name="Direction">Which way a change is good.</param>
/// <param name="IsLifetime">Looks at the whole history up to the end of the range instead of the range.</param>
/// <param name="IsAboutCustomers">Counts customers: orders without one are excluded, and the value says how many.</param>
/// <param name="HasSeries">Comes with one value per bucket.</param>
public sealed record KpiInfo(KpiId Id, string Name, KpiUnit Unit, KpiDirection Direction, bool IsLifetime, bool IsAboutCustomers, bool HasSeries = true);

/// <summary>All KPIs, in the order in which lists show them.</summary>
public static class KpiCatalog
{
    public static IReadOnlyList<KpiInfo> All { get; } =
    [
        Sales(KpiId.Revenue, "revenue", KpiUnit.Money, KpiDirection.HigherIsBetter),
        Sales(KpiId.Orders, "orders", KpiUnit.Count, KpiDirection.HigherIsBetter),
        Customers(KpiId.Purchases, "purchases", KpiUnit.Count, KpiDirection.HigherIsBetter),
        Sales(KpiId.AverageOrderValue, "average_order_value", KpiUnit.Money, KpiDirection.HigherIsBetter),
        Sales(KpiId.ItemsPerOrder, "items_per_order", KpiUnit.Ratio, KpiDirection.HigherIsBetter),
        Sales(KpiId.DiscountShare, "discount_share", KpiUnit.Rate, KpiDirection.LowerIsBetter),
        Sales(KpiId.RefundShare, "refund_share", KpiUnit.Rate, KpiDirection.LowerIsBetter),
        Customers(KpiId.ActiveCustomers, "active_customers", KpiUnit.Count, KpiDirection.HigherIsBetter),
        Customers(KpiId.NewCustomers, "new_customers", KpiUnit.Count, KpiDirection.HigherIsBetter),
        Customers(KpiId.ReturningCustomers, "returning_customers", KpiUnit.Count, KpiDirection.HigherIsBetter),
        Customers(KpiId.ReactivatedCustomers, "reactivated_customers", KpiUnit.Count, KpiDirection.HigherIsBetter),
        Lifetime(KpiId.RepeatRate, "repeat_rate", KpiUnit.Rate, KpiDirection.HigherIsBetter),
        Lifetime(KpiId.EarlyRepeatRate, "early_repeat_rate", KpiUnit.Rate, KpiDirection.HigherIsBetter),
        Customers(KpiId.PeriodRetention, "period_retention", KpiUnit.Rate, KpiDirection.HigherIsBetter),
        Customers(KpiId.PeriodChurn, "period_churn", KpiUnit.Rate, KpiDirection.LowerIsBetter),
        Customers(KpiId.CustomersLost, "customers_lost", KpiUnit.Count, KpiDirection.LowerIsBetter),
        Customers(KpiId.LeakyBucketRatio, "leaky_bucket_ratio", KpiUnit.Ratio, KpiDirection.HigherIsBetter),
        Customers(KpiId.CustomersNet, "customers_net", KpiUnit.Count, KpiDirection.HigherIsBetter),
        Lifetime(KpiId.DaysBetweenPurchases, "days_between_purchases", KpiUnit.Days, KpiDirection.LowerIsBetter, hasSeries: false),
        Lifetime(KpiId.RepeatBuyerMultiple, "repeat_buyer_multiple", KpiUnit.Ratio, KpiDirection.Neutral, hasSeries: false),
        Lifetime(KpiId.HistoricClvMean, "historic_clv_mean", KpiUnit.Money, KpiDirection.HigherIsBetter),
        Lifetime(KpiId.HistoricClvMedian, "historic_clv_median", KpiUnit.Money, KpiDirection.HigherIsBetter, hasSeries: false),
        Lifetime(KpiId.ValueShareTop1, "value_share_top_1", KpiUnit.Rate, KpiDirection.Neutral, hasSeries: false),
        Lifetime(KpiId.ValueShareTop5, "value_share_top_5", KpiUnit.Rate, KpiDirection.Neutral, hasSeries: false),
        Lifetime(KpiId.ValueShareTop10, "value_share_top_10", KpiUnit.Rate, KpiDirection.Neutral, hasSeries: false),
        Lifetime(KpiId.ValueShareTop20, "value_share_top_20", KpiUnit.Rate, KpiDirection.Neutral, hasSeries: false),
        Lifetime(KpiId.PredictedClvMean, "predicted_clv_mean", KpiUnit.Money, KpiDirection.HigherIsBetter, hasSeries: false),
        Lifetime(KpiId.TotalClvMean, "total_clv_mean", KpiUnit.Money, KpiDirection.HigherIsBetter, hasSeries: false),
        Lifetime(KpiId.CustomerEquity, "customer_equity", KpiUnit.Money, KpiDirection.HigherIsBetter, hasSeries: false),
        Lifetime(KpiId.ValuableAtRisk, "valuable_at_risk", KpiUnit.Rate, KpiDirection.LowerIsBetter, hasSeries: false),
    ];

    private static readonly FrozenDictionary<string, KpiInfo> ByName = All.ToFrozenDictionary(k => k.Name, StringComparer.Ordinal);

    public static KpiInfo Of(KpiId id) => All[(int)id];

    /// <summary>The KPI of this snake-case name, or null.</summary>
    public static KpiInfo? Find(string name) => ByName.GetValueOrDefault(name);

    private static KpiInfo Sales(KpiId id, string name, KpiUnit unit, KpiDirection direction) => new(id, name, unit, direction, IsLifetime: false, IsAboutCustomers: false);

    private static KpiInfo Customers(KpiId id, string name, KpiUnit unit, KpiDirection direction) => new(id, name, unit, direction, IsLifetime: false, IsAboutCustomers: true);

    private static KpiInfo Lifetime(KpiId id, string name, KpiUnit unit, KpiDirection direction, bool hasSeries = true) =>
        new(id, name, unit, direction, IsLifetime: true, IsAboutCustomers: true, hasSeries);
}
