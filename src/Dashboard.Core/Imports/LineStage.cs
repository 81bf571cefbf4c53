using System.Buffers.Binary;
using System.Text;
using Dashboard.Core.Data;

namespace Dashboard.Core.Imports;

/// <summary>
/// Puts the rows of one order together, however far apart they lie, in constant memory: rows go into a scratch database and come back sorted by
/// order number and line. The same file gives the same sequence, so an interrupted import finds its place again.
/// </summary>
internal sealed class LineStage : IDisposable
{
    private const int RowsPerCommit = 100_000;

    private readonly string _path;
    private readonly BulkConnection _connection;
    private readonly Statement _add;
    private readonly List<RawRow> _rows = [];
    private Statement? _read;
    private bool _hasNext;
    private byte[] _key = [];
    private bool _keyIsNull;
    private byte[] _buffer = new byte[4096];

    public LineStage(DataFolder folder)
    {
        Directory.CreateDirectory(folder.Uploads);
        RemoveLeftOver(folder);
        _path = Path.Combine(folder.Uploads, $"stage-{Guid.NewGuid():n}.db");
        _connection = new(_path, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; PRAGMA cache_size=-16384; PRAGMA locking_mode=EXCLUSIVE; CREATE TABLE Rows(OrderNumber BLOB, Line INTEGER NOT NULL, Fields BLOB NOT NULL); BEGIN");
        _add = new(_connection, "INSERT INTO Rows(OrderNumber,Line,Fields) VALUES(?1,?2,?3)");
    }

    /// <summary>Rows put in.</summary>
    public long Count { get; private set; }

    /// <summary>Scratch files of imports that were killed; only the one process that holds the import lock may ask for it.</summary>
    public static void RemoveLeftOver(DataFolder folder)
    {
        foreach (var old in Directory.GetFiles(folder.Uploads, "stage-*.db")) File.Delete(old);
    }

    /// <summary>Adds a row that belongs to an order.</summary>
    public void Add(ReadOnlySpan<byte> order, RawRow row)
    {
        if (order.IsEmpty) _add.BindBytes(1, Encoding.ASCII.GetBytes($"\u0001{row.Line:d20}"));   // an order of its own
        else _add.BindBytes(1, order);
        Add(row);
    }

    /// <summary>Adds a row that cannot be cut into its columns; these come first.</summary>
    public void AddMisshapen(RawRow row)
    {
        _add.BindNull(1);
        Add(row);
    }

    private void Add(RawRow row)
    {
        _add.Bind(2, row.Line).BindBytes(3, Encode(row)).Run();
        if (++Count % RowsPerCommit == 0) _connection.Execute("COMMIT; BEGIN");
    }

    /// <summary>The next order's rows in the order of the file; empty after the last. Valid until the next call.</summary>
    public ReadOnlySpan<RawRow> Next()
    {
        if (_read is null)
        {
            _connection.Execute("COMMIT");
            _read = new(_connection, "SELECT OrderNumber,Line,Fields FROM Rows ORDER BY OrderNumber,Line");
            Advance();
        }
        if (!_hasNext) return [];
        var count = 0;
        var (key, isNull) = (_key, _keyIsNull);
        do
        {
            if (count == _rows.Count) _rows.Add(new());
            Decode(_rows[count++]);
            Advance();
        }
        while (_hasNext && !isNull && !_keyIsNull && _key.AsSpan().SequenceEqual(key));
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows)[..count];
    }

    private void Advance()
    {
        _hasNext = _read!.Step();
        if (!_hasNext) return;
        _keyIsNull = _read.IsNull(0);
        if (!_keyIsNull && !_read.Bytes(0).SequenceEqual(_key)) _key = _read.Bytes(0).ToArray();
    }

    private ReadOnlySpan<byte> Encode(RawRow row)
    {
        var length = 5 + (4 * row.Count);
        for (var i = 0; i < row.Count; i++) length += row.Ranges[i].Length;
        if (_buffer.Length < length) _buffer = new byte[length * 2];
        _buffer[0] = (byte)row.Flaw;
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(1), row.Count);
        var at = 5 + (4 * row.Count);
        for (var i = 0; i < row.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(5 + (4 * i)), row.Ranges[i].Length);
            row[i].CopyTo(_buffer.AsSpan(at));
            at += row.Ranges[i].Length;
        }
        return _buffer.AsSpan(0, length);
    }

    private void Decode(RawRow row)
    {
        var bytes = _read!.Bytes(2);
        if (row.Bytes.Length < bytes.Length) row.Bytes = new byte[bytes.Length * 2];
        bytes.CopyTo(row.Bytes);
        (row.Line, row.Flaw) = (_read.Int64(1), (RowFlaw)bytes[0]);
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]);
        var at = 5 + (4 * count);
        row.Count = 0;
        for (var i = 0; i < count; i++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[(5 + (4 * i))..]);
            row.Add(at, length);
            at += length;
        }
    }

    public void Dispose()
    {
        _add.Dispose();
        _read?.Dispose();
        _connection.Dispose();
        File.Delete(_path);
    }
}
