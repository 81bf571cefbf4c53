using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Segments;

/// <summary>How long a customer has been silent.</summary>
public enum SilenceMeasure
{
    /// <summary>Days since the last purchase.</summary>
    SinceLast,

    /// <summary>Days since the last purchase beyond the median of the customer's own days between purchases; none below two purchases. Negative before it is due.</summary>
    Overdue,
}

/// <summary>Days of silence up to the last business day with an order; nobody who never bought.</summary>
public sealed record SilenceRule(SilenceMeasure Measure) : RangeRule
{
    internal override int Cost => 2;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) =>
        RangeFaults(Measure == SilenceMeasure.SinceLast ? 0 : -DayWindow.MostDays, DayWindow.MostDays, whole: true);

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        var (c, today) = (scan.Facts.Customers, scan.Today);
        if (Measure == SilenceMeasure.SinceLast) return CustomerSet.Select(within, new Since(c, today, In(1)));
        return CustomerSet.Select(within, new Overdue(c, scan.Facts.TwiceMedianGap, today, In(2)));
    }

    private readonly struct Since(CustomerColumns customers, int today, Bounds bounds) : ICustomerTest
    {
        public bool Holds(int i) => customers.Purchases[i] > 0 && bounds.Hold(today - customers.LastDay[i]);
    }

    private readonly struct Overdue(CustomerColumns customers, int[] twiceGap, int today, Bounds twice) : ICustomerTest
    {
        public bool Holds(int i) => customers.Purchases[i] > 1 && twice.Hold(2 * (today - customers.LastDay[i]) - twiceGap[i]);
    }
}
