namespace Dashboard.SqliteJobs.Tests.Contract;

public abstract class HashFacts(Func<TestStorage> open) : IDisposable
{
    private readonly TestStorage _s = open();

    public sealed class InMemory() : HashFacts(TestStorage.InMemory);

    public sealed class Sqlite() : HashFacts(TestStorage.Sqlite);

    public void Dispose()
    {
        _s.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_hash_that_is_not_there_is_null()
    {
        Assert.Null(_s.Connection.GetAllEntriesFromHash("h"));
        Assert.Null(_s.Connection.GetValueFromHash("h", "a"));
        Assert.Equal(0, _s.Connection.GetHashCount("h"));
        Assert.Equal(Timeout.InfiniteTimeSpan, _s.Connection.GetHashTtl("h"));
    }

    [Fact]
    public void Fields_are_added_and_overwritten_by_name()
    {
        _s.Commit(t => t.SetRangeInHash("h", Fields(("a", "1"), ("b", "2"))), t => t.SetRangeInHash("h", Fields(("b", "3"), ("c", "4"))));
        _s.Connection.SetRangeInHash("h", Fields(("d", "5")));
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "3", ["c"] = "4", ["d"] = "5" }, _s.Connection.GetAllEntriesFromHash("h"));
        Assert.Equal("3", _s.Connection.GetValueFromHash("h", "b"));
        Assert.Equal(4, _s.Connection.GetHashCount("h"));
    }

    [Fact]
    public void A_field_may_be_null_and_may_hold_any_text()
    {
        const string Odd = "quote ' \" newline \n emoji \U0001F600 {json} 日本";
        _s.Commit(t => t.SetRangeInHash("h", Fields(("null", null!), (Odd, Odd), ("", ""))));
        var fields = _s.Connection.GetAllEntriesFromHash("h");
        Assert.Null(fields["null"]);
        Assert.Equal(Odd, fields[Odd]);
        Assert.Equal("", fields[""]);
    }

    [Fact]
    public void Setting_no_fields_makes_no_hash()
    {
        _s.Commit(t => t.SetRangeInHash("h", []));
        Assert.Null(_s.Connection.GetAllEntriesFromHash("h"));
    }

    [Fact]
    public void A_removed_hash_is_gone_and_others_stay()
    {
        _s.Commit(t => t.SetRangeInHash("h", Fields(("a", "1"))), t => t.SetRangeInHash("other", Fields(("a", "1"))), t => t.RemoveHash("h"), t => t.RemoveHash("none"));
        Assert.Null(_s.Connection.GetAllEntriesFromHash("h"));
        Assert.Equal(1, _s.Connection.GetHashCount("other"));
    }

    [Fact]
    public void A_hash_that_expires_says_when_until_it_is_persisted()
    {
        _s.Commit(t => t.SetRangeInHash("h", Fields(("a", "1"))), t => t.ExpireHash("h", TimeSpan.FromHours(1)));
        Assert.InRange(_s.Connection.GetHashTtl("h"), TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        _s.Commit(t => t.PersistHash("h"));
        Assert.Equal(Timeout.InfiniteTimeSpan, _s.Connection.GetHashTtl("h"));
    }

    [Fact]
    public void An_expired_hash_is_removed()
    {
        _s.Commit(t => t.SetRangeInHash("h", Fields(("a", "1"))), t => t.ExpireHash("h", TimeSpan.Zero), t => t.ExpireHash("none", TimeSpan.Zero), t => t.PersistHash("none"));
        _s.CleanUp();
        Assert.Null(_s.Connection.GetAllEntriesFromHash("h"));
    }

    [Fact]
    public void Nulls_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => _s.Connection.GetAllEntriesFromHash(null!));
        Assert.Throws<ArgumentNullException>(() => _s.Connection.GetValueFromHash("h", null!));
        Assert.Throws<ArgumentNullException>(() => _s.Connection.SetRangeInHash("h", null!));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.SetRangeInHash(null!, [])));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.SetRangeInHash("h", null!)));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.RemoveHash(null!)));
    }

    private static Dictionary<string, string> Fields(params (string Name, string Value)[] fields) => fields.ToDictionary(f => f.Name, f => f.Value);
}
