namespace Dashboard.SqliteJobs.Tests.Contract;

public abstract class ListFacts(Func<TestStorage> open) : IDisposable
{
    private readonly TestStorage _s = open();

    public sealed class InMemory() : ListFacts(TestStorage.InMemory);

    public sealed class Sqlite() : ListFacts(TestStorage.Sqlite);

    public void Dispose()
    {
        _s.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_list_that_is_not_there_is_empty()
    {
        Assert.Empty(_s.Connection.GetAllItemsFromList("l"));
        Assert.Empty(_s.Connection.GetRangeFromList("l", 0, 5));
        Assert.Equal(0, _s.Connection.GetListCount("l"));
        Assert.Equal(Timeout.InfiniteTimeSpan, _s.Connection.GetListTtl("l"));
    }

    [Fact]
    public void The_last_inserted_comes_first_and_may_come_twice()
    {
        Insert("a", "b", "a", "c");
        Assert.Equal(["c", "a", "b", "a"], _s.Connection.GetAllItemsFromList("l"));
        Assert.Equal(["a", "b"], _s.Connection.GetRangeFromList("l", 1, 2));
        Assert.Equal(["a"], _s.Connection.GetRangeFromList("l", 3, 99));
        Assert.Empty(_s.Connection.GetRangeFromList("l", 9, 99));
        Assert.Equal(4, _s.Connection.GetListCount("l"));
    }

    [Fact]
    public void Removing_a_value_removes_all_its_occurrences()
    {
        Insert("a", "b", "a");
        _s.Commit(t => t.RemoveFromList("l", "a"), t => t.RemoveFromList("none", "a"));
        Assert.Equal(["b"], _s.Connection.GetAllItemsFromList("l"));
    }

    [Theory]
    [InlineData(0, 1, "e d")]
    [InlineData(1, 2, "d c")]
    [InlineData(3, 99, "b a")]
    [InlineData(9, 99, "")]
    [InlineData(2, 1, "")]
    [InlineData(-1, -1, "e")]
    public void Trimming_keeps_a_range(int from, int to, string kept)
    {
        Insert("a", "b", "c", "d", "e");
        _s.Commit(t => t.TrimList("l", from, to), t => t.TrimList("none", from, to));
        Assert.Equal(kept, string.Join(' ', _s.Connection.GetAllItemsFromList("l")));
    }

    [Fact]
    public void A_list_that_expires_says_when_until_it_is_persisted()
    {
        Insert("a");
        _s.Commit(t => t.ExpireList("l", TimeSpan.FromHours(1)));
        Assert.InRange(_s.Connection.GetListTtl("l"), TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        _s.Commit(t => t.PersistList("l"));
        Assert.Equal(Timeout.InfiniteTimeSpan, _s.Connection.GetListTtl("l"));
    }

    [Fact]
    public void An_expired_list_is_removed()
    {
        Insert("a", "b");
        _s.Commit(t => t.ExpireList("l", TimeSpan.Zero), t => t.ExpireList("none", TimeSpan.Zero), t => t.PersistList("none"));
        _s.CleanUp();
        Assert.Empty(_s.Connection.GetAllItemsFromList("l"));
    }

    [Fact]
    public void A_list_trimmed_to_nothing_forgets_that_it_would_expire()
    {
        Insert("a");
        _s.Commit(t => t.ExpireList("l", TimeSpan.FromHours(1)), t => t.TrimList("l", 1, 0), t => t.InsertToList("l", "b"));
        Assert.Equal(Timeout.InfiniteTimeSpan, _s.Connection.GetListTtl("l"));
    }

    [Fact]
    public void Nulls_and_wrong_ranges_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => _s.Connection.GetAllItemsFromList(null!));
        Assert.Throws<ArgumentException>(() => _s.Connection.GetRangeFromList("l", -1, 0));
        Assert.Throws<ArgumentException>(() => _s.Connection.GetRangeFromList("l", 1, 0));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.InsertToList(null!, "a")));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.InsertToList("l", null!)));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.RemoveFromList("l", null!)));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.TrimList(null!, 0, 1)));
    }

    private void Insert(params string[] values) => _s.Commit([.. values.Select(v => (Action<Hangfire.Storage.JobStorageTransaction>)(t => t.InsertToList("l", v)))]);
}
