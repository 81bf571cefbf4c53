namespace Dashboard.Core.Imports;

/// <summary>
/// A set of 64-bit hashes of orders, 11 bytes a key, for what no store can tell: the place among equals of orders without a number, and repeated numbers in a dry
/// run. An import of orders with numbers needs <see cref="SeenFilter"/> alone, whose memory is constant. When a table is full another one, half as large, is begun beside it, so that growing
/// never holds the same keys twice.
/// </summary>
internal sealed class SeenKeys
{
    private readonly List<ulong[]> _tables = [];
    private int _room;

    public SeenKeys(long expected = 1 << 12) => Begin(expected);

    /// <summary>False when the key was there already.</summary>
    public bool Add(ulong key)
    {
        if (key == 0) key = 1;
        for (var i = 0; i < _tables.Count - 1; i++)
            if (_tables[i][Place(_tables[i], key)] == key) return false;
        var table = _tables[^1];
        var at = Place(table, key);
        if (table[at] == key) return false;
        if (_room == 0)
        {
            Begin(_tables.Sum(t => (long)t.Length) / 2);
            table = _tables[^1];
            at = Place(table, key);
        }
        table[at] = key;
        _room--;
        return true;
    }

    private void Begin(long expected)
    {
        var length = (int)Math.Clamp(expected * 4 / 3, 1 << 12, Array.MaxLength);
        _tables.Add(new ulong[length]);
        _room = (int)(length * 0.76);
    }

    // The high half of the product spreads the keys over a table of any length.
    private static int Place(ulong[] table, ulong key)
    {
        var at = (int)Math.BigMul(key * 0x9E3779B97F4A7C15, (ulong)table.Length, out _);
        while (table[at] != 0 && table[at] != key)
            if (++at == table.Length) at = 0;
        return at;
    }
}
