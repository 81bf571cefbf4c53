namespace Dashboard.Analytics.Facts;

/// <summary>
/// The order of rows by customer, then day, then store order: a counting sort by customer over all readers' rows at once, then a small sort within each customer.
/// Rows without a customer come last.
/// </summary>
/// <typeparam name="T">The row.</typeparam>
internal sealed class ArrangedRows<T> where T : struct, IFactRow
{
    private readonly T[][] _chunks;
    private readonly ulong[] _keys;   // day in the upper half, row number in the lower: equal days keep the store's order

    public ArrangedRows(IReadOnlyList<RowList<T>> parts, int customers)
    {
        var total = parts.Sum(p => p.Count);
        if (total > int.MaxValue - 64) throw new ArgumentException("More rows than a snapshot can hold.");
        _chunks = [.. parts.SelectMany(p => Enumerable.Range(0, p.Chunks).Select(p.ChunkArray))];

        var next = new int[parts.Count][];
        Parallel.For(0, parts.Count, p => next[p] = CountByCustomer(parts[p], customers));
        Start = new int[customers + 2];
        var at = 0;
        for (var c = 0; c <= customers; c++)
        {
            Start[c] = at;
            foreach (var part in next)
                (part[c], at) = (at, at + part[c]);
        }
        Start[customers + 1] = at;

        _keys = GC.AllocateUninitializedArray<ulong>((int)total);
        var firstChunk = 0;
        var jobs = parts.Select((part, p) => (part, p, first: (firstChunk += part.Chunks) - part.Chunks)).ToArray();
        Parallel.ForEach(jobs, job => Place(job.part, job.first, next[job.p], customers));
    }

    /// <summary>First row per customer; at [customers] the first row without one; at [customers + 1] the number of rows.</summary>
    public int[] Start { get; }

    /// <summary>Sorts the rows of customers <paramref name="from"/> .. <paramref name="to"/> (excluding) by day; index [customers] stands for the rows without one.</summary>
    public void SortDays(int from, int to)
    {
        for (var c = from; c < to; c++)
        {
            var keys = _keys.AsSpan(Start[c]..Start[c + 1]);
            if (keys.Length > 1) keys.Sort();
        }
    }

    /// <summary>The row at this place of the order.</summary>
    public ref readonly T this[int place]
    {
        get
        {
            var row = (uint)_keys[place];
            return ref _chunks[row >> RowList<T>.ChunkBits][row & (RowList<T>.ChunkRows - 1)];
        }
    }

    private static int[] CountByCustomer(RowList<T> rows, int customers)
    {
        var count = new int[customers + 1];
        for (var chunk = 0; chunk < rows.Chunks; chunk++)
            foreach (ref readonly var row in rows.Chunk(chunk))
                count[row.Customer < 0 ? customers : row.Customer]++;
        return count;
    }

    private void Place(RowList<T> rows, int firstChunk, int[] next, int customers)
    {
        for (var chunk = 0; chunk < rows.Chunks; chunk++)
        {
            var number = (uint)(firstChunk + chunk) << RowList<T>.ChunkBits;
            foreach (ref readonly var row in rows.Chunk(chunk))
                _keys[next[row.Customer < 0 ? customers : row.Customer]++] = (ulong)row.Day << 32 | number++;
        }
    }
}
