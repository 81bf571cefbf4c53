using System.Runtime.InteropServices;

namespace Dashboard.Analytics.Facts;

/// <summary>A row that belongs to a day, by which each customer's rows are arranged.</summary>
public interface IDatedRow
{
    ushort Day { get; }
}

/// <summary>A row that belongs to a customer and a day.</summary>
public interface IFactRow : IDatedRow
{
    /// <summary>Index of the customer; -1 for none.</summary>
    int Customer { get; }
}

/// <summary>A valid order on its way into the columns; see <see cref="OrderColumns"/>.</summary>
/// <param name="Number">Number in the store, by which its lines find it; 0 where it has none.</param>
public readonly record struct OrderRow(
    int Customer, ushort Day, long Net, long Discount, int Items, byte Channel, byte Country, byte Currency, ushort Campaign = 0, ushort Coupon = 0,
    int Number = 0) : IFactRow;

/// <summary>An order at its customer's place, as narrow as the columns it waits for.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct PlacedOrder(
    ushort Day, long Net, long Discount, int Items, byte Channel, byte Country, byte Currency, ushort Campaign, ushort Coupon) : IDatedRow
{
    public PlacedOrder(in OrderRow row) : this(row.Day, row.Net, row.Discount, row.Items, row.Channel, row.Country, row.Currency, row.Campaign, row.Coupon)
    {
    }
}

/// <summary>The same with its number, in shops whose orders have lines.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct NumberedOrder(PlacedOrder Order, int Number) : IDatedRow
{
    public ushort Day => Order.Day;
}

/// <summary>A refund on its way into the columns; see <see cref="RefundColumns"/>.</summary>
public readonly record struct RefundRow(
    int Customer, ushort Day, long Amount, byte Channel, byte Country, byte Currency, ushort Campaign = 0, ushort Coupon = 0) : IFactRow;

/// <summary>A left-out order on its way into the columns; see <see cref="LeftOutColumns"/>.</summary>
public readonly record struct LeftOutRow(int Customer, ushort Day, LeftOutReason Reason, long Amount) : IFactRow;

/// <summary>Takes one row after the other.</summary>
public delegate void RowTaker<T>(in T row) where T : struct, IFactRow;

/// <summary>A list that grows by whole chunks, so that millions of rows are neither copied nor guessed in advance. One thread writes.</summary>
/// <typeparam name="T">The row.</typeparam>
public sealed class RowList<T> where T : struct, IFactRow
{
    private const int ChunkRows = 1 << 15;

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

    /// <summary>Rows of each customer, shape [customers + 1], those without a customer last.</summary>
    internal int[] CountByCustomer(int customers)
    {
        var count = new int[customers + 1];
        for (var chunk = 0; chunk < Chunks; chunk++)
            foreach (ref readonly var row in Chunk(chunk))
                count[row.Customer < 0 ? customers : row.Customer]++;
        return count;
    }

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
    public LineList Lines { get; } = new();
}
