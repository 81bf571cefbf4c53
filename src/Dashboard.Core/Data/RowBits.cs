namespace Dashboard.Core.Data;

/// <summary>A set of row numbers as bits: an eighth of a byte for each up to the highest.</summary>
internal sealed class RowBits
{
    private ulong[] _bits = new ulong[64];

    public long Count { get; private set; }

    public void Add(long row)
    {
        var word = (int)(row >> 6);
        if (word >= _bits.Length) Array.Resize(ref _bits, Math.Max(word + 1, _bits.Length * 2));
        var bit = 1UL << (int)(row & 63);
        if ((_bits[word] & bit) != 0) return;
        _bits[word] |= bit;
        Count++;
    }

    public bool Has(long row) => row >> 6 < _bits.Length && (_bits[row >> 6] & 1UL << (int)(row & 63)) != 0;

    public RowBits Copy() => new() { _bits = [.. _bits], Count = Count };
}
