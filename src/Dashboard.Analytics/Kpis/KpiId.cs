namespace Dashboard.Analytics.Kpis;

/// <summary>
/// Every KPI. "Range" is the asked range, both days included; "as of" is its last day. Windows end at the last business day that has an order.
/// Lifetime KPIs look at the whole history up to the end of the range. Definitions: kpi-definitions.md, shown on the Help page.
/// </summary>
public enum KpiId
{
    /// <summary>Net of the orders in the range minus the refunds dated in it. Money.</summary>
    Revenue,

    /// <summary>Valid orders in the range.</summary>
    Orders,

    /// <summary>Purchase occasions in the range: distinct pairs of customer and day. Orders without a customer have none.</summary>
    Purchases,

    /// <summary>Revenue / orders. Money.</summary>
    AverageOrderValue,

    /// <summary>Items / orders.</summary>
    ItemsPerOrder,

    /// <summary>Discounts / (net before refunds + discounts).</summary>
    DiscountShare,

    /// <summary>Refunds / net before refunds.</summary>
    RefundShare,

    /// <summary>Customers with a purchase in the range.</summary>
    ActiveCustomers,

    /// <summary>Active customers whose first purchase in the whole history lies in the range.</summary>
    NewCustomers,

    /// <summary>Active customers whose first purchase in the whole history lies before the range.</summary>
    ReturningCustomers,

    /// <summary>Active customers who bought in the range more than the lost-after days since their purchase before.</summary>
    ReactivatedCustomers,

    /// <summary>Lifetime: customers with two or more purchases / customers with one or more.</summary>
    RepeatRate,

    /// <summary>Lifetime: customers with a second purchase within N days of the first / customers whose first purchase is at least N days old. The others are too new to tell.</summary>
    EarlyRepeatRate,

    /// <summary>Customers who bought in the range and in the equally long span before / customers who bought in that span. Whole months are preceded by as many whole months.</summary>
    PeriodRetention,

    /// <summary>1 - period retention; only for ranges at least as long as the median of the days between purchases.</summary>
    PeriodChurn,

    /// <summary>Customers who became lost in the range: the day after the lost-after days without a purchase have passed.</summary>
    CustomersLost,

    /// <summary>New customers / customers lost.</summary>
    LeakyBucketRatio,

    /// <summary>New customers - customers lost.</summary>
    CustomersNet,

    /// <summary>Lifetime: median of the days between consecutive purchases of a customer.</summary>
    DaysBetweenPurchases,

    /// <summary>Lifetime: mean historic CLV of customers with two or more purchases / mean historic CLV of customers with one.</summary>
    RepeatBuyerMultiple,

    /// <summary>Lifetime: mean of net revenue to date over customers with a purchase, times the margin when one is given. Money.</summary>
    HistoricClvMean,

    /// <summary>Lifetime: median of the same. Money.</summary>
    HistoricClvMedian,

    /// <summary>Lifetime: share of the customers' revenue held by the best 1 % of them (rounded up to whole customers).</summary>
    ValueShareTop1,

    /// <summary>The same of the best 5 %.</summary>
    ValueShareTop5,

    /// <summary>The same of the best 10 %.</summary>
    ValueShareTop10,

    /// <summary>The same of the best 20 %.</summary>
    ValueShareTop20,

    /// <summary>Forecast, as of the last day alone: mean predicted CLV of customers with a purchase, times the margin when one is given. Money.</summary>
    PredictedClvMean,

    /// <summary>Forecast: mean of historic and predicted CLV together. Money.</summary>
    TotalClvMean,

    /// <summary>Forecast: sum of the predicted CLV of customers on file; those still to come are not in it. Money.</summary>
    CustomerEquity,

    /// <summary>Forecast: among the best 20 % by historic CLV, the share in At risk, Highly at risk or Lost.</summary>
    ValuableAtRisk,
}
