namespace Dashboard.SqliteJobs.Tests.Contract;

public abstract class CounterFacts(Func<TestStorage> open) : IDisposable
{
    private readonly TestStorage _s = open();

    public sealed class InMemory() : CounterFacts(TestStorage.InMemory);

    public sealed class Sqlite() : CounterFacts(TestStorage.Sqlite);

    public void Dispose()
    {
        _s.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_counter_that_is_not_there_is_zero() => Assert.Equal(0, _s.Connection.GetCounter("c"));

    [Fact]
    public void A_counter_counts_up_and_down_below_zero_too()
    {
        _s.Commit(t => t.IncrementCounter("c"), t => t.IncrementCounter("c"), t => t.DecrementCounter("d"));
        Assert.Equal(2, _s.Connection.GetCounter("c"));
        Assert.Equal(-1, _s.Connection.GetCounter("d"));
        _s.Commit(t => t.DecrementCounter("c"));
        Assert.Equal(1, _s.Connection.GetCounter("c"));
    }

    [Fact]
    public void An_expired_counter_starts_anew()
    {
        _s.Commit(t => t.IncrementCounter("c"), t => t.IncrementCounter("c", TimeSpan.Zero));
        _s.CleanUp();
        Assert.Equal(0, _s.Connection.GetCounter("c"));
    }

    [Fact]
    public void A_counter_takes_the_last_expiry_that_was_given()
    {
        _s.Commit(t => t.IncrementCounter("c", TimeSpan.FromHours(1)), t => t.IncrementCounter("c"), t => t.DecrementCounter("c", TimeSpan.FromHours(2)));
        _s.CleanUp();
        Assert.Equal(1, _s.Connection.GetCounter("c"));
        _s.Commit(t => t.IncrementCounter("c", TimeSpan.Zero));
        _s.CleanUp();
        Assert.Equal(0, _s.Connection.GetCounter("c"));
    }

    [Fact]
    public void A_counter_back_at_zero_forgets_that_it_would_expire()
    {
        _s.Commit(t => t.IncrementCounter("c", TimeSpan.FromMilliseconds(1)), t => t.DecrementCounter("c"), t => t.IncrementCounter("c"));
        _s.CleanUp();
        Assert.Equal(1, _s.Connection.GetCounter("c"));
    }

    [Fact]
    public void A_name_is_needed()
    {
        Assert.Throws<ArgumentNullException>(() => _s.Connection.GetCounter(null!));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.IncrementCounter(null!)));
        Assert.Throws<ArgumentNullException>(() => _s.Commit(t => t.DecrementCounter(null!, TimeSpan.FromDays(1))));
    }
}
