using Dashboard.Tests;

namespace Dashboard.Web.Tests.Jobs;

/// <summary>One PostgreSQL server for the tests of a class, each with a database of its own; they are skipped by name where PostgreSQL is not installed.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    public PostgresServer Server
    {
        get
        {
            Assert.SkipWhen(_server is null, "PostgreSQL is not installed on this machine.");
            return _server!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.Programs is not null) _server = await PostgresServer.CreateAsync(Path.GetTempPath());
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
