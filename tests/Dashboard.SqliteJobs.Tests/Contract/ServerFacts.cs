using Hangfire.Server;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Tests.Contract;

public abstract class ServerFacts(Func<TestStorage> open) : IDisposable
{
    private readonly TestStorage _s = open();

    public sealed class InMemory() : ServerFacts(TestStorage.InMemory);

    public sealed class Sqlite() : ServerFacts(TestStorage.Sqlite);

    public void Dispose()
    {
        _s.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_server_that_announced_itself_is_listed_by_name()
    {
        _s.Connection.AnnounceServer("b", new ServerContext { WorkerCount = 3, Queues = ["default", "mail"] });
        _s.Connection.AnnounceServer("a", new ServerContext { WorkerCount = 1, Queues = ["default"] });
        _s.Connection.AnnounceServer("a", new ServerContext { WorkerCount = 1, Queues = ["default"] });
        var servers = _s.Monitor.Servers();
        Assert.Equal(["a", "b"], servers.Select(s => s.Name));
        Assert.Equal(3, servers[1].WorkersCount);
        Assert.Equal(["default", "mail"], servers[1].Queues);
        Assert.NotNull(servers[1].Heartbeat);
        Assert.Equal(DateTimeKind.Utc, servers[1].StartedAt.Kind);
    }

    [Fact]
    public void A_server_that_left_is_not_listed_and_may_leave_twice()
    {
        _s.Connection.AnnounceServer("a", new ServerContext { Queues = [] });
        _s.Connection.RemoveServer("a");
        _s.Connection.RemoveServer("a");
        Assert.Empty(_s.Monitor.Servers());
    }

    [Fact]
    public void A_heartbeat_of_an_unknown_server_tells_it_to_start_again()
    {
        _s.Connection.AnnounceServer("a", new ServerContext { Queues = [] });
        _s.Connection.Heartbeat("a");
        Assert.Throws<BackgroundServerGoneException>(() => _s.Connection.Heartbeat("b"));
    }

    [Fact]
    public void Only_servers_that_fell_silent_are_removed()
    {
        _s.Connection.AnnounceServer("a", new ServerContext { Queues = [] });
        Assert.Equal(0, _s.Connection.RemoveTimedOutServers(TimeSpan.FromHours(1)));
        Thread.Sleep(TimeSpan.FromMilliseconds(20));
        Assert.Equal(1, _s.Connection.RemoveTimedOutServers(TimeSpan.FromMilliseconds(1)));
        Assert.Empty(_s.Monitor.Servers());
    }

    [Fact]
    public void Nulls_and_times_that_are_not_positive_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => _s.Connection.AnnounceServer(null!, new ServerContext()));
        Assert.Throws<ArgumentNullException>(() => _s.Connection.AnnounceServer("a", null!));
        Assert.Throws<ArgumentNullException>(() => _s.Connection.RemoveServer(null!));
        Assert.Throws<ArgumentNullException>(() => _s.Connection.Heartbeat(null!));
        Assert.Throws<ArgumentException>(() => _s.Connection.RemoveTimedOutServers(TimeSpan.Zero));
        Assert.Throws<ArgumentException>(() => _s.Connection.RemoveTimedOutServers(TimeSpan.FromSeconds(-1)));
    }
}
