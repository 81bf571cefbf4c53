using System.Buffers;
using System.Runtime.CompilerServices;

namespace Dashboard.Analytics.Facts;

/// <summary>
/// Rows that go straight to their customer's place: how many each customer owns is counted beforehand, every reader fills its part of each customer's places in
/// store order, and each customer's rows are sorted by day. Rows without a customer come last. They move into the columns segment by segment, and a segment's
/// memory is given back before the next is moved, so that rows and columns together take little more than the columns alone.
/// </summary>
/// <typeparam name="T">The row.</typeparam>
internal sealed class PlacedRows<T> where T : struct, IDatedRow
{
    internal delegate void Setter<TColumns>(TColumns columns, int at, in T row);

    private const int SegmentBits = 19;
    private const int SegmentRows = 1 << SegmentBits;

    private int[][] _next;    // by reader and customer
    private readonly Queue[] _queues;
    private readonly T[][] _segments;

    /// <param name="counts">Rows by reader and customer, each shape [customers + 1] with those without a customer last; taken over.</param>
    public PlacedRows(int[][] counts)
    {
        var total = counts.Sum(c => c.Sum(n => (long)n));
        if (total > int.MaxValue - 64) throw new ArgumentException("More rows than a snapshot can hold.", nameof(counts));
        (_next, Length, Start) = (counts, (int)total, new int[counts[0].Length]);
        _queues = [.. counts.Select(next => new Queue(this, next))];
        var at = 0;
        for (var c = 0; c < Start.Length; c++)
        {
            Start[c] = at;
            foreach (var count in counts)
                (count[c], at) = (at, at + count[c]);
        }
        _segments = new T[(Length + SegmentRows - 1) >> SegmentBits][];
        for (var s = 0; s < _segments.Length; s++)
            _segments[s] = GC.AllocateUninitializedArray<T>(Math.Min(SegmentRows, Length - (s << SegmentBits)));
    }

    public int Length { get; }

    /// <summary>First row per customer, shape [customers + 1]; the last is the first row without a customer.</summary>
    public int[] Start { get; }

    /// <summary>Takes the next row of a reader; several readers at once, each on one thread.</summary>
    public void Add(int reader, int customer, in T row) => _queues[reader].Add(customer, row);

