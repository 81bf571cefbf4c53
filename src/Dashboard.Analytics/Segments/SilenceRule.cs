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
    internal override int Cost => Measure == SilenceMeasure.SinceLast ? 2 : 35;

    internal override IEnumerable<RuleFault> Faults(RuleCheck check) =>
        RangeFaults(Measure == SilenceMeasure.SinceLast ? 0 : -DayWindow.MostDays, DayWindow.MostDays, whole: true);

    internal override CustomerSet Select(SegmentScan scan, CustomerSet within)
    {
        var (c, today) = (scan.Facts.Customers, scan.Today);
        if (Measure == SilenceMeasure.SinceLast) return CustomerSet.Select(within, new Since(c, today, In(1)));
        var bounds = In(1);
        return CustomerSet.Select(within, new Overdue(scan.Facts, today, (int)Math.Max(bounds.Low, -FactDay.Max), (int)Math.Min(bounds.High, FactDay.Max)));
    }

    private readonly struct Since(CustomerColumns customers, int today, Bounds bounds) : ICustomerTest
    {
        public bool Holds(int i) => customers.Purchases[i] > 0 && bounds.Hold(today - customers.LastDay[i]);
    }

    private readonly struct Overdue(CustomerFacts facts, int today, int low, int high) : ICustomerTest
    {
        private readonly int[] _purchases = facts.Customers.Purchases;
        private readonly int[] _start = facts.Customers.OrderStart;
        private readonly ushort[] _first = facts.Customers.FirstDay;
        private readonly ushort[] _last = facts.Customers.LastDay;
        private readonly ushort[] _day = facts.Orders.Day;

        // silence - median >= low is median <= silence - low; and silence - median <= high is not median < silence - high.
        public bool Holds(int i)
        {
            if (_purchases[i] < 2) return false;
            var silence = today - _last[i];
            return IsMedianAtMost(i, 2 * (silence - low)) && !IsMedianAtMost(i, 2 * (silence - high) - 1);
        }

        /// <summary>Whether twice the median gap is at most <paramref name="twice"/>: how many gaps are, and the two next to the limit, decide it without sorting.</summary>
        private bool IsMedianAtMost(int i, int twice)
        {
            if (twice < 2) return false;
            var (gaps, below, greatest, least) = (_purchases[i] - 1, 0, 0, int.MaxValue);
            int previous = _first[i];
            // At least half of the gaps are as long as the median, and together they are no longer than all of them.
            if (2 * (_last[i] - previous) <= twice * ((gaps + 1) / 2)) return true;
            // Without a jump: no processor guesses gaps. Another order of the same day has none.
            foreach (var day in _day.AsSpan(_start[i] + 1, _start[i + 1] - _start[i] - 1))
            {
                var gap = day - previous;
                previous = day;
                var isBelow = 2 * gap <= twice;
                below += isBelow & gap > 0 ? 1 : 0;
                greatest = Math.Max(greatest, isBelow ? gap : 0);
                least = Math.Min(least, isBelow ? int.MaxValue : gap);
            }
            return below > gaps / 2 || 2 * below == gaps && greatest + least <= twice;
        }
    }
}
