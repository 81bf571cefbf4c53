using CsCheck;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Segments;

public sealed class SegmentOverlapTests
{
    [Fact]
    public void Each_region_holds_those_who_are_in_exactly_its_segments()
    {
        Gen.Select(TestShop.Any, Gen.Int[2, SegmentOverlap.Most], Gen.Int[0, 1_000_000]).Sample((shop, count, seed) =>
        {
            var facts = shop.Facts();
            var random = new Random(seed);
            var segments = Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, facts.CustomerCount).Where(_ => random.Next(3) > 0).ToHashSet()).ToList();
            var overlap = SegmentOverlap.Of(facts, [.. segments.Select(s => SetOf(facts.CustomerCount, s))]);
            var expected = Enumerable.Range(0, facts.CustomerCount)
                .GroupBy(c => Enumerable.Range(0, count).Sum(s => segments[s].Contains(c) ? 1 << s : 0)).Where(g => g.Key > 0)
                .Select(g => (g.Key, g.Count(), g.Sum(c => facts.Customers.Revenue[c]))).OrderBy(r => r.Key);
            Assert.Equal(expected, overlap.Regions.Select(r => (r.Segments, r.Customers, r.Revenue)).OrderBy(r => r.Segments));
            Assert.Equal(overlap.Regions.Select(r => r.Customers).OrderDescending(), overlap.Regions.Select(r => r.Customers));
            Assert.Equal(segments.Aggregate(new HashSet<int>(), (all, s) => [.. all, .. s]).Count, overlap.Union);
            Assert.Equal(Enumerable.Range(0, facts.CustomerCount).Count(c => segments.All(s => s.Contains(c))), overlap.Intersection);
            for (var i = 0; i < count; i++)
            {
                for (var j = 0; j < count; j++) Assert.Equal(segments[i].Intersect(segments[j]).Count(), overlap.Shared(i, j));
            }
        }, iter: 300);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(SegmentOverlap.Most + 1)]
    public void Fewer_than_two_or_more_than_six_are_refused(int count)
    {
        var facts = TestShop.Any.Single().Facts();
        Assert.Throws<ArgumentException>(() => SegmentOverlap.Of(facts, [.. Enumerable.Range(0, count).Select(_ => new CustomerSet(facts.CustomerCount))]));
    }

    private static CustomerSet SetOf(int size, IEnumerable<int> members)
    {
        var set = new CustomerSet(size);
        foreach (var member in members) set.Add(member);
        return set;
    }
}
