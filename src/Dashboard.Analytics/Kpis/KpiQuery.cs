using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Kpis;

/// <summary>What the range is compared with.</summary>
public enum Comparison
{
    None,

    /// <summary>The equally long span right before; whole months are preceded by as many whole months.</summary>
    PreviousPeriod,

    /// <summary>The same dates a year earlier.</summary>
    PreviousYear,

    /// <summary><see cref="KpiQuery.CompareFrom"/> to <see cref="KpiQuery.CompareTo"/>.</summary>
    Custom,
}

/// <summary>Length of one point of a series.</summary>
public enum Bucket
{
    /// <summary>Days up to 45 days, weeks up to 26 weeks, months up to 5 years, then quarters up to 20 years, then years.</summary>
    Auto,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>By what the figures are split into rows.</summary>
public enum Breakdown
{
    None,
    Channel,
    Country,
    Currency,

    /// <summary>The 254 campaigns that most orders name have a row each, further ones share one.</summary>
    Campaign,

    /// <summary>The 254 coupons that most orders name have a row each, further ones share one.</summary>
    Coupon,
}

/// <summary>
/// A question about the shop's KPIs.
/// </summary>
/// <remarks>
/// A channel, country or currency keeps only the orders and refunds that match, as if there were no others, with one exception: a customer's first
/// purchase stays the first of the whole history. So with a filter, new customers are those who bought under it and whose very first purchase lies in the
/// range. Left-out orders carry no such codes and are counted whatever the filter. A customer set keeps only its members' orders and refunds; orders
/// without a customer are then left out.
/// <para>
/// The last day with data is the last business day that has an order; windows end there. A refund dated outside the days with orders counts on the
/// nearest of them.
/// </para>
/// </remarks>
public sealed record KpiQuery
{
    /// <summary>First day; null for the first day with an order.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day, included; null for the last day with an order.</summary>
    public DateOnly? To { get; init; }

    public Comparison Compare { get; init; }

    /// <summary>First day of a <see cref="Comparison.Custom"/> comparison.</summary>
    public DateOnly? CompareFrom { get; init; }

    /// <summary>Last day of a <see cref="Comparison.Custom"/> comparison, included; null for the same length as the range.</summary>
    public DateOnly? CompareTo { get; init; }

    /// <summary>
    /// Compare with the range moved by whole weeks, the nearest to the comparison's own distance: same weekdays, same length. A previous period moves far
    /// enough not to overlap the range; the year before is 52 weeks away.
    /// </summary>
    public bool AlignWeekdays { get; init; }

    /// <summary>Count only these customers; null for everybody and orders without a customer.</summary>
    public CustomerSet? Customers { get; init; }

    /// <summary>Name of a sales channel, "" for orders without one; null for all.</summary>
    public string? Channel { get; init; }

    /// <summary>Name of an order country, "" for orders without one; null for all.</summary>
    public string? Country { get; init; }

    /// <summary>ISO code of the currency in which orders were placed, "" for orders without one; null for all.</summary>
    public string? Currency { get; init; }

    public Breakdown Breakdown { get; init; }

    public Bucket Bucket { get; init; }

    public DayOfWeek WeekStart { get; init; } = DayOfWeek.Monday;

    /// <summary>Days without a purchase after which a customer is lost from the next day on; at least 1.</summary>
    public int LostAfterDays { get; init; } = 240;

    /// <summary>Window of the early repeat rate in days; at least 1.</summary>
    public int EarlyRepeatDays { get; init; } = 90;

    /// <summary>Gross margin as a fraction, by which historic CLV is multiplied; null for none.</summary>
    public double? Margin { get; init; }

    /// <summary>Only these KPIs, which is faster; null for all.</summary>
    public IReadOnlyCollection<KpiId>? Kpis { get; init; }
}
