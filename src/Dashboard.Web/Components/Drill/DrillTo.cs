using Dashboard.Analytics.Segments;

namespace Dashboard.Web.Components.Drill;

/// <summary>Where the customers behind a figure are listed.</summary>
/// <param name="Address">The list.</param>
/// <param name="Customers">How many they are; null where only the list tells.</param>
public sealed record DrillTo(string Address, long? Customers)
{
    /// <summary>The number in words of its reader; empty where only the list tells.</summary>
    public string Says(Figures figures) => Customers is { } known ? figures.Count(known) : "";

    /// <summary>Null for nobody, or where no rule says who they are.</summary>
    public static DrillTo? Of(SegmentRule? rule, long customers) => DrillRules.AddressOf(rule, customers) is { } address ? new(address, customers) : null;
}
