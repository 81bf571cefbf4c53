using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Core.Data;

/// <summary>A prepared statement on the raw handle: for scans and bulk writes, where the ADO layer costs more than the work. Belongs to one thread.</summary>
internal sealed class StoreStatement : IDisposable
{
    private readonly sqlite3 _store;
    private readonly sqlite3_stmt _statement;

    public StoreStatement(SqliteConnection connection, string sql)
    {
        _store = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v2(_store, sql, out _statement));
    }

    /// <summary>Sets the parameter at <paramref name="position"/>, counted from 1.</summary>
    public StoreStatement Bind(int position, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, position, value));
        return this;
    }

    /// <inheritdoc cref="Bind(int, long)"/>
    public StoreStatement Bind(int position, double value)
    {
        Check(raw.sqlite3_bind_double(_statement, position, value));
        return this;
    }

    /// <inheritdoc cref="Bind(int, long)"/>
    public StoreStatement Bind(int position, string value)
    {
        Check(raw.sqlite3_bind_text(_statement, position, value));
        return this;
    }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Next()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW) return true;
        if (code != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(code, _store);
        return false;
    }

    /// <summary>Runs a statement that gives no rows and makes it ready for other parameters.</summary>
    public void Execute()
    {
        while (Next()) { }
        Reset();
    }

    /// <summary>Makes the statement ready to run again.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    /// <summary>Value of the column counted from 0; 0 where it is null.</summary>
    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <inheritdoc cref="Long"/>
    public int Int(int column) => raw.sqlite3_column_int(_statement, column);

    /// <inheritdoc cref="Long"/>
    public double Double(int column) => raw.sqlite3_column_double(_statement, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public string? Text(int column) => IsNull(column) ? null : raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, _store);
    }
}
