using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Repeats;

/// <summary>Who is counted among one-time and repeat buyers, as rules, so that the same customers are opened everywhere. Days count up to the last business day with an order.</summary>
public static class RepeatRules
{
    /// <summary>Bought once.</summary>
    public static SegmentRule Once { get; } = new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 1, AtMost = 1 };

    /// <summary>Bought once, so many days ago; the same customers for one day only, so that a segment by it is of new ones every day.</summary>
    /// <param name="from">Fewest days.</param>
    /// <param name="to">Most days, included; null for any.</param>
    public static SegmentRule OnceAgo(int from, int? to) => new RuleGroup(GroupMode.All, Once, new SilenceRule(SilenceMeasure.SinceLast) { AtLeast = from, AtMost = to });

    /// <summary>First bought at least so many days ago: old enough to tell whether they came back within them.</summary>
    public static SegmentRule Mature(int days) => new OrderRule(OrderPlace.First) { Window = new(Last: days), Not = true };

    /// <summary>Old enough to tell, and came back within these days.</summary>
    public static SegmentRule Repeated(int days) => new RuleGroup(GroupMode.All, Mature(days), new SecondPurchaseRule { AtMost = days });

    /// <summary>Bought so many times.</summary>
    /// <param name="least">Fewest purchases.</param>
    /// <param name="most">Most purchases; null for any.</param>
    public static SegmentRule Bought(int least, int? most) => new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = least, AtMost = most };
}
