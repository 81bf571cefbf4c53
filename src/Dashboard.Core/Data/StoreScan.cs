using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Core.Data;

/// <summary>
/// One moment of the store for one thread at a time, read only. SQLite's own lock around every column is left out here: over ten million rows of twelve columns
/// it costs a quarter of the scan. Statements must be disposed before the moment is.
/// </summary>
internal sealed class StoreScan : IDisposable
{
    private const int BusyMilliseconds = 5_000;

    public StoreScan(string storeFile)
    {
        Batteries_V2.Init();
        var code = raw.sqlite3_open_v2(storeFile, out var handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, null);
        Handle = handle;
        try
        {
            SqliteException.ThrowExceptionForRC(code, handle);
            _ = raw.sqlite3_busy_timeout(handle, BusyMilliseconds);
            Run("PRAGMA query_only=ON");
            Run("BEGIN");
        }
        catch
        {
            handle?.Dispose();
            throw;
        }
    }

    public sqlite3 Handle { get; }

    public void Dispose() => Handle.Dispose();

    private void Run(string sql)
    {
        using var statement = new Statement(this, sql);
        statement.Run();
    }
}
