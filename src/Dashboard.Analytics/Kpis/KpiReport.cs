using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Kpis;

/// <summary>Why a KPI has no value.</summary>
public enum NoValueReason
{
    /// <summary>The snapshot has no order at all.</summary>
    NoData,

    /// <summary>The range begins after it ends.</summary>
    EmptyRange,

    /// <summary>The range has no day on which the shop already had, or still has, data.</summary>
    OutsideData,

    /// <summary>No order in the window.</summary>
    NoOrders,

    /// <summary>No customer in the denominator.</summary>
    NoCustomers,

    /// <summary>The denominator is no positive amount.</summary>
    NoRevenue,

    /// <summary>No order says how many items it has.</summary>
    NoItems,

    /// <summary>No order or refund on file has an amount.</summary>
    NoAmounts,

    /// <summary>Nobody was lost: the bucket does not leak.</summary>
    NoLosses,

    /// <summary>Every window is still open: too new to tell.</summary>
    TooNew,

    /// <summary>The range is shorter than customers usually take to buy again.</summary>
    RangeTooShort,

    /// <summary>No customer has bought twice.</summary>
    NoRepeatPurchases,

    /// <summary>No model is in service, or the range ends before the last day or is filtered by what a forecast does not know.</summary>
    NoForecast,
}

/// <summary>One KPI of a report.</summary>
/// <param name="Id">The KPI.</param>
/// <param name="Value">Money in major units, rates as fractions; null when there is none, see <paramref name="Reason"/>.</param>
/// <param name="Reason">Why there is no value; null when there is one.</param>
/// <param name="N">How many orders, purchases or customers the value rests on (the denominator of a rate).</param>
/// <param name="Excluded">Orders in the window left out because they have no customer; 0 for KPIs that are not about customers.</param>
/// <param name="Immature">Customers too new to tell.</param>
/// <param name="Compare">The value in the comparison; null without one.</param>
public sealed record KpiValue(KpiId Id, double? Value, NoValueReason? Reason, long N, long Excluded, long Immature, double? Compare)
{
    /// <summary>The customers of whom <see cref="KpiId.ValuableAtRisk"/> is a share; null for other KPIs.</summary>
    public BestFifth? Best { get; init; }

    /// <summary>Relative change against the comparison, 0.1 for a tenth more; null when either is missing or the comparison is 0.</summary>
    public double? Change => Compare is { } before && before != 0 && Value is { } now ? (now - before) / Math.Abs(before) : null;

    /// <summary>Value - comparison, for rates a difference in points; null when either is missing.</summary>
    public double? Difference => Value - Compare;
}

/// <summary>One point of the time axis.</summary>
/// <param name="From">First day within the range.</param>
/// <param name="To">Last day within the range, included.</param>
/// <param name="Unfinished">The calendar bucket ends after the last day with data, so its value will still grow.</param>
/// <param name="CompareFrom">First day of the days it is compared with; null without a comparison.</param>
/// <param name="CompareTo">Last day of them.</param>
public sealed record KpiBucket(DateOnly From, DateOnly To, bool Unfinished, DateOnly? CompareFrom, DateOnly? CompareTo);

/// <summary>Values of one KPI along <see cref="KpiReport.Buckets"/>; lifetime KPIs are as of the end of each bucket.</summary>
/// <param name="Id">The KPI.</param>
/// <param name="Values">One per bucket; null where there is no value.</param>
/// <param name="Compare">One per bucket in the comparison; null without one.</param>
public sealed record KpiSeries(KpiId Id, double?[] Values, double?[]? Compare);

/// <summary>The figures of one channel, country, currency, campaign or coupon: those of the same query with only its orders.</summary>
/// <param name="Code">Code of the row, in the order of the shop's names.</param>
/// <param name="Name">Its name; empty for "not given".</param>
/// <param name="Values">Revenue, orders, purchases, averages, shares, active, new and returning customers, as far as asked.</param>
/// <param name="Series">Revenue and orders per bucket, as far as asked.</param>
public sealed record BreakdownRow(byte Code, string Name, IReadOnlyDictionary<KpiId, KpiValue> Values, IReadOnlyDictionary<KpiId, KpiSeries> Series);

/// <summary>How long customers take to buy again, over the whole history up to the end of the range.</summary>
/// <param name="Gaps">Number of gaps of each length in days, index = days; index 0 is unused.</param>
/// <param name="SecondPurchases">Number of customers whose second purchase came so many days after the first, index = days.</param>
/// <param name="Customers">Customers with a purchase.</param>
public sealed record PurchaseGaps(int[] Gaps, int[] SecondPurchases, long Customers);

/// <summary>The answer to a <see cref="KpiQuery"/>.</summary>
public sealed record KpiReport
{
    /// <summary>Last day whose data the figures hold: the end of the range, at most the last business day with an order. Null when there is no order.</summary>
    public required DateOnly? AsOf { get; init; }

    /// <summary>First day of the range as asked; null when neither query nor data name one.</summary>
    public required DateOnly? From { get; init; }

    /// <summary>Last day of the range as asked, included.</summary>
    public required DateOnly? To { get; init; }

    /// <summary>First day of the comparison as used, equal elapsed days for an unfinished range; null without one.</summary>
    public required DateOnly? CompareFrom { get; init; }

    /// <summary>Last day of the comparison as used.</summary>
    public required DateOnly? CompareTo { get; init; }

    /// <summary>The range ends after the last day with data.</summary>
    public required bool Unfinished { get; init; }

    /// <summary>ISO code of the reporting currency.</summary>
    public required string Currency { get; init; }

    public required long MinorPerMajor { get; init; }

    /// <summary>The bucket used, never <see cref="Kpis.Bucket.Auto"/>.</summary>
    public required Bucket Bucket { get; init; }

    public required IReadOnlyDictionary<KpiId, KpiValue> Values { get; init; }

    public required IReadOnlyList<KpiBucket> Buckets { get; init; }

    /// <summary>Series of the asked KPIs that have one (<see cref="KpiInfo.HasSeries"/>).</summary>
    public required IReadOnlyDictionary<KpiId, KpiSeries> Series { get; init; }

    /// <summary>Rows of the breakdown, most revenue first; empty without one. Codes without any order or refund in range and comparison are left out.</summary>
    public required IReadOnlyList<BreakdownRow> Breakdown { get; init; }

    /// <summary>Valid orders in the range that have no customer.</summary>
    public required long AnonymousOrders { get; init; }

    /// <summary>Orders in the range that are not valid, by reason.</summary>
    public required IReadOnlyDictionary<LeftOutReason, long> LeftOut { get; init; }

    /// <summary>Days between purchases; null unless <see cref="KpiId.DaysBetweenPurchases"/> was asked.</summary>
    public required PurchaseGaps? Gaps { get; init; }

    public KpiValue this[KpiId id] => Values[id];
}
