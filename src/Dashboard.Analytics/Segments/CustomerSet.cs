using System.Numerics;

namespace Dashboard.Analytics.Segments;

/// <summary>A set of customers as one bit per customer index of a snapshot.</summary>
public sealed class CustomerSet
{
    private readonly ulong[] _words;

    /// <summary>An empty set for a snapshot of <paramref name="size"/> customers.</summary>
    public CustomerSet(int size) => (Size, _words) = (size, new ulong[(size + 63) / 64]);

    private CustomerSet(int size, ulong[] words) => (Size, _words) = (size, words);

    /// <summary>Customers in the snapshot, members or not.</summary>
    public int Size { get; }

    /// <summary>Members.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _words) count += BitOperations.PopCount(word);
            return count;
        }
    }

    public bool this[int index] => (_words[index >> 6] >> index & 1) != 0;

    public void Add(int index) => _words[index >> 6] |= 1UL << index;

    /// <summary>Customers in both sets.</summary>
    /// <exception cref="ArgumentException">The sets are of two snapshots.</exception>
    public static CustomerSet Intersect(CustomerSet a, CustomerSet b) => Combine(a, b, (x, y) => x & y);

    /// <summary>Customers in either set.</summary>
    /// <exception cref="ArgumentException">The sets are of two snapshots.</exception>
    public static CustomerSet Union(CustomerSet a, CustomerSet b) => Combine(a, b, (x, y) => x | y);

    /// <summary>Customers of the snapshot that are not members.</summary>
    public CustomerSet Complement()
    {
        var words = Array.ConvertAll(_words, w => ~w);
        if (Size % 64 is > 0 and var used) words[^1] &= (1UL << used) - 1;
        return new(Size, words);
    }

    /// <summary>Indexes of the members, ascending.</summary>
    public IEnumerable<int> Members()
    {
        for (var w = 0; w < _words.Length; w++)
        {
            for (var rest = _words[w]; rest != 0; rest &= rest - 1)
                yield return w * 64 + BitOperations.TrailingZeroCount(rest);
        }
    }

    private static CustomerSet Combine(CustomerSet a, CustomerSet b, Func<ulong, ulong, ulong> combine)
    {
        if (a.Size != b.Size) throw new ArgumentException("The sets belong to snapshots of different size.");
        var words = new ulong[a._words.Length];
        for (var i = 0; i < words.Length; i++) words[i] = combine(a._words[i], b._words[i]);
        return new(a.Size, words);
    }
}
