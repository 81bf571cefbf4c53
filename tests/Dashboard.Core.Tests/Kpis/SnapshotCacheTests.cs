using Dashboard.Analytics.Facts;
using Dashboard.Core.Kpis;

namespace Dashboard.Core.Tests.Kpis;

public sealed class SnapshotCacheTests
{
    [Fact]
    public async Task An_answer_that_is_there_is_found_in_a_full_cache_and_an_older_one_makes_room()
    {
        var (cache, computed) = (new SnapshotCache<int, int>(2), 0);
        Assert.Equal(1, await AskAsync(1));
        Assert.Equal(2, await AskAsync(2));
        Assert.True(cache.Has(CustomerFacts.Empty, 2));
        Assert.Equal(2, await AskAsync(2));
        Assert.Equal(2, computed);
        Assert.Equal(3, await AskAsync(3));
        Assert.False(cache.Has(CustomerFacts.Empty, 1));

        Task<int> AskAsync(int key) => cache.GetAsync(CustomerFacts.Empty, key, () => ++computed, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_full_cache_forgets_the_quarter_nobody_asked_for_longest()
    {
        var (cache, computed) = (new SnapshotCache<int, int>(8), 0);
        for (var key = 1; key <= 8; key++) await AskAsync(key);
        await AskAsync(1);
        await AskAsync(9);
        Assert.Equal([1, 4, 5, 6, 7, 8, 9], Enumerable.Range(1, 9).Where(key => cache.Has(CustomerFacts.Empty, key)));
        Assert.Equal(9, computed);

        Task<int> AskAsync(int key) => cache.GetAsync(CustomerFacts.Empty, key, () => ++computed, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_answer_that_failed_is_computed_anew()
    {
        var cache = new SnapshotCache<int, int>(8);
        await Assert.ThrowsAsync<InvalidOperationException>(() => cache.GetAsync(CustomerFacts.Empty, 1, () => throw new InvalidOperationException(), TestContext.Current.CancellationToken));
        Assert.Equal(2, await cache.GetAsync(CustomerFacts.Empty, 1, () => 2, TestContext.Current.CancellationToken));
    }
}
