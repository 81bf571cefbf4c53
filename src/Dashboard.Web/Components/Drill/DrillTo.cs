using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Web.Features.Customers;

namespace Dashboard.Web.Components.Drill;

/// <summary>Where the customers behind a figure are listed.</summary>
/// <param name="Address">The list.</param>
/// <param name="Customers">How many they are; null where only the list tells.</param>
public sealed record DrillTo(string Address, long? Customers)
{
    /// <summary>The number in words of its reader; empty where only the list tells.</summary>
    public string Says(Figures figures) => Customers is { } known ? figures.Count(known) : "";

    /// <summary>Null for nobody, or where no rule says who they are.</summary>
    /// <param name="rule">Who they are.</param>
    /// <param name="customers">How many; null where only the list tells.</param>
    /// <param name="orders">The orders that the figure counted; null for all.</param>
    /// <param name="sum">What the figure adds up besides revenue.</param>
    public static DrillTo? Of(SegmentRule? rule, long? customers, OrderScope? orders = null, CustomerSum sum = CustomerSum.None) => rule is null || customers <= 0 ? null : new(
        (CustomerListAddress.Default with
        {
            Rule = SegmentJson.Write(rule),
            Orders = orders,
            Sum = sum,
            Sort = sum == CustomerSum.Risk ? CustomerSort.Risk : orders is null && sum == CustomerSum.None ? CustomerListAddress.Default.Sort : CustomerSort.Revenue,
        }).ToString(),
        customers);
}
