using Dashboard.Core.Data;
using Microsoft.Data.Sqlite;

namespace Dashboard.Core.Checks;

/// <summary>Read-only questions that checks put to the store.</summary>
internal static class CheckQuery
{
    /// <summary>First column of each row; null for a null.</summary>
    public static List<object?> Column(this StoreConnections connections, string sql, CancellationToken cancellation)
    {
        var values = new List<object?>();
        connections.Read(sql, row => values.Add(row.IsDBNull(0) ? null : row.GetValue(0)), cancellation);
        return values;
    }

    /// <summary>A count.</summary>
    public static long Count(this StoreConnections connections, string sql, CancellationToken cancellation) => (long)connections.Column(sql, cancellation)[0]!;

    /// <summary>Streams rows; nothing is kept.</summary>
    public static void Read(this StoreConnections connections, string sql, Action<SqliteDataReader> row, CancellationToken cancellation)
    {
        using var connection = connections.Open();
        using var stop = cancellation.Register(() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle));
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // checks pass constants
        command.CommandText = sql;
#pragma warning restore CA2100
        try
        {
            using var reader = command.ExecuteReader();
            while (reader.Read()) row(reader);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException(cancellation);
        }
    }
}
