using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;

namespace Dashboard.Analytics.Segments;

/// <summary>What is counted of a customer's orders.</summary>
public enum OrderMeasure
{
    /// <summary>Valid orders.</summary>
    Orders,

    /// <summary>Purchase occasions: days with an order.</summary>
    Purchases,

    /// <summary>Net revenue in major units: orders minus refunds, each in the window.</summary>
    Revenue,

    /// <summary>Revenue per order in major units; none without an order.</summary>
    AverageOrderValue,

    /// <summary>Discount as a fraction of what the orders would have been without it; none where that is not positive.</summary>
    DiscountShare,

    /// <summary>Refunds as a fraction of the orders' net amounts; none where those are not positive.</summary>
    RefundShare,
}

/// <summary>How much a customer bought: all orders, or those of some days, channels, countries and currencies. Who has no such order has 0 orders and no average.</summary>
public sealed record OrderTotalRule(OrderMeasure Measure) : RangeRule
{
    /// <summary>Days that count; null for the whole history.</summary>
    public DayWindow? Window { get; init; }

    public OrderFilter Where { get; init; } = new();

    private bool IsWhole => Window is null && Where.IsNone;

    internal override int Cost => IsWhole && Measure is not (OrderMeasure.DiscountShare or OrderMeasure.RefundShare) ? 2 : Window?.Last is not null ? 10 : 30;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) => (Measure switch
    {
        OrderMeasure.Orders or OrderMeasure.Purchases => RangeFaults(0, int.MaxValue, whole: true),
        OrderMeasure.Revenue or OrderMeasure.AverageOrderValue => RangeFaults(-1_000_000_000_000, 1_000_000_000_000, whole: false),
        OrderMeasure.DiscountShare => RangeFaults(0, 1, whole: false),
        _ => RangeFaults(0, 100, whole: false),
    }).Concat(Window?.Faults() ?? []).Concat(Where.Faults(check.Facts.Codes));

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        var facts = scan.Facts;
        var bounds = In(Measure is OrderMeasure.Revenue or OrderMeasure.AverageOrderValue ? facts.Stamp.MinorPerMajor : 1);
        if (Cost > 2)
            return Where.IsNone ? CustomerSet.Select(within, new Totals<EveryRow>(facts, new(), this, bounds, scan.Today))
                : !Where.HasTags && MatchingRows.IsWorth(within) ? CustomerSet.Select(within, new Totals<MatchingRows>(facts, new OrderMask(Where, facts.Codes).Rows(facts.Orders), this, bounds, scan.Today))
                : CustomerSet.Select(within, new Totals<MaskedRows>(facts, new(new(Where, facts.Codes), facts.Orders), this, bounds, scan.Today));
        var (c, start) = (facts.Customers, facts.Customers.OrderStart);
        return Measure switch
        {
            OrderMeasure.Orders => CustomerSet.Select(within, new OrderCount(start, bounds)),
            OrderMeasure.Purchases => CustomerSet.Select(within, new Number(c.Purchases, bounds)),
            OrderMeasure.Revenue => CustomerSet.Select(within, new Amount(c.Revenue, bounds)),
            _ => CustomerSet.Select(within, new Average(c.Revenue, start, bounds)),
        };
    }

    private readonly struct OrderCount(int[] start, Bounds bounds) : ICustomerTest
    {
        public bool Holds(int i) => bounds.Hold(start[i + 1] - start[i]);
    }

    private readonly struct Average(long[] revenue, int[] start, Bounds bounds) : ICustomerTest
    {
        public bool Holds(int i) => start[i + 1] - start[i] is > 0 and var orders && bounds.Hold((double)revenue[i] / orders);
    }

    /// <summary>What a customer's orders come to within a window.</summary>
    private readonly struct Totals<TRows>(CustomerFacts facts, TRows rows, OrderTotalRule rule, Bounds bounds, int today) : ICustomerTest where TRows : struct, IOrderRows
    {
        private readonly OrderDays _days = new(facts, rule.Window, today);
        private readonly long[] _net = facts.Orders.Net;
        private readonly long[] _discount = facts.Orders.Discount;
        private readonly OrderMeasure _measure = rule.Measure;
        private readonly bool _givenBack = rule.Measure is OrderMeasure.Revenue or OrderMeasure.AverageOrderValue or OrderMeasure.RefundShare;
        private readonly RefundSums _refunds = new(facts, rule, today);

        public bool Holds(int i)
        {
            var (from, to) = _days.Of(i);
            if (_measure == OrderMeasure.Orders) return bounds.Hold(Count(from, to));
            if (_measure == OrderMeasure.Purchases) return bounds.Hold(Purchases(from, to));
            var (orders, net) = (0, 0L);
            if (_measure == OrderMeasure.DiscountShare)
            {
                var discount = 0L;
                for (var o = rows.Next(from, to); o < to; o = rows.Next(o + 1, to)) (net, discount) = (net + _net[o], discount + _discount[o]);
                return net + discount > 0 && bounds.Hold((double)discount / (net + discount));
            }
            for (var o = rows.Next(from, to); o < to; o = rows.Next(o + 1, to)) (orders, net) = (orders + 1, net + _net[o]);
            var refunds = _givenBack ? _refunds.Of(i) : 0;
            return _measure switch
            {
                OrderMeasure.RefundShare => net > 0 && bounds.Hold((double)refunds / net),
                OrderMeasure.AverageOrderValue => orders > 0 && bounds.Hold((double)(net - refunds) / orders),
                _ => bounds.Hold(net - refunds),
            };
        }

        private int Count(int from, int to)
        {
            if (typeof(TRows) == typeof(EveryRow)) return to - from;
            var count = 0;
            for (var o = rows.Next(from, to); o < to; o = rows.Next(o + 1, to)) count++;
            return count;
        }

        private int Purchases(int from, int to)
        {
            var (count, previous) = (0, -1);
            for (var o = rows.Next(from, to); o < to; o = rows.Next(o + 1, to))
            {
                int day = _days.Day[o];
                count += day != previous ? 1 : 0;
                previous = day;
            }
            return count;
        }
    }

    /// <summary>What was given back to a customer within the window. A refund outside the days with orders counts on the nearest of them, as in every KPI.</summary>
    private readonly struct RefundSums(CustomerFacts facts, OrderTotalRule rule, int today)
    {
        private readonly int[] _start = facts.Customers.RefundStart;
        private readonly RefundColumns _refunds = facts.Refunds;
        private readonly OrderMask _mask = new(rule.Where, facts.Codes);
        private readonly (int First, int Last) _span = facts.Span;
        private readonly (int From, int To) _window = rule.Window?.Days(today) ?? (int.MinValue, int.MaxValue);

        public long Of(int i)
        {
            var sum = 0L;
            for (var r = _start[i]; r < _start[i + 1]; r++)
            {
                var day = Math.Clamp(_refunds.Day[r], _span.First, _span.Last);
                if (day >= _window.From && day <= _window.To && _mask.KeepsRefund(_refunds, r)) sum += _refunds.Amount[r];
            }
            return sum;
        }
    }
}

