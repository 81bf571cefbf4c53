namespace Dashboard.Analytics.Facts;

/// <summary>A row that belongs to a customer and a day, by which rows are arranged.</summary>
public interface IFactRow
{
    /// <summary>Index of the customer; -1 for none.</summary>
    int Customer { get; }

    ushort Day { get; }
}

/// <summary>A valid order on its way into the columns; see <see cref="OrderColumns"/>.</summary>
public readonly record struct OrderRow(int Customer, ushort Day, long Net, long Discount, int Items, byte Channel, byte Country, byte Currency) : IFactRow;

/// <summary>A refund on its way into the columns; see <see cref="RefundColumns"/>.</summary>
public readonly record struct RefundRow(int Customer, ushort Day, long Amount, byte Channel, byte Country, byte Currency) : IFactRow;

/// <summary>A left-out order on its way into the columns; see <see cref="LeftOutColumns"/>.</summary>
public readonly record struct LeftOutRow(int Customer, ushort Day, LeftOutReason Reason, long Amount) : IFactRow;

/// <summary>A list that grows by whole chunks, so that millions of rows are neither copied nor guessed in advance. One thread writes.</summary>
/// <typeparam name="T">The row.</typeparam>
public sealed class RowList<T> where T : struct
{
    internal const int ChunkBits = 15;
    internal const int ChunkRows = 1 << ChunkBits;

    private readonly List<T[]> _chunks = [];
    private T[] _last = [];
    private int _used;

    public long Count => _chunks.Count == 0 ? 0 : (_chunks.Count - 1L) * ChunkRows + _used;

    public void Add(in T row)
    {
        if (_used == _last.Length) Grow();
        _last[_used++] = row;
    }

    internal int Chunks => _chunks.Count;

    internal ReadOnlySpan<T> Chunk(int index) => _chunks[index].AsSpan(0, index == _chunks.Count - 1 ? _used : ChunkRows);

    internal T[] ChunkArray(int index) => _chunks[index];

    private void Grow()
    {
        _last = GC.AllocateUninitializedArray<T>(ChunkRows);
        _used = 0;
        _chunks.Add(_last);
    }
}

/// <summary>Rows in store order, read by one reader. Those of several readers follow each other.</summary>
public sealed class FactRowLists
{
    public RowList<OrderRow> Orders { get; } = new();
    public RowList<RefundRow> Refunds { get; } = new();
    public RowList<LeftOutRow> LeftOut { get; } = new();
}
