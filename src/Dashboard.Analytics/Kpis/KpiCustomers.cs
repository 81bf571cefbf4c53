using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Risk;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Kpis;

/// <summary>The customers behind a KPI: those a number counts, those a share is of, those a mean is over, those an amount came from.</summary>
/// <param name="Rule">Who they are.</param>
/// <param name="Orders">Their orders that count; null for all.</param>
public sealed record KpiCustomers(SegmentRule Rule, OrderScope? Orders)
{
    /// <summary>Null for a KPI whose customers no rule can name.</summary>
    /// <param name="value">The KPI.</param>
    /// <param name="from">First day of the range or of a part of it.</param>
    /// <param name="to">Last day, included.</param>
    /// <param name="query">The question that the KPI answered.</param>
    /// <param name="facts">The snapshot that it was asked of.</param>
    public static KpiCustomers? Of(KpiValue value, DateOnly from, DateOnly to, KpiQuery query, CustomerFacts facts)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(facts);
        var kpi = value.Id;
        var orders = new OrderScope(from, to) { Channel = query.Channel, Country = query.Country, WithAnonymous = query.Customers is null };
        var (range, where, upTo) = (orders.Window, orders.Where, new DayWindow(To: to));
        var last = facts.Span.Last;
        SegmentRule? rule = kpi switch
        {
            KpiId.Revenue or KpiId.Orders or KpiId.AverageOrderValue or KpiId.ItemsPerOrder or KpiId.DiscountShare or KpiId.RefundShare => orders.Customers,
            KpiId.ActiveCustomers or KpiId.Purchases => Any(range),
            KpiId.RepeatRate => new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 2, Window = upTo, Where = where },
            KpiId.PeriodRetention => All(Any(range), Any(Before())),
            KpiId.HistoricClvMean or KpiId.HistoricClvMedian or KpiId.RepeatBuyerMultiple => Any(upTo),
            KpiId.DaysBetweenPurchases => new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 2, Window = upTo, Where = where },
            KpiId.NewCustomers when where.IsNone => First(range),
            KpiId.NewCustomers => All(First(range), Any(range)),
            KpiId.ReturningCustomers => All(Any(range), First(new(To: from.AddDays(-1)))),
            _ when !where.IsNone => null,   // when customers of some orders were lost, or bought the second of them, no rule can ask
            KpiId.EarlyRepeatRate when Mature() is { } mature => All(new OrderRule(OrderPlace.First) { Window = new(To: mature) }, new SecondPurchaseRule { AtMost = query.EarlyRepeatDays }),
            KpiId.ReactivatedCustomers when facts.Forecasts is not null => new LostRule(LostStep.Back, range),
            KpiId.CustomersLost when facts.Forecasts is not null => new LostRule(LostStep.Lost, range),
            KpiId.LeakyBucketRatio or KpiId.CustomersNet when facts.Forecasts is not null => new RuleGroup(GroupMode.Any, First(range), new LostRule(LostStep.Lost, range)),
            KpiId.PredictedClvMean or KpiId.TotalClvMean or KpiId.CustomerEquity => new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 1 },
            KpiId.ValuableAtRisk when value.Best is { } best => RiskBuckets.RuleOf(RiskBucket.Valuable, best),
            _ => null,
        };
        if (rule is null) return null;
        return new(rule, kpi switch
        {
            KpiId.PredictedClvMean or KpiId.TotalClvMean or KpiId.CustomerEquity or KpiId.ValuableAtRisk => null,
            KpiId.RepeatBuyerMultiple or KpiId.DaysBetweenPurchases or KpiId.HistoricClvMean or KpiId.HistoricClvMedian or KpiId.RepeatRate or KpiId.EarlyRepeatRate => orders with { From = FactDay.ToDate(0), WithAnonymous = false },
            _ => orders with { WithAnonymous = orders.WithAnonymous && !KpiCatalog.Of(kpi).IsAboutCustomers },
        });

        static SegmentRule First(DayWindow window) => new OrderRule(OrderPlace.First) { Window = window };

        SegmentRule Any(DayWindow window) => new OrderRule(OrderPlace.Any) { Window = window, Where = where };

        // As the formula has it: of a range that goes beyond the data, the part with data.
        DayWindow Before()
        {
            var before = new DayRange(FactDay.From(from), FactDay.From(to)).UpTo(last).Before();
            return new(From: FactDay.ToDate(Math.Max(0, before.From)), To: FactDay.ToDate(Math.Max(0, before.To)));
        }

        // Last day of a first purchase that lets tell.
        DateOnly? Mature() => Math.Min(FactDay.From(to), last) - query.EarlyRepeatDays is >= 0 and var day ? FactDay.ToDate(day) : null;
    }

    /// <summary>How many they are, by the KPI's own value; null where it counts something else.</summary>
    public static long? Count(KpiValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Value is not { } now) return null;
        return value.Id switch
        {
            _ when CountsCustomers(value.Id) => (long)now,
            KpiId.RepeatRate or KpiId.EarlyRepeatRate or KpiId.PeriodRetention or KpiId.ValuableAtRisk => (long)Math.Round(now * value.N),
            KpiId.HistoricClvMean or KpiId.HistoricClvMedian or KpiId.PredictedClvMean or KpiId.TotalClvMean or KpiId.CustomerEquity => value.N,
            _ => null,
        };
    }

    /// <summary>The KPI is a number of customers.</summary>
    public static bool CountsCustomers(KpiId kpi) => kpi is KpiId.ActiveCustomers or KpiId.NewCustomers or KpiId.ReturningCustomers or KpiId.ReactivatedCustomers or KpiId.CustomersLost;

    private static RuleGroup All(params SegmentRule[] rules) => new(GroupMode.All, rules);
}
