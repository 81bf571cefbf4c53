using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dashboard.Analytics.Segments;

/// <summary>A set of customers as one bit per customer index of a snapshot. Two with the same members are equal; one that is a key must not change.</summary>
public sealed class CustomerSet
{
    // A share of 64,000 customers takes longer than its thread takes to begin.
    private const int WordsWorthThread = 1000;

    private const int MostShares = 4;

    private readonly ulong[] _words;

    /// <summary>An empty set for a snapshot of <paramref name="size"/> customers.</summary>
    public CustomerSet(int size) => (Size, _words) = (size, new ulong[(size + 63) / 64]);

    private CustomerSet(int size, ulong[] words) => (Size, _words) = (size, words);

    /// <summary>All customers of a snapshot of <paramref name="size"/> customers.</summary>
    public static CustomerSet Everybody(int size) => new CustomerSet(size).Complement();

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

    public bool IsEmpty => !_words.AsSpan().ContainsAnyExcept(0UL);

    public bool this[int index] => (_words[index >> 6] >> index & 1) != 0;

    public override bool Equals(object? obj) => obj is CustomerSet other && (ReferenceEquals(this, other) || (Size == other.Size && _words.AsSpan().SequenceEqual(other._words)));

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(_words.AsSpan()));
        return hash.ToHashCode();
    }

    public void Add(int index) => _words[index >> 6] |= 1UL << index;

    /// <summary>Customers in both sets.</summary>
    /// <exception cref="ArgumentException">The sets are of two snapshots.</exception>
    public static CustomerSet Intersect(CustomerSet a, CustomerSet b) => Combine(a, b, (x, y) => x & y);

    /// <summary>Customers in either set.</summary>
    /// <exception cref="ArgumentException">The sets are of two snapshots.</exception>
    public static CustomerSet Union(CustomerSet a, CustomerSet b) => Combine(a, b, (x, y) => x | y);

    /// <summary>Customers in <paramref name="a"/> that are not in <paramref name="b"/>.</summary>
    /// <exception cref="ArgumentException">The sets are of two snapshots.</exception>
    public static CustomerSet Except(CustomerSet a, CustomerSet b) => Combine(a, b, (x, y) => x & ~y);

    /// <summary>
    /// Members of <paramref name="within"/> that pass a test, asked about members alone and compiled once for each test. Of many customers each core asks about a share,
    /// so a test changes nothing that it asks.
    /// </summary>
    internal static CustomerSet Select<TTest>(CustomerSet within, TTest test) where TTest : struct, ICustomerTest
    {
        var words = new ulong[within._words.Length];
        var shares = Math.Min(MostShares, Math.Min(Environment.ProcessorCount, words.Length / WordsWorthThread));
        if (shares < 2) Select(within._words, words, 0, words.Length, test);
        else Parallel.For(0, shares, share => Select(within._words, words, words.Length * share / shares, words.Length * (share + 1) / shares, test));
        return new(within.Size, words);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Select<TTest>(ulong[] within, ulong[] words, int from, int to, TTest test) where TTest : struct, ICustomerTest
    {
        for (var w = from; w < to; w++)
        {
            var kept = 0UL;
            for (var rest = within[w]; rest != 0; rest &= rest - 1)
            {
                var bit = BitOperations.TrailingZeroCount(rest);
                kept |= (test.Holds(w * 64 + bit) ? 1UL : 0) << bit;
            }
            words[w] = kept;
        }
    }

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
