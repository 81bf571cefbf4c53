using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Segments;

/// <summary>Periods of a customer's age, counted as cohorts do from that of the first purchase, which is 0.</summary>
/// <param name="Bucket">Length of a period.</param>
/// <param name="From">First period.</param>
/// <param name="To">Last period, included.</param>
/// <param name="WeekStart">First day of weeks.</param>
public sealed record AgeSpan(CohortBucket Bucket, int From, int To, DayOfWeek WeekStart);

/// <summary>The orders and refunds that a figure counted: of some days, an age, a channel, a country.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day, included.</param>
public sealed record OrderScope(DateOnly From, DateOnly To)
{
    /// <summary>The sales channel, "" for orders without one; null for all.</summary>
    public string? Channel { get; init; }

    /// <summary>The order country, "" for orders without one; null for all.</summary>
    public string? Country { get; init; }

    /// <summary>Orders without a customer count too.</summary>
    public bool WithAnonymous { get; init; }

    /// <summary>Only while a customer was of this age; null for any. Orders without a customer have none.</summary>
    public AgeSpan? Age { get; init; }

    /// <summary>What customers did at an age, whenever that was.</summary>
    public static OrderScope At(AgeSpan age) => new(FactDay.ToDate(0), FactDay.ToDate(FactDay.Max)) { Age = age };

    [JsonIgnore]
    public DayWindow Window => new(From: From, To: To);

    [JsonIgnore]
    public OrderFilter Where => new() { Channels = Channel is null ? [] : [Channel], Countries = Country is null ? [] : [Country] };

    /// <summary>Who has such an order or refund: without an order it is the refund that makes revenue less than nothing.</summary>
    [JsonIgnore]
    public SegmentRule Customers => new RuleGroup(GroupMode.Any,
        new OrderRule(OrderPlace.Any) { Window = Window, Where = Where }, new OrderTotalRule(OrderMeasure.Revenue) { AtMost = -LeastAmount, Window = Window, Where = Where });

    /// <summary>The smallest unit that a currency has.</summary>
    private const decimal LeastAmount = 0.001m;
}

/// <summary>Orders and net revenue of every customer within an <see cref="OrderScope"/>.</summary>
public sealed class ScopedOrders
{
    private CustomerSet? _who;
    private (int Customers, long Revenue)[]? _everybody;
    private (long Orders, long Revenue)? _total;

    private ScopedOrders(int customers) => (Orders, Revenue) = (GC.AllocateUninitializedArray<int>(customers), GC.AllocateUninitializedArray<long>(customers));

    /// <summary>Valid orders per customer index.</summary>
    public int[] Orders { get; }

    /// <summary>Orders minus refunds in minor units per customer index.</summary>
    public long[] Revenue { get; }

    /// <summary>The orders and net revenue of all customers together, in minor units.</summary>
    public (long Orders, long Revenue) Total => _total ??= (Orders.Sum(), Revenue.Sum());

    /// <summary>Orders without a customer; 0 where the scope leaves them out.</summary>
    public int AnonymousOrders { get; private set; }

    /// <summary>Their net revenue in minor units.</summary>
    public long AnonymousRevenue { get; private set; }

    /// <summary>What some customers brought: how many have such an order or refund, and their net revenue in minor units.</summary>
    /// <param name="members">Who they are; null for everybody on file.</param>
    /// <remarks>As <see cref="OrderScope.Customers"/> finds them: refunds alone count once they exceed nothing.</remarks>
    public (int Customers, long Revenue) Sum(CustomerSet? members = null) =>
        members is null ? (_everybody ??= Sum([CustomerSet.Everybody(Orders.Length)]))[0] : Sum([members])[0];

    /// <summary>The same of each of several sets of customers, in one pass.</summary>
    public (int Customers, long Revenue)[] Sum(IReadOnlyList<CustomerSet> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        var revenue = CustomerSet.Sums(sets, Revenue);
        _who ??= CustomerSet.Select(CustomerSet.Everybody(Orders.Length), new Brought(Orders, Revenue));
        return [.. sets.Select((set, s) => (CustomerSet.CountBoth(set, _who), revenue[s]))];
    }

