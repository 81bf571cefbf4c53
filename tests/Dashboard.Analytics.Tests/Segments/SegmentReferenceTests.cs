using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Segments;

/// <summary>Counts on real data; the expected ones come from a script over the same files that shares nothing with the product.</summary>
public sealed class SegmentReferenceTests
{
    [Fact]
    public void Cdnow_counts_are_those_of_an_independent_computation() =>
        Check(SharedShops.CdnowFull().Facts, new(new(1997, 2, 1), new(1997, 2, 28)), [3925, 3005, 10530, 1180, 2856, 8476, 4624, 867]);

    [Fact]
    public void Online_retail_counts_are_those_of_an_independent_computation() =>
        Check(SharedShops.OnlineRetail().Facts, new(new(2011, 1, 1), new(2011, 3, 31)), [4111, 3690, 1202, 1305, 67, 1249, 745, 302]);

    private sealed record Quarter(DateOnly From, DateOnly To);

    private static void Check(CustomerFacts facts, Quarter first, int[] expected)
    {
        SegmentRule firstInQuarter = new OrderRule(OrderPlace.First) { Window = new(From: first.From, To: first.To) };
        SegmentRule[] rules =
        [
            new OrderTotalRule(OrderMeasure.Orders) { AtLeast = 5 },
            new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 200 },
            new OrderTotalRule(OrderMeasure.AverageOrderValue) { AtLeast = 20, AtMost = 50 },
            new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 2, Window = new(Last: 90) },
            new RuleGroup(GroupMode.All, new OrderRule(OrderPlace.Last) { Window = new(Last: 180), Not = true }, new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 3 }),
            firstInQuarter,
            new RuleGroup(GroupMode.All, firstInQuarter, new RuleGroup(GroupMode.Any,
                new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 100, Window = new(Last: 120) }, new OrderTotalRule(OrderMeasure.Orders) { AtMost = 1 })),
            new SilenceRule(SilenceMeasure.Overdue) { AtLeast = 1, AtMost = 30 },
        ];
        Assert.Equal(expected, rules.Select(r => SegmentScan.Run(facts, r).Count));
    }
}
