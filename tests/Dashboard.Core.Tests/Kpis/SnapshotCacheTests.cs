using Dashboard.Analytics.Facts;
using Dashboard.Core.Kpis;

namespace Dashboard.Core.Tests.Kpis;

public sealed class SnapshotCacheTests
{
    [Fact]
    public async Task An_answer_that_is_there_is_found_in_a_full_cache_and_others_make_room()
    {
        var (cache, computed) = (new SnapshotCache<int, int>(2), 0);
        Assert.Equal(1, await AskAsync(1));
        Assert.Equal(2, await AskAsync(2));
        Assert.True(cache.Has(CustomerFacts.Empty, 2));
        Assert.Equal(2, await AskAsync(2));
        Assert.Equal(2, computed);
        Assert.Equal(3, await AskAsync(3));
        Assert.False(cache.Has(CustomerFacts.Empty, 2));

        Task<int> AskAsync(int key) => cache.GetAsync(CustomerFacts.Empty, key, () => ++computed, TestContext.Current.CancellationToken);
    }
}
