using SQLitePCL;

namespace Dashboard.SqliteJobs.Files;

/// <summary>The file opened for one thread at a time, with its prepared statements.</summary>
internal sealed class Database : IDisposable
{
    private readonly sqlite3 _db;

    // Statements are constants of this assembly, so that the text's identity finds them.
    private readonly Dictionary<string, Statement> _statements = new(ReferenceEqualityComparer.Instance);

    static Database() => Batteries_V2.Init();

    public Database(string path, string pragmas)
    {
        var result = raw.sqlite3_open_v2(path, out _db, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        try
        {
            if (result != raw.SQLITE_OK) throw SQLiteStorageException.From(result, _db);
            Execute(pragmas);
        }
        catch
        {
            _db.Dispose();
            throw;
        }
    }

    /// <summary>Version of the SQLite library as one number, such as 3051003.</summary>
    public static int LibraryVersion => raw.sqlite3_libversion_number();

    public bool IsInTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    /// <summary>Runs statements without arguments that need not be kept.</summary>
    public void Execute(string sql)
    {
        var result = raw.sqlite3_exec(_db, sql);
        if (result != raw.SQLITE_OK) throw SQLiteStorageException.From(result, _db);
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    /// <returns>Rows inserted, changed or deleted.</returns>
    public int Run(string sql, params ReadOnlySpan<Value> values)
    {
        var statement = Prepare(sql);
        try
        {
            statement.Bind(values);
            statement.Step();
            return raw.sqlite3_changes(_db);
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>The first row, or the default when there is none.</summary>
    public T? First<T>(string sql, Func<Statement, T> read, params ReadOnlySpan<Value> values)
    {
        var statement = Prepare(sql);
        try
        {
            statement.Bind(values);
            return statement.Step() ? read(statement) : default;
        }
        finally
        {
            statement.Reset();
        }
    }

    public List<T> All<T>(string sql, Func<Statement, T> read, params ReadOnlySpan<Value> values)
    {
        var statement = Prepare(sql);
        try
        {
            statement.Bind(values);
            var rows = new List<T>();
            while (statement.Step()) rows.Add(read(statement));
            return rows;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>The first column of the first row as a number; 0 when there is none.</summary>
    public long Number(string sql, params ReadOnlySpan<Value> values) => First(sql, static row => row.Integer(0), values);

    public string? Text(string sql, params ReadOnlySpan<Value> values) => First(sql, static row => row.TextOrNull(0), values);

    public bool Has(string sql, params ReadOnlySpan<Value> values) => First(sql, static _ => true, values);

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _db.Dispose();
    }

    private Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement)) _statements.Add(sql, statement = new Statement(_db, sql));
        return statement;
    }
}
