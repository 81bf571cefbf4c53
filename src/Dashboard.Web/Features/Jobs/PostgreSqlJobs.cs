using System.Net.Sockets;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Npgsql;

namespace Dashboard.Web.Features.Jobs;

/// <summary>Keeps jobs in a PostgreSQL database.</summary>
internal static class PostgreSqlJobs
{
    private const string Key = "Dashboard:Jobs:PostgreSql";

    /// <summary>Why a connection string cannot be one; null when it can. It may hold a password, so nothing of it is repeated.</summary>
    public static string? Problem(string? connection)
    {
        if (string.IsNullOrWhiteSpace(connection)) return $"{Key} must hold a connection string when Storage is PostgreSql.";
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connection).Host) ? $"{Key} names no Host." : null;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            return $"{Key} is not a connection string such as Host=db;Database=jobs;Username=dashboard.";
        }
    }

    /// <summary>Opens the storage and makes its tables where they are missing.</summary>
    /// <exception cref="JobStoreException">The server does not answer, or refuses the database or the person.</exception>
    public static PostgreSqlStorage Open(string connection)
    {
        // Its defaults look every 15 seconds, give a dead process's job to the next after half an hour, and start without a database.
        var options = new PostgreSqlStorageOptions
        {
            QueuePollInterval = TimeSpan.FromSeconds(1),
            EnableLongPolling = true,
            InvisibilityTimeout = TimeSpan.FromMinutes(1),
            UseSlidingInvisibilityTimeout = true,
            StartupConnectionMaxRetries = 0,
        };
        try
        {
            return new PostgreSqlStorage(new NpgsqlConnectionFactory(connection, options), options);
        }
        catch (Exception refused) when (refused is NpgsqlException or SocketException or TimeoutException)
        {
            throw new JobStoreException(Sentence(new(connection), refused), refused);
        }
    }

    private static string Sentence(NpgsqlConnectionStringBuilder where, Exception refused)
    {
        var server = $"PostgreSQL at {where.Host}{(where.Host!.StartsWith('/') ? "" : $":{where.Port}")}";
        return refused is PostgresException said
            ? $"The jobs could not be used: {server} refused the database {where.Database ?? where.Username}: {said.MessageText}. Correct that, or {Key}."
            : $"The jobs could not be used: {server} does not answer ({refused.GetBaseException().Message}). Start it, or correct {Key}.";
    }
}
