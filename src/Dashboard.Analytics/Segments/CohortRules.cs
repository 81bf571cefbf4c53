using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Segments;

/// <summary>What customers came with, as cohorts are grouped by it, is one of these; nobody who never bought.</summary>
/// <param name="By">What they are grouped by.</param>
/// <param name="Names">Article numbers (SKU) of products, else names; the empty one for not given.</param>
public sealed record AcquiredRule(CustomerKey By, IReadOnlyList<string> Names) : SegmentRule
{
    /// <summary>It is none of these.</summary>
    public bool Not { get; init; }

    internal override int Cost => 30;

    /// <summary>Names in use, the empty one first; several products may share one.</summary>
    public static string[] NamesOf(CustomerFacts facts, CustomerKey by)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return by switch
        {
            CustomerKey.FirstProduct => facts.Products.Sku,
            CustomerKey.FirstCategory => facts.Codes.Categories,
            CustomerKey.FirstBrand => facts.Codes.Brands,
            CustomerKey.FirstCoupon => facts.Codes.Coupons,
            CustomerKey.Channel => facts.Codes.Channels,
            CustomerKey.Campaign => facts.Codes.Campaigns,
            _ => facts.Codes.Countries,
        };
    }

    /// <summary>The rule of one group of <see cref="CustomerGroups"/>; null where its name is not its own, as two sources may sell different products under one article number.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="by">What customers are grouped by.</param>
    /// <param name="code">Code of the group.</param>
    public static AcquiredRule? Of(CustomerFacts facts, CustomerKey by, int code)
    {
        var names = NamesOf(facts, by);
        return by == CustomerKey.FirstProduct && names.Count(n => n == names[code]) > 1 ? null : new(by, [names[code]]);
    }

    internal override IEnumerable<RuleFault> Faults(RuleCheck check)
    {
        if (Names.Count == 0) yield return new(RuleReason.NothingChosen);
        var known = NamesOf(check.Facts, By);
        foreach (var name in Names.Where(n => Array.IndexOf(known, n) < 0)) yield return new(RuleReason.UnknownName, name);
    }

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        var (wanted, known) = (Names.ToHashSet(StringComparer.Ordinal), NamesOf(scan.Facts, By));
        return CustomerSet.Select(within, new InGroup(CustomerGroups.Of(scan.Facts, By).Code, Array.ConvertAll(known, n => wanted.Contains(n) != Not)));
    }

    private readonly struct InGroup(int[] codes, bool[] mask) : ICustomerTest
    {
        public bool Holds(int i) => codes[i] >= 0 && mask[codes[i]];
    }
}

/// <summary>What is asked of a customer at an age.</summary>
public enum CohortStep
{
    /// <summary>The period has elapsed; whether anything was bought in it does not matter.</summary>
    Elapsed,

    /// <summary>Bought in the period.</summary>
    Bought,

    /// <summary>Bought in the period or later.</summary>
    BoughtInOrAfter,

    /// <summary>Had bought a second time by its end.</summary>
    BoughtAgain,
}

/// <summary>
/// What a customer did so many periods after that of the first purchase, as a cell of a cohort counts it. Only those fulfil it for whom the period has elapsed on the
/// last business day with an order.
/// </summary>
/// <param name="Bucket">Length of a period.</param>
/// <param name="Period">Periods since that of the first purchase, which is 0.</param>
/// <param name="Step">What is asked.</param>
/// <param name="WeekStart">First day of weeks.</param>
public sealed record CohortRule(CohortBucket Bucket, int Period, CohortStep Step, DayOfWeek WeekStart) : SegmentRule
{
    internal override int Cost => Step is CohortStep.Bought or CohortStep.BoughtAgain ? 25 : 3;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) => Period is < 0 or >= CohortPeriods.Most ? [new(RuleReason.OutOfRange)] : [];

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        var facts = scan.Facts;
        if (facts.OrderCount == 0) return new(within.Size);
        var periods = new CohortPeriods(facts.Span.First, facts.Span.Last, Bucket, WeekStart);
        return CustomerSet.Select(within, new AtAge(facts, periods, Period, Step));
    }

    private readonly struct AtAge : ICustomerTest
    {
        private readonly CustomerColumns _customers;
        private readonly ushort[] _day;
        private readonly CohortStep _step;
        private readonly int _firstDay;
        private readonly ushort[] _cohort;
        private readonly (int From, int To)[] _days;   // per cohort the days of its period; (1, 0) where that has not elapsed

        public AtAge(CustomerFacts facts, CohortPeriods periods, int period, CohortStep step)
        {
            (_customers, _day, _step, _firstDay, _cohort) = (facts.Customers, facts.Orders.Day, step, periods.FirstDay, periods.Of);
            _days = [.. Enumerable.Range(0, periods.Count).Select(c => c + period < periods.Elapsed ? periods.Days(c + period) : (1, 0))];
        }

        public bool Holds(int i)
        {
            if (_customers.Purchases[i] == 0 || _customers.FirstDay[i] < _firstDay) return false;
            var (from, to) = _days[_cohort[_customers.FirstDay[i]]];
            return from <= to && _step switch
            {
                CohortStep.Elapsed => true,
                CohortStep.BoughtInOrAfter => _customers.LastDay[i] >= from,
                CohortStep.Bought => Bought(i, from, to),
                _ => BoughtAgain(i, to),
            };
        }

        private bool Bought(int i, int from, int to)
        {
            if (_customers.LastDay[i] < from) return false;
            for (var (o, end) = (_customers.OrderStart[i], _customers.OrderStart[i + 1]); o < end && _day[o] <= to; o++)
            {
                if (_day[o] >= from) return true;
            }
            return false;
        }

        private bool BoughtAgain(int i, int to)
        {
            if (_customers.Purchases[i] < 2) return false;
            var (o, first) = (_customers.OrderStart[i], _customers.FirstDay[i]);
            while (_day[o] == first) o++;
            return _day[o] <= to;
        }
    }
}
