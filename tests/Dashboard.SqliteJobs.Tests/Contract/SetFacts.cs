namespace Dashboard.SqliteJobs.Tests.Contract;

public abstract class SetFacts(Func<TestStorage> open) : IDisposable
{
    private readonly TestStorage _s = open();

    public sealed class InMemory() : SetFacts(TestStorage.InMemory);

    public sealed class Sqlite() : SetFacts(TestStorage.Sqlite);

    public void Dispose()
    {
        _s.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_set_that_is_not_there_is_empty()
    {
        Assert.Empty(_s.Connection.GetAllItemsFromSet("s"));
        Assert.Empty(_s.Connection.GetRangeFromSet("s", 0, 10));
        Assert.Equal(0, _s.Connection.GetSetCount("s"));
        Assert.False(_s.Connection.GetSetContains("s", "a"));
        Assert.Null(_s.Connection.GetFirstByLowestScoreFromSet("s", 0, 1));
        Assert.Empty(_s.Connection.GetFirstByLowestScoreFromSet("s", 0, 1, 5));
        Assert.Equal(Timeout.InfiniteTimeSpan, _s.Connection.GetSetTtl("s"));
    }

    [Fact]
    public void Values_are_ordered_by_score_and_then_by_text()
    {
        _s.Commit(t => t.AddToSet("s", "late", 9), t => t.AddToSet("s", "b", 1), t => t.AddToSet("s", "a", 1), t => t.AddToSet("s", "zero"));
        Assert.Equal(["zero", "a", "b", "late"], _s.Connection.GetRangeFromSet("s", 0, 10));
        Assert.Equal(["a", "b"], _s.Connection.GetRangeFromSet("s", 1, 2));
        Assert.Equal(4, _s.Connection.GetSetCount("s"));
        Assert.Equal(new HashSet<string> { "zero", "a", "b", "late" }, _s.Connection.GetAllItemsFromSet("s"));
    }

    [Fact]
    public void A_value_added_again_takes_the_new_score()
    {
        _s.Commit(t => t.AddToSet("s", "a", 5), t => t.AddToSet("s", "b", 3), t => t.AddToSet("s", "a", 1));
        Assert.Equal(["a", "b"], _s.Connection.GetRangeFromSet("s", 0, 10));
    }

    [Fact]
    public void The_lowest_score_is_sought_between_both_bounds_inclusive()
    {
        _s.Commit(t => t.AddToSet("s", "-1", -1), t => t.AddToSet("s", "0", 0), t => t.AddToSet("s", "5", 5), t => t.AddToSet("s", "9", 9));
        Assert.Equal("-1", _s.Connection.GetFirstByLowestScoreFromSet("s", -1, 3));
        Assert.Equal("0", _s.Connection.GetFirstByLowestScoreFromSet("s", -0.5, 3));
        Assert.Equal("9", _s.Connection.GetFirstByLowestScoreFromSet("s", 6, 9));
        Assert.Null(_s.Connection.GetFirstByLowestScoreFromSet("s", 6, 8));
        Assert.Equal(["0", "5"], _s.Connection.GetFirstByLowestScoreFromSet("s", 0, 8, 10));
        Assert.Equal(["-1", "0"], _s.Connection.GetFirstByLowestScoreFromSet("s", -5, 8, 2));
    }

    [Fact]
    public void Wrong_bounds_are_refused()
    {
        Assert.Throws<ArgumentException>(() => _s.Connection.GetFirstByLowestScoreFromSet("s", 1, 0));
        Assert.Throws<ArgumentException>(() => _s.Connection.GetFirstByLowestScoreFromSet("s", 0, 1, 0));
        Assert.Throws<ArgumentException>(() => _s.Connection.GetRangeFromSet("s", -1, 1));
        Assert.Throws<ArgumentException>(() => _s.Connection.GetRangeFromSet("s", 1, 0));
        Assert.ThrowsAny<ArgumentException>(() => _s.Connection.GetSetCount(["s"], -1));
    }

    [Fact]
    public void Sets_do_not_mix()
    {
        _s.Commit(t => t.AddToSet("s", "a"), t => t.AddToSet("other", "a"), t => t.AddToSet("other", "b"), t => t.RemoveFromSet("s", "a"));
        Assert.False(_s.Connection.GetSetContains("s", "a"));
        Assert.True(_s.Connection.GetSetContains("other", "a"));
        Assert.Equal(2, _s.Connection.GetSetCount("other"));
    }

    [Fact]
    public void Counting_several_sets_stops_at_the_limit()
    {
        _s.Commit(t => t.AddRangeToSet("one", ["a", "b"]), t => t.AddRangeToSet("two", ["c", "d", "e"]));
        Assert.Equal(5, _s.Connection.GetSetCount(["one", "two", "three"], 100));
        Assert.Equal(4, _s.Connection.GetSetCount(["one", "two"], 4));
        Assert.Equal(1, _s.Connection.GetSetCount(["one", "two"], 1));
        Assert.Equal(0, _s.Connection.GetSetCount([], 10));
    }

    [Fact]
    public void A_removed_set_is_gone_and_removing_what_is_not_there_does_nothing()
    {
        _s.Commit(t => t.AddRangeToSet("s", ["a", "b"]), t => t.RemoveSet("s"), t => t.RemoveSet("none"), t => t.RemoveFromSet("none", "x"), t => t.AddRangeToSet("none", []));
        Assert.Equal(0, _s.Connection.GetSetCount("s"));
    }

    [Fact]
    public void A_set_that_expires_says_when_and_what_is_added_expires_with_it()
    {
        _s.Commit(t => t.AddToSet("s", "a"), t => t.ExpireSet("s", TimeSpan.FromHours(1)), t => t.AddToSet("s", "b"));
        Assert.InRange(_s.Connection.GetSetTtl("s"), TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        _s.Commit(t => t.PersistSet("s"));
        Assert.Equal(Timeout.InfiniteTimeSpan, _s.Connection.GetSetTtl("s"));
    }

    [Fact]
    public void An_expired_set_is_removed()
    {
        _s.Commit(t => t.AddRangeToSet("s", ["a", "b"]), t => t.ExpireSet("s", TimeSpan.Zero));
        _s.CleanUp();
        Assert.Equal(0, _s.Connection.GetSetCount("s"));
    }

    [Fact]
    public void A_set_that_became_empty_forgets_that_it_would_expire()
    {
        _s.Commit(t => t.AddToSet("s", "a"), t => t.ExpireSet("s", TimeSpan.FromHours(1)), t => t.RemoveFromSet("s", "a"), t => t.AddToSet("s", "b"));
        Assert.Equal(Timeout.InfiniteTimeSpan, _s.Connection.GetSetTtl("s"));
    }

    [Fact]
    public void Expiring_or_persisting_a_set_that_is_not_there_makes_none()
    {
        _s.Commit(t => t.ExpireSet("s", TimeSpan.FromHours(1)), t => t.PersistSet("other"), t => t.AddToSet("s", "a"));
        Assert.Equal(Timeout.InfiniteTimeSpan, _s.Connection.GetSetTtl("s"));
    }

    [Fact]
    public void Nulls_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => _s.Connection.GetAllItemsFromSet(null!));
        Assert.Throws<ArgumentNullException>(() => _s.Connection.GetSetContains("s", null!));
        Assert.Throws<ArgumentNullException>(() => _s.Connection.GetSetTtl(null!));
        Assert.Throws<ArgumentNullException>(() => _s.Connection.GetFirstByLowestScoreFromSet(null!, 0, 1));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.AddToSet(null!, "a")));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.AddToSet("s", null!)));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.RemoveFromSet("s", null!)));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.AddRangeToSet("s", null!)));
        Assert.Throws<ArgumentException>(() => _s.Commit(t => t.AddRangeToSet("s", ["a", null!])));
    }
}