    /// <summary>Moves the rows into columns.</summary>
    /// <exception cref="InvalidOperationException">Other rows came than were counted.</exception>
    public TColumns Arrange<TColumns>(Func<int, TColumns> create, Setter<TColumns> set)
    {
        foreach (var queue in _queues) queue.Empty();
        for (var c = 0; c < Start.Length; c++)
            if (_next[^1][c] != End(c)) throw new InvalidOperationException("Other rows came than were counted.");
        FactsBuilder.InHalves(Start.Length, c => c < Start.Length ? Start[c] : Length, (from, to) =>
        {
            for (var c = from; c < to; c++)
                SortDays(Start[c], End(c));
        });
        _next = [];
        var columns = create(Length);
        for (var s = 0; s < _segments.Length; s++)
        {
            Move(s, columns, set);
            if (Length > SegmentRows) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        return columns;
    }

    // On one thread and in a method of its own, so that nothing refers to the segment any more when it returns.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Move<TColumns>(int segment, TColumns columns, Setter<TColumns> set)
    {
        var (first, rows) = (segment << SegmentBits, _segments[segment]);
        for (var i = 0; i < rows.Length; i++)
            set(columns, first + i, rows[i]);
        _segments[segment] = [];
    }

    private ref T this[int place] => ref _segments[place >> SegmentBits][place & (SegmentRows - 1)];

    private int End(int customer) => customer + 1 < Start.Length ? Start[customer + 1] : Length;

    /// <summary>Rows wait here until the memory they go to, anywhere in hundreds of megabytes, has been fetched: first their customer's next place, then the place.</summary>
    private sealed class Queue(PlacedRows<T> placed, int[] next)
    {
        private const int Wait = 16;

        private readonly T[] _rows = new T[2 * Wait];
        private readonly int[] _customers = new int[2 * Wait];
        private readonly int[] _places = new int[2 * Wait];
        private int _count;

        public void Add(int customer, in T row)
        {
            if (_count >= 2 * Wait) Put(_count - 2 * Wait);
            if (_count >= Wait) Find(_count - Wait);
            var at = _count++ % (2 * Wait);
            (_rows[at], _customers[at]) = (row, customer < 0 ? next.Length - 1 : customer);
            Prefetch.Line(ref next[_customers[at]]);
        }

        public void Empty()
        {
            for (var row = Math.Max(0, _count - Wait); row < _count; row++) Find(row);
            for (var row = Math.Max(0, _count - 2 * Wait); row < _count; row++) Put(row);
            _count = 0;
        }

        private void Find(int row)
        {
            var place = next[_customers[row % (2 * Wait)]]++;
            _places[row % (2 * Wait)] = place;
            Prefetch.Line(ref placed[place]);
        }

        private void Put(int row) => placed[_places[row % (2 * Wait)]] = _rows[row % (2 * Wait)];
    }

    // Equal days keep the store's order. Most shops' files are in the order of time, so that there is nothing to do.
    private void SortDays(int from, int to)
    {
        var at = from + 1;
        while (at < to && this[at - 1].Day <= this[at].Day) at++;
        if (at >= to) return;
        var (keys, rows) = (ArrayPool<ulong>.Shared.Rent(to - from), ArrayPool<T>.Shared.Rent(to - from));
        for (var i = 0; i < to - from; i++)
        {
            rows[i] = this[from + i];
            keys[i] = (ulong)rows[i].Day << 32 | (uint)i;
        }
        keys.AsSpan(0, to - from).Sort();
        for (var i = 0; i < to - from; i++)
            this[from + i] = rows[(uint)keys[i]];
        ArrayPool<ulong>.Shared.Return(keys);
        ArrayPool<T>.Shared.Return(rows);
    }
}

/// <summary>Takes the orders of a shop whose number per customer is known; see <see cref="FactsBuilder"/>.</summary>
public sealed class OrderPlaces
{
    private readonly PlacedRows<PlacedOrder>? _plain;
    private readonly PlacedRows<NumberedOrder>? _numbered;
    private readonly int _highest;

    /// <param name="counts">Orders by reader and customer, each shape [customers + 1] with those without a customer last; taken over.</param>
    /// <param name="highestNumber">Highest number of an order where lines follow, to find their orders by; 0 where no order has lines, which takes less memory.</param>
    public OrderPlaces(int[][] counts, int highestNumber = 0)
    {
        _highest = highestNumber;
        if (highestNumber > 0) _numbered = new(counts);
        else _plain = new(counts);
    }

    /// <summary>Takes the next order of a reader; several readers at once, each on one thread.</summary>
    public void Add(int reader, in OrderRow row)
    {
        if (_numbered is null) _plain!.Add(reader, row.Customer, new(row));
        else _numbered.Add(reader, row.Customer, new(new(row), row.Number));
    }

    internal int[] Start => _numbered?.Start ?? _plain!.Start;

    /// <summary>The columns, and the place of every order's lines; null without numbers.</summary>
    internal (OrderColumns Orders, LinePlaces? Lines) Arrange()
    {
        if (_numbered is null) return (_plain!.Arrange(FactsBuilder.NewOrders, FactsBuilder.Set), null);
        var rowOf = new int[_highest + 1];
        var orders = _numbered.Arrange(FactsBuilder.NewOrders, (OrderColumns columns, int at, in NumberedOrder row) =>
        {
            FactsBuilder.Set(columns, at, row.Order);
            rowOf[row.Number] = at + 1;
        });
        return (orders, new(rowOf, orders));
    }
}
