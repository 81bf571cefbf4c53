namespace Dashboard.Analytics.Facts;

/// <summary>A line on its way into the columns; see <see cref="LineColumns"/>.</summary>
/// <param name="Product">Index of the product.</param>
/// <param name="Quantity">Thousandths.</param>
/// <param name="Amount">After the line's own discount, minor units of the order's currency.</param>
public readonly record struct LineRow(int Product, int Quantity, long Amount);

/// <summary>Lines of orders, each order's together.</summary>
public sealed class LineList
{
    private readonly List<(int Order, int First)> _orders = [];
    private readonly List<LineRow> _lines = [];

    /// <summary>Adds a line of the order with this number; lines of one order follow each other.</summary>
    public void Add(int order, in LineRow line)
    {
        if (_orders.Count == 0 || _orders[^1].Order != order) _orders.Add((order, _lines.Count));
        _lines.Add(line);
    }

    internal bool IsEmpty => _lines.Count == 0;

    internal void CountIn(LinePlaces places)
    {
        for (var i = 0; i < _orders.Count; i++)
            places.Count(_orders[i].Order, End(i) - _orders[i].First);
    }

    internal void PutIn(LinePlaces places)
    {
        var lines = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_lines);
        for (var i = 0; i < _orders.Count; i++)
            places.Put(_orders[i].Order, lines[_orders[i].First..End(i)]);
    }

    private int End(int order) => order + 1 < _orders.Count ? _orders[order + 1].First : _lines.Count;
}

/// <summary>
/// Lines that go straight to their order's place: first the number of each order's lines is told, then, after <see cref="Reserve"/>, the lines themselves.
/// Several threads at once, each with orders of its own. Orders that are not valid are passed over.
/// </summary>
public sealed class LinePlaces
{
    private readonly int[] _rowOf;    // row + 1 by order number
    private readonly long[] _net;
    private readonly int[] _start;

    internal LinePlaces(int[] rowOf, OrderColumns orders) => (_rowOf, _net, _start) = (rowOf, orders.Net, new int[orders.Day.Length + 1]);

    internal LineColumns Columns { get; private set; } = LineColumns.None;

    /// <summary>Tells how many lines an order has; once for each order that has any.</summary>
    public void Count(int order, int lines)
    {
        if (RowOf(order) is >= 0 and var row) _start[row + 1] = lines;
    }

    /// <summary>Makes room for the lines that were counted.</summary>
    public void Reserve()
    {
        for (var row = 1; row < _start.Length; row++)
            _start[row] = checked(_start[row] + _start[row - 1]);
        if (_start[^1] > 0) Columns = new(_start, new int[_start[^1]], new int[_start[^1]], new long[_start[^1]]);
    }

    /// <summary>Takes all lines of an order, as the source ordered them, and gives each its share of the order's net amount.</summary>
    public void Put(int order, ReadOnlySpan<LineRow> lines)
    {
        var row = RowOf(order);
        if (row < 0) return;
        var (from, to) = Columns.Of(row);
        if (to - from != lines.Length) throw new InvalidOperationException("Other lines came than were counted.");
        for (var i = 0; i < lines.Length; i++)
            (Columns.Product[from + i], Columns.Quantity[from + i], Columns.Net[from + i]) = (lines[i].Product, lines[i].Quantity, lines[i].Amount);
        LineShares.Share(_net[row], Columns.Net.AsSpan(from..to));
    }

    private int RowOf(int order) => (uint)order < (uint)_rowOf.Length ? _rowOf[order] - 1 : -1;
}
