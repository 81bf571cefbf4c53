using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dashboard.Core.Data;

/// <summary>Opens the store, always with the same pragmas, for EF Core and for the bulk paths that use the raw handle.</summary>
public sealed class StoreConnections(DataFolder folder)
{
    /// <summary>The pragmas of every connection: references are checked, writers wait for each other, a commit survives a power cut.</summary>
    internal const string Pragmas = "PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;";

    /// <summary>Path of the store, for <see cref="BulkConnection"/>.</summary>
    internal string StoreFile { get; } = folder.StoreFile;

    public string ConnectionString { get; } = new SqliteConnectionStringBuilder
    {
        DataSource = folder.StoreFile,
        Cache = SqliteCacheMode.Private,
        Pooling = true,
        DefaultTimeout = 30,
    }.ToString();

    /// <summary>A connection of the caller's own, open and ready; its <c>Handle</c> serves prepared single-row statements.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>One moment of the store, to be read whole.</summary>
    internal StoreScan OpenScan() => new(folder.StoreFile);
}

/// <summary>Sets the pragmas whenever EF Core opens a connection.</summary>
internal sealed class PragmaInterceptor : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = StoreConnections.Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = StoreConnections.Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
