using Microsoft.Data.Sqlite;

namespace Dashboard.Core.Demo;

/// <summary>One prepared insert, run many times. Columns are named once; values follow in their order.</summary>
internal sealed class InsertInto : IDisposable
{
    private readonly SqliteCommand _command;

    public InsertInto(SqliteTransaction transaction, string table, params string[] columns)
    {
        _command = transaction.Connection!.CreateCommand();
        _command.Transaction = transaction;
        _command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"@{i}"))}) RETURNING Id";
        for (var i = 0; i < columns.Length; i++) _command.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
        _command.Prepare();
    }

    /// <summary>Writes a row and returns its number.</summary>
    public long Add(params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) _command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return (long)_command.ExecuteScalar()!;
    }

    public void Dispose() => _command.Dispose();
}
