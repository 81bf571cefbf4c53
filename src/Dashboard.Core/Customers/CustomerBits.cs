namespace Dashboard.Core.Customers;

/// <summary>A set of customer numbers as bits: an eighth of a byte each.</summary>
internal sealed class CustomerBits
{
    private ulong[] _bits = new ulong[64];

    public long Count { get; private set; }

    public void Add(long customer)
    {
        var word = (int)(customer >> 6);
        if (word >= _bits.Length) Array.Resize(ref _bits, Math.Max(word + 1, _bits.Length * 2));
        var bit = 1UL << (int)(customer & 63);
        if ((_bits[word] & bit) != 0) return;
        _bits[word] |= bit;
        Count++;
    }

    public CustomerBits Copy() => new() { _bits = [.. _bits], Count = Count };
}
