using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Segments;

/// <summary>Days from the first to the second purchase; nobody who bought once or never.</summary>
public sealed record SecondPurchaseRule : RangeRule
{
    internal override int Cost => 15;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) => RangeFaults(1, DayWindow.MostDays, whole: true);

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within) => CustomerSet.Select(within, new After(scan.Facts, In(1)));

    private readonly struct After(CustomerFacts facts, Bounds bounds) : ICustomerTest
    {
        public bool Holds(int i) => facts.DaysToSecond(i) is > 0 and var days && bounds.Hold(days);
    }
}
