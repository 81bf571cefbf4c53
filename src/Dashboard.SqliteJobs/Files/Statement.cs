using SQLitePCL;

namespace Dashboard.SqliteJobs.Files;

/// <summary>One prepared statement. Columns count from 0. Not safe for two threads.</summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;

    public Statement(sqlite3 db, string sql)
    {
        _db = db;
        var result = raw.sqlite3_prepare_v3(db, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement);
        if (result != raw.SQLITE_OK) throw SQLiteStorageException.From(result, db);
    }

    public void Bind(ReadOnlySpan<Value> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            ref readonly var value = ref values[i];
            var result = value.Kind switch
            {
                ValueKind.Integer => raw.sqlite3_bind_int64(_statement, i + 1, value.Integer),
                ValueKind.Real => raw.sqlite3_bind_double(_statement, i + 1, value.Real),
                ValueKind.Text => raw.sqlite3_bind_text(_statement, i + 1, value.Text),
                _ => raw.sqlite3_bind_null(_statement, i + 1),
            };
            if (result != raw.SQLITE_OK) throw SQLiteStorageException.From(result, _db);
        }
    }

    /// <summary>True when a row is there to be read.</summary>
    public bool Step() => raw.sqlite3_step(_statement) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        var result => throw SQLiteStorageException.From(result, _db),
    };

    // Repeats the error of the last step, which that step has reported.
    public void Reset() => raw.sqlite3_reset(_statement);

    public long Integer(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? IntegerOrNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL ? null : Integer(column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? "";

    public string? TextOrNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL ? null : Text(column);

    public void Dispose() => _statement.Dispose();
}
