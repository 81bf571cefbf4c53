using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Core.Data;

/// <summary>
/// The store opened for one thread that writes or reads in bulk. Beside the pool, so that its pragmas never reach a page, and without SQLite's own
/// lock, which at twenty calls a row costs a sixth of the time.
/// </summary>
internal sealed class BulkConnection : IDisposable
{
    static BulkConnection() => Batteries_V2.Init();

    public BulkConnection(string path, string pragmas)
    {
        var result = raw.sqlite3_open_v2(path, out var handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        Handle = handle;
        SqliteException.ThrowExceptionForRC(result, handle);
        Execute(pragmas);
    }

    public sqlite3 Handle { get; }

    public void Execute(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(Handle, sql), Handle);

    public void Dispose() => Handle.Dispose();
}
