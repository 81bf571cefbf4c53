using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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

    /// <summary>The customers whose value is above a limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static CustomerSet Above<T>(ReadOnlySpan<T> values, T limit) where T : unmanaged, IBinaryInteger<T>
    {
        var (set, limits, at) = (new CustomerSet(values.Length), Vector256.Create(limit), 0);
        ref var first = ref MemoryMarshal.GetReference(values);
        for (; at + Vector256<T>.Count <= values.Length; at += Vector256<T>.Count)
            set._words[at >> 6] |= (ulong)Vector256.GreaterThan(Vector256.LoadUnsafe(ref first, (nuint)at), limits).ExtractMostSignificantBits() << at;
        for (; at < values.Length; at++)
        {
            if (values[at] > limit) set.Add(at);
        }
        return set;
    }

    /// <summary>Members in a row, one row after the other: the first, and the customer after the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal (int From, int To)[] Runs()
    {
        var edges = 0;
        for (var w = 0; w < _words.Length; w++) edges += BitOperations.PopCount(Edges(w));
        var runs = new (int From, int To)[(edges + 1) / 2];
        var ends = MemoryMarshal.Cast<(int, int), int>(runs.AsSpan());
        if (edges % 2 == 1) ends[^1] = Size;
        for (var (w, e) = (0, 0); w < _words.Length; w++)
        {
            for (var rest = Edges(w); rest != 0; rest &= rest - 1) ends[e++] = w * 64 + BitOperations.TrailingZeroCount(rest);
        }
        return runs;
    }

    // Bits that differ from the one before.
    private ulong Edges(int word) => _words[word] ^ (_words[word] << 1 | (word > 0 ? _words[word - 1] >> 63 : 0));

    /// <summary>The values of the members, in their order, to the beginning of a span that holds them all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Pick(ReadOnlySpan<long> values, Span<long> into)
    {
        var n = 0;
        for (var w = 0; w < _words.Length; w++)
        {
            for (var rest = _words[w]; rest != 0; rest &= rest - 1) into[n++] = values[w * 64 + BitOperations.TrailingZeroCount(rest)];
        }
    }

    /// <summary>Members of both sets, counted.</summary>
    internal static int CountBoth(CustomerSet a, CustomerSet b)
    {
        var count = 0;
        for (var w = 0; w < a._words.Length; w++) count += BitOperations.PopCount(a._words[w] & b._words[w]);
        return count;
    }

    /// <summary>Sum over the members of each set, the values read once for all of them.</summary>
    /// <param name="sets">Sets of customers.</param>
    /// <param name="values">A value per customer.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static long[] Sums(IReadOnlyList<CustomerSet> sets, ReadOnlySpan<long> values)
    {
        var (sums, words) = (new long[sets.Count], sets.Select(s => s._words).ToArray());
        for (var w = 0; w < (values.Length + 63) / 64; w++)
        {
            var some = values[(w * 64)..Math.Min(values.Length, w * 64 + 64)];
            long? whole = null;
            for (var s = 0; s < words.Length; s++)
            {
                var word = words[s][w];
                if (word != 0) sums[s] += word == ulong.MaxValue ? whole ??= Sum(some, word) : Sum(some, word);
            }
        }
        return sums;
    }

    private static long Sum(ReadOnlySpan<long> values, ulong members)
    {
        var sum = 0L;
        if (values.Length < 64)
        {
            for (; members != 0; members &= members - 1) sum += values[BitOperations.TrailingZeroCount(members)];
            return sum;
        }
        var (bits, sums) = (Vector256.Create(1L, 2, 4, 8), Vector256<long>.Zero);
        ref var first = ref MemoryMarshal.GetReference(values);
        for (var at = 0; at < 64; at += Vector256<long>.Count, members >>= Vector256<long>.Count)
            sums += Vector256.LoadUnsafe(ref first, (nuint)at) & Vector256.Equals(Vector256.Create((long)members) & bits, bits);
        return Vector256.Sum(sums);
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
