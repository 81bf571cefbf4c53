using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Segments;

/// <summary>Customers who are in exactly the same of several segments.</summary>
/// <param name="Segments">Bit <c>i</c> is set when they are in segment <c>i</c>; never 0.</param>
/// <param name="Customers">How many they are, 1 or more.</param>
/// <param name="Revenue">Their net revenue to date in minor units.</param>
public sealed record OverlapRegion(int Segments, int Customers, long Revenue)
{
    /// <summary>They are in segment <paramref name="i"/>.</summary>
    public bool IsIn(int i) => (Segments >> i & 1) != 0;
}

/// <summary>How up to <see cref="Most"/> segments overlap.</summary>
public sealed class SegmentOverlap
{
    /// <summary>Segments that can be laid over each other at once: 63 regions, as many as somebody can still read.</summary>
    public const int Most = 6;

    private SegmentOverlap(IReadOnlyList<OverlapRegion> regions, int segments) => (Regions, SegmentCount) = (regions, segments);

    /// <summary>Regions that hold anybody, those with most customers first.</summary>
    public IReadOnlyList<OverlapRegion> Regions { get; }

    public int SegmentCount { get; }

    /// <summary>Customers in at least one of the segments.</summary>
    public int Union => Regions.Sum(r => r.Customers);

    /// <summary>Customers in all of them.</summary>
    public int Intersection => Regions.FirstOrDefault(r => r.Segments == (1 << SegmentCount) - 1)?.Customers ?? 0;

    /// <summary>Customers in segment <paramref name="i"/> and segment <paramref name="j"/>; the size of a segment where both are the same.</summary>
    public int Shared(int i, int j) => Regions.Where(r => r.IsIn(i) && r.IsIn(j)).Sum(r => r.Customers);

    /// <summary>Lays the members of segments over each other in one pass.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="members">Members of 2 to <see cref="Most"/> segments of that snapshot.</param>
    /// <exception cref="ArgumentException">Another number of segments, or sets of another snapshot.</exception>
    public static SegmentOverlap Of(CustomerFacts facts, IReadOnlyList<CustomerSet> members)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count is < 2 or > Most) throw new ArgumentException($"2 to {Most} segments can be compared.", nameof(members));
        if (members.Any(m => m.Size != facts.CustomerCount)) throw new ArgumentException("The sets belong to another snapshot.", nameof(members));
        Span<int> customers = stackalloc int[1 << Most];
        Span<long> revenue = stackalloc long[1 << Most];
        foreach (var i in members.Aggregate(CustomerSet.Union).Members())
        {
            var region = 0;
            for (var s = 0; s < members.Count; s++) region |= members[s][i] ? 1 << s : 0;
            customers[region]++;
            revenue[region] += facts.Customers.Revenue[i];
        }
        var regions = new List<OverlapRegion>();
        for (var region = 1; region < 1 << members.Count; region++)
        {
            if (customers[region] > 0) regions.Add(new(region, customers[region], revenue[region]));
        }
        return new([.. regions.OrderByDescending(r => r.Customers).ThenBy(r => r.Segments)], members.Count);
    }
}
