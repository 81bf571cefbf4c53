using SQLitePCL;

namespace Dashboard.SqliteJobs;

/// <summary>SQLite refused: the disk is full, the file is damaged, another process held the write lock longer than waited for, …</summary>
public sealed class SQLiteStorageException : Exception
{
    public SQLiteStorageException()
    {
    }

    public SQLiteStorageException(string message) : base(message)
    {
    }

    public SQLiteStorageException(string message, Exception inner) : base(message, inner)
    {
    }

    private SQLiteStorageException(int code, string message) : base(message) => Code = code;

    /// <summary>SQLite's primary result code; 0 when the storage itself refused.</summary>
    public int Code { get; }

    internal bool IsBusy => Code == raw.SQLITE_BUSY;

    internal static SQLiteStorageException From(int result, sqlite3 db) =>
        new(result & 0xff, $"SQLite answered {result}: {raw.sqlite3_errmsg(db).utf8_to_string()}");
}