/// <summary>The rows of each customer that lie in a window.</summary>
internal readonly struct OrderDays(CustomerFacts facts, DayWindow? window, int today)
{
    private readonly int[] _start = facts.Customers.OrderStart;
    private readonly ushort[] _first = facts.Customers.FirstDay;
    private readonly ushort[] _last = facts.Customers.LastDay;
    private readonly (int From, int To) _window = window?.Days(today) ?? (int.MinValue, int.MaxValue);

    public ushort[] Day { get; } = facts.Orders.Day;

    /// <summary>From the first row to the one after the last; both equal for none. The years before a recent window are not looked at.</summary>
    public (int From, int To) Of(int i)
    {
        var (from, to) = (_start[i], _start[i + 1]);
        if (from == to || _last[i] < _window.From || _first[i] > _window.To) return (from, from);
        if (_last[i] > _window.To)
        {
            while (Day[to - 1] > _window.To) to--;
        }
        if (_first[i] >= _window.From) return (from, to);
        var at = to;
        while (Day[at - 1] >= _window.From) at--;
        return (at, to);
    }
}

/// <summary>Which of a customer's orders is asked about.</summary>
public enum OrderPlace
{
    First,
    Last,
    Any,
}

/// <summary>
/// What a customer's first, last or any order is like: its day, channel, country, currency. With <see cref="Not"/> the first or last order is there and is not like
/// that, or no order at all is, which those who never bought fulfil too.
/// </summary>
public sealed record OrderRule(OrderPlace Place) : SegmentRule
{
    /// <summary>When; null for any day.</summary>
    public DayWindow? Window { get; init; }

    public OrderFilter Where { get; init; } = new();

    public bool Not { get; init; }

    internal override int Cost => Where.IsNone && Place != OrderPlace.Any ? 2 : Place != OrderPlace.Any ? 4 : Window?.Last is not null ? 8 : 20;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) =>
        (Place != OrderPlace.Any && Window is null && Where.IsNone ? [new RuleFault(RuleReason.NoCondition)] : Array.Empty<RuleFault>())
        .Concat(Window?.Faults() ?? []).Concat(Where.Faults(check.Facts.Codes));

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        var (facts, (from, to)) = (scan.Facts, Window?.Days(scan.Today) ?? (int.MinValue, int.MaxValue));
        var mask = new OrderMask(Where, facts.Codes);
        if (Place != OrderPlace.Any) return CustomerSet.Select(within, new OneOrder(facts, mask, Place == OrderPlace.Last, from, to, Not));
        return Where.IsNone ? CustomerSet.Select(within, new AnyOrder<EveryRow>(facts, new(), Window, scan.Today, Not))
            : !Where.HasTags && MatchingRows.IsWorth(within) ? CustomerSet.Select(within, new AnyOrder<MatchingRows>(facts, mask.Rows(facts.Orders), Window, scan.Today, Not))
            : CustomerSet.Select(within, new AnyOrder<MaskedRows>(facts, new(mask, facts.Orders), Window, scan.Today, Not));
    }

    private readonly struct OneOrder(CustomerFacts facts, OrderMask mask, bool last, int from, int to, bool not) : ICustomerTest
    {
        private readonly CustomerColumns _customers = facts.Customers;
        private readonly OrderColumns _orders = facts.Orders;
        private readonly ushort[] _day = last ? facts.Customers.LastDay : facts.Customers.FirstDay;

        public bool Holds(int i) =>
            _customers.Purchases[i] > 0
            && (_day[i] >= from && _day[i] <= to && mask.KeepsOrder(_orders, last ? _customers.OrderStart[i + 1] - 1 : _customers.OrderStart[i])) != not;
    }

    private readonly struct AnyOrder<TRows>(CustomerFacts facts, TRows rows, DayWindow? window, int today, bool not) : ICustomerTest where TRows : struct, IOrderRows
    {
        private readonly OrderDays _days = new(facts, window, today);

        public bool Holds(int i)
        {
            var (from, to) = _days.Of(i);
            return (rows.Next(from, to) < to) != not;
        }
    }
}
