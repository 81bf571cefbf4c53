namespace Dashboard.Core.Snapshots;

/// <summary>From numbers of customers or products in the store to their indices in the snapshot.</summary>
internal sealed class NumberIndex
{
    private readonly int[] _ids;
    private readonly bool _isGapless;
    private readonly int[]? _table;   // index + 1 by number, where numbers lie dense enough

    /// <param name="ids">Numbers, ascending.</param>
    public NumberIndex(int[] ids)
    {
        _ids = ids;
        _isGapless = ids.Length > 0 && ids[^1] - ids[0] == ids.Length - 1;
        if (_isGapless || ids.Length == 0 || ids[^1] > 1_000_000 + 4L * ids.Length) return;
        _table = new int[ids[^1] + 1];
        for (var i = 0; i < ids.Length; i++)
            _table[ids[i]] = i + 1;
    }

    public int Count => _ids.Length;

    /// <summary>Index of the customer or product, or -1 for unknown numbers.</summary>
    public int this[int id]
    {
        get
        {
            if (_isGapless) return (uint)(id - _ids[0]) < (uint)_ids.Length ? id - _ids[0] : -1;
            if (_table is not null) return (uint)id < (uint)_table.Length ? _table[id] - 1 : -1;
            return Array.BinarySearch(_ids, id) is >= 0 and var index ? index : -1;
        }
    }
}