    /// <summary>Counts. A refund outside the days with orders counts on the nearest of them, as in every KPI.</summary>
    public static ScopedOrders Of(CustomerFacts facts, OrderScope scope)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(scope);
        var (n, scoped) = (facts.CustomerCount, new ScopedOrders(facts.CustomerCount));
        var (window, mask, (first, last)) = (scope.Window.Days(facts.Span.Last), new OrderMask(scope.Where, facts.Codes), facts.Span);
        var ages = scope.Age is { } age && facts.OrderCount > 0 ? new AgeDays(facts, age) : null;
        var days = new OrderDays(facts, scope.Window, facts.Span.Last);
        var isOfDays = ages is null && scope.Where.IsNone && facts.Refunds.Day.Length == 0;
        if (isOfDays) scoped.AddDays(facts, window.From, window.To);
        for (var i = isOfDays ? n : 0; i < n; i++)
        {
            var (from, to) = ages is null ? window : ages.Of(i, window);
            if (from > to)
            {
                (scoped.Orders[i], scoped.Revenue[i]) = (0, 0);
                continue;
            }
            // As in every cohort a refund before the first purchase belongs to that.
            var earliest = ages is null ? first : facts.Customers.FirstDay[i];
            var (order, orders) = days.Of(i);
            (scoped.Orders[i], scoped.Revenue[i]) = Sum(order, orders, facts.Customers.RefundStart[i], facts.Customers.RefundStart[i + 1], from, to, earliest);
        }
        if (scope is { WithAnonymous: true, Age: null })
            (scoped.AnonymousOrders, scoped.AnonymousRevenue) = Sum(facts.Customers.OrderStart[n], facts.OrderCount, facts.Customers.RefundStart[n], facts.Refunds.Day.Length, window.From, window.To, first);
        return scoped;

        (int Orders, long Revenue) Sum(int order, int orders, int refund, int refunds, int from, int to, int earliest)
        {
            var (count, sum, day, net) = (0, 0L, facts.Orders.Day, facts.Orders.Net);
            for (; order < orders; order++)
            {
                if (day[order] < from || day[order] > to || !mask.KeepsOrder(facts.Orders, order)) continue;
                count++;
                sum += net[order];
            }
            for (; refund < refunds; refund++)
                if (Math.Clamp(facts.Refunds.Day[refund], earliest, last) is var given && given >= from && given <= to && mask.KeepsRefund(facts.Refunds, refund)) sum -= facts.Refunds.Amount[refund];
            return (count, sum);
        }
    }

    // Orders of some days alone: each customer's last ones, from the end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddDays(CustomerFacts facts, int from, int to)
    {
        var (starts, orders, revenues) = (facts.Customers.OrderStart, Orders, Revenue);
        ref var day = ref MemoryMarshal.GetArrayDataReference(facts.Orders.Day);
        ref var net = ref MemoryMarshal.GetArrayDataReference(facts.Orders.Net);
        var end = starts[0];
        for (var i = 0; i < orders.Length; i++)
        {
            var (start, o, revenue) = (end, starts[i + 1] - 1, 0L);
            end = o + 1;
            while (o >= start && Unsafe.Add(ref day, o) > to) o--;
            var last = o;
            for (; o >= start && Unsafe.Add(ref day, o) >= from; o--) revenue += Unsafe.Add(ref net, o);
            (orders[i], revenues[i]) = (last - o, revenue);
        }
    }

    private readonly struct Brought(int[] orders, long[] revenue) : ICustomerTest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Holds(int i) => orders[i] > 0 | revenue[i] < 0;
    }

    /// <summary>The days on which a customer was of an age.</summary>
    private sealed class AgeDays(CustomerFacts facts, AgeSpan age)
    {
        private readonly CohortPeriods _periods = new(facts.Span.First, facts.Span.Last, age.Bucket, age.WeekStart);

        /// <summary>First and last of them within a window; the first after the last for none.</summary>
        public (int From, int To) Of(int customer, (int From, int To) window)
        {
            if (facts.Customers.Purchases[customer] == 0 || facts.Customers.FirstDay[customer] < _periods.FirstDay) return (1, 0);
            var cohort = _periods.Of[facts.Customers.FirstDay[customer]];
            if (cohort + age.From >= _periods.Count) return (1, 0);
            return (Math.Max(window.From, _periods.Days(cohort + age.From).From), Math.Min(window.To, _periods.Days(Math.Min(cohort + age.To, _periods.Count - 1)).To));
        }
    }
}
