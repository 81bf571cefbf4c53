using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Core.Data;

/// <summary>
/// One prepared statement on the raw handle, for the bulk paths: bound, stepped and reset a million times. Parameters count from 1, columns from 0.
/// Not safe for two threads.
/// </summary>
internal sealed partial class Statement : IDisposable
{
    private const int Row = 100;
    private const int Done = 101;

    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private readonly nint _handle;

    public Statement(SqliteConnection connection, string sql) : this(connection.Handle!, sql)
    {
    }

    public Statement(StoreScan scan, string sql) : this(scan.Handle, sql)
    {
    }

    public Statement(BulkConnection connection, string sql) : this(connection.Handle, sql)
    {
    }

    private Statement(sqlite3 db, string sql)
    {
        _db = db;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(_db, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), _db);
        _handle = _statement.DangerousGetHandle();
    }

    public Statement Bind(int parameter, long value)
    {
        Check(Native.BindInt64(_handle, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, long? value) => value is { } given ? Bind(parameter, given) : BindNull(parameter);

    public Statement Bind(int parameter, double value)
    {
        Check(Native.BindDouble(_handle, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, double? value) => value is { } given ? Bind(parameter, given) : BindNull(parameter);

    public Statement BindNull(int parameter)
    {
        Check(Native.BindNull(_handle, parameter));
        return this;
    }

    /// <summary>Binds UTF-8 text, which SQLite copies.</summary>
    public unsafe Statement BindText(int parameter, ReadOnlySpan<byte> utf8)
    {
        byte nothing = 0;
        fixed (byte* start = utf8)
            Check(Native.BindText(_handle, parameter, start is null ? &nothing : start, utf8.Length, Native.Copy));
        return this;
    }

    /// <summary>Binds UTF-8 text that neither moves nor changes until the statement was stepped; SQLite reads it in place.</summary>
    public unsafe Statement BindPinnedText(int parameter, ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return BindText(parameter, utf8);
        Check(Native.BindText(_handle, parameter, (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(utf8)), utf8.Length, Native.InPlace));
        return this;
    }

    public Statement BindText(int parameter, string? text) => text is null ? BindNull(parameter) : BindText(parameter, System.Text.Encoding.UTF8.GetBytes(text));

    public unsafe Statement BindBytes(int parameter, ReadOnlySpan<byte> bytes)
    {
        byte nothing = 0;
        fixed (byte* start = bytes)
            Check(Native.BindBlob(_handle, parameter, start is null ? &nothing : start, bytes.Length, Native.Copy));
        return this;
    }

    /// <summary>True when a row is there to be read; after the last row the statement is ready for its next run.</summary>
    public bool Step()
    {
        var result = Native.Step(_handle);
        if (result == Row) return true;
        var reset = Native.Reset(_handle);
        if (result != Done) Check(reset is 0 ? result : reset);
        return false;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    /// <returns>Rows inserted, changed or deleted.</returns>
    public int Run()
    {
        while (Step()) { }
        return Native.Changes(_db.DangerousGetHandle());
    }

    /// <summary>Ends the reading of rows before the last one.</summary>
    public void Reset() => Check(Native.Reset(_handle));

    /// <summary>Number of the row that this connection inserted last.</summary>
    public long LastInsertedId => Native.LastInsertRowId(_db.DangerousGetHandle());

    public long Int64(int column) => Native.ColumnInt64(_handle, column);

    public int Int32(int column) => Native.ColumnInt32(_handle, column);

    public double Double(int column) => Native.ColumnDouble(_handle, column);

    public bool IsNull(int column) => Native.ColumnType(_handle, column) == 5;

    /// <summary>The column's text or blob; valid until the next step.</summary>
    public unsafe ReadOnlySpan<byte> Bytes(int column)
    {
        var start = Native.ColumnBlob(_handle, column);
        return new(start, Native.ColumnBytes(_handle, column));
    }

    public string? Text(int column) => IsNull(column) ? null : System.Text.Encoding.UTF8.GetString(Bytes(column));

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != 0) SqliteException.ThrowExceptionForRC(result, _db);
    }

    // The wrapper's own calls guard every argument with a safe handle; at twenty bindings a row that costs as much as the insert itself.
    private static unsafe partial class Native
    {
        private const string Library = "e_sqlite3";
        public static readonly nint InPlace = 0;
        public static readonly nint Copy = -1;

        [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64"), SuppressGCTransition]
        public static partial int BindInt64(nint statement, int parameter, long value);

        [LibraryImport(Library, EntryPoint = "sqlite3_bind_double"), SuppressGCTransition]
        public static partial int BindDouble(nint statement, int parameter, double value);

        [LibraryImport(Library, EntryPoint = "sqlite3_bind_null"), SuppressGCTransition]
        public static partial int BindNull(nint statement, int parameter);

        [LibraryImport(Library, EntryPoint = "sqlite3_bind_text"), SuppressGCTransition]
        public static partial int BindText(nint statement, int parameter, byte* text, int length, nint lifetime);

        [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob"), SuppressGCTransition]
        public static partial int BindBlob(nint statement, int parameter, byte* bytes, int length, nint lifetime);

        [LibraryImport(Library, EntryPoint = "sqlite3_step")]
        public static partial int Step(nint statement);

        [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
        public static partial int Reset(nint statement);

        [LibraryImport(Library, EntryPoint = "sqlite3_changes"), SuppressGCTransition]
        public static partial int Changes(nint db);

        [LibraryImport(Library, EntryPoint = "sqlite3_last_insert_rowid"), SuppressGCTransition]
        public static partial long LastInsertRowId(nint db);

        [LibraryImport(Library, EntryPoint = "sqlite3_column_int64"), SuppressGCTransition]
        public static partial long ColumnInt64(nint statement, int column);

        [LibraryImport(Library, EntryPoint = "sqlite3_column_int"), SuppressGCTransition]
        public static partial int ColumnInt32(nint statement, int column);

        [LibraryImport(Library, EntryPoint = "sqlite3_column_double"), SuppressGCTransition]
        public static partial double ColumnDouble(nint statement, int column);

        [LibraryImport(Library, EntryPoint = "sqlite3_column_type"), SuppressGCTransition]
        public static partial int ColumnType(nint statement, int column);

        [LibraryImport(Library, EntryPoint = "sqlite3_column_blob"), SuppressGCTransition]
        public static partial void* ColumnBlob(nint statement, int column);

        [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes"), SuppressGCTransition]
        public static partial int ColumnBytes(nint statement, int column);
    }
}
