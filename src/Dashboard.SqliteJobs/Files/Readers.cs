using System.Collections.Concurrent;

namespace Dashboard.SqliteJobs.Files;

/// <summary>Connections that only read, as many as threads read at the same time. Readers see what was committed before they ask and block nobody.</summary>
internal sealed class Readers(string path) : IDisposable
{
    // Only recovery after a crash makes a reader wait.
    private const string Pragmas = "PRAGMA busy_timeout = 10000; PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;";
    private const int MostKept = 32;

    private readonly ConcurrentBag<Database> _idle = [];
    private volatile bool _closed;

    public T Read<T>(Func<Database, T> question)
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(SQLiteStorage));
        if (!_idle.TryTake(out var db)) db = new Database(path, Pragmas);
        try
        {
            return question(db);
        }
        finally
        {
            if (_idle.Count < MostKept) _idle.Add(db);
            else db.Dispose();
            if (_closed) Empty();
        }
    }

    public void Dispose()
    {
        _closed = true;
        Empty();
    }

    private void Empty()
    {
        while (_idle.TryTake(out var db)) db.Dispose();
    }
}
