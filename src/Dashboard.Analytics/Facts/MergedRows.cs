namespace Dashboard.Analytics.Facts;

/// <summary>Where each row of a merged table comes from: long stretches of the old table, with the new rows between them.</summary>
internal sealed class MergedRows
{
    private readonly List<Stretch> _stretches = [];
    private int _rows;

    /// <param name="oldStart">Offsets of the old table, shape [old customers + 1].</param>
    /// <param name="oldDay">Days of its rows.</param>
    /// <param name="newStart">Offsets of the new rows, shape [customers + 1].</param>
    /// <param name="newDay">Their days.</param>
    /// <param name="replaced">Customers whose old rows are dropped, shape [customers + 1].</param>
    public MergedRows(int[] oldStart, ushort[] oldDay, int[] newStart, ushort[] newDay, bool[] replaced)
    {
        var (n, old) = (replaced.Length - 1, oldStart.Length - 1);
        Start = new int[n + 1];
        for (var c = 0; c <= n; c++)
        {
            Start[c] = _rows;
            var (at, end) = c < old ? (oldStart[c], oldStart[c + 1]) : c < n ? (0, 0) : (oldStart[old], oldDay.Length);
            if (replaced[c]) at = end;
            for (var row = newStart[c]; row < (c < n ? newStart[c + 1] : newDay.Length); row++)
            {
                var upTo = FirstAfter(oldDay, at, end, newDay[row]);
                Take(false, at, upTo - at);
                Take(true, row, 1);
                at = upTo;
            }
            Take(false, at, end - at);
        }
    }

    /// <summary>Offsets of the merged table, shape [customers + 1].</summary>
    public int[] Start { get; }

    /// <summary>Rows of the merged table.</summary>
    public int Length => _rows;

    /// <summary>One column of the merged table.</summary>
    public void Copy<T>(T[] old, T[] added, T[] merged)
    {
        foreach (var (isNew, from, to, length) in _stretches)
            (isNew ? added : old).AsSpan(from, length).CopyTo(merged.AsSpan(to));
    }

    /// <summary>The lines of a merged table of orders.</summary>
    public LineColumns Lines(LineColumns old, LineColumns added)
    {
        var total = 0;
        foreach (var (isNew, from, _, length) in _stretches)
        {
            var (first, end) = LinesOf(isNew ? added : old, from, length);
            total = checked(total + end - first);
        }
        if (total == 0) return LineColumns.None;

        var merged = new LineColumns(new int[_rows + 1], new int[total], new int[total], new long[total]);
        var at = 0;
        foreach (var (isNew, from, to, length) in _stretches)
        {
            var source = isNew ? added : old;
            var (first, end) = LinesOf(source, from, length);
            for (var i = 0; i < length; i++)
                merged.Start[to + i] = at + source.Of(from + i).From - first;
            source.Product.AsSpan(first..end).CopyTo(merged.Product.AsSpan(at));
            source.Quantity.AsSpan(first..end).CopyTo(merged.Quantity.AsSpan(at));
            source.Net.AsSpan(first..end).CopyTo(merged.Net.AsSpan(at));
            at += end - first;
        }
        merged.Start[_rows] = total;
        return merged;
    }

    private static (int First, int End) LinesOf(LineColumns lines, int from, int length) => (lines.Of(from).From, lines.Of(from + length - 1).To);

    private void Take(bool isNew, int from, int length)
    {
        if (length == 0) return;
        if (_stretches.Count > 0 && _stretches[^1] is var last && last.IsNew == isNew && last.From + last.Length == from)
            _stretches[^1] = last with { Length = last.Length + length };
        else
            _stretches.Add(new(isNew, from, _rows, length));
        _rows += length;
    }

    // Rows of one day keep the store's order, and new rows have higher numbers: they go after the old ones of their day.
    private static int FirstAfter(ushort[] days, int from, int to, ushort day)
    {
        if (from < to && days[to - 1] <= day) return to;
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (days[middle] <= day) from = middle + 1; else to = middle;
        }
        return from;
    }

    private readonly record struct Stretch(bool IsNew, int From, int To, int Length);
}
