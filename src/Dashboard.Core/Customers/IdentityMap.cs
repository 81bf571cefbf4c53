using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Dashboard.Core.Customers;

/// <summary>
/// A bounded map from the 64-bit hash of an identity to the customer's number and to what is already known of him: 14 bytes an entry,
/// so that a million customers cost 30 MB. When it would outgrow its bound it starts again, and identities are read from the store instead.
/// </summary>
internal sealed class IdentityMap(int bound)
{
    private ulong[] _keys = new ulong[1024];
    private int[] _customers = new int[1024];
    private ushort[] _known = new ushort[1024];
    private int _count;

    /// <summary>False once entries were thrown away: then what is not here may still be in the store.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Place of the identity, or -1; valid until the next <see cref="Set"/>.</summary>
    public int Find(ulong key)
    {
        var mask = _keys.Length - 1;
        for (var at = (int)(key >> 20) & mask; ; at = (at + 1) & mask)
        {
            if (_keys[at] == key) return at;
            if (_keys[at] == 0) return -1;
        }
    }

    /// <summary>Asks for the memory in which the identity lies, so that it is there when it is looked for a few rows later.</summary>
    public unsafe void Prefetch(ulong key)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref _keys[(int)(key >> 20) & (_keys.Length - 1)]));
    }

    public int CustomerAt(int place) => _customers[place];

    public ref ushort KnownAt(int place) => ref _known[place];

    public void Set(ulong key, int customer, ushort known)
    {
        if (_count * 4L >= _keys.Length * 3L) Grow();
        Put(key, customer, known);
    }

    public void Clear()
    {
        Array.Clear(_keys);
        (_count, IsComplete) = (0, false);
    }

    private void Put(ulong key, int customer, ushort known)
    {
        var mask = _keys.Length - 1;
        var at = (int)(key >> 20) & mask;
        while (_keys[at] != 0 && _keys[at] != key)
            at = (at + 1) & mask;
        if (_keys[at] == 0) _count++;
        (_keys[at], _customers[at], _known[at]) = (key, customer, known);
    }

    private void Grow()
    {
        if (_keys.Length >= bound)
        {
            Clear();
            return;
        }
        var (keys, customers, known) = (_keys, _customers, _known);
        (_keys, _customers, _known, _count) = (new ulong[keys.Length * 2], new int[keys.Length * 2], new ushort[keys.Length * 2], 0);
        for (var i = 0; i < keys.Length; i++)
            if (keys[i] != 0) Put(keys[i], customers[i], known[i]);
    }
}
