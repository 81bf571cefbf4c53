using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Kpis;

/// <summary>Which order rows count. Implemented by structs, so that each scan is compiled once for every row and once for a filter.</summary>
internal interface IOrderRows
{
    /// <summary>The first row that counts at or after <paramref name="row"/>; <paramref name="end"/> or more when there is none before it.</summary>
    int Next(int row, int end);

    /// <summary>Shows every row that counts between <paramref name="from"/> and before <paramref name="to"/> to the visitor.</summary>
    void ForEach<TVisitor>(int from, int to, TVisitor visitor) where TVisitor : struct, IRowVisitor, allows ref struct;
}

/// <summary>What a scan does with each row. Implemented by structs, so that it becomes part of the loop.</summary>
internal interface IRowVisitor
{
    void Visit(int row);

    /// <summary>Has the processor fetch 64 rows from <paramref name="row"/> on, some of which are about to be visited.</summary>
    void Fetch(int row);
}

internal readonly struct EveryRow : IOrderRows
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int row, int end) => row;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ForEach<TVisitor>(int from, int to, TVisitor visitor) where TVisitor : struct, IRowVisitor, allows ref struct
    {
        for (var row = from; row < to; row++) visitor.Visit(row);
    }
}

/// <summary>The rows that match a filter, one bit each, found 32 at a time.</summary>
internal readonly struct MatchingRows : IOrderRows
{
    // Rows far apart are not foreseen by the processor: fetched some words before their turn they cost a quarter.
    private const int WordsAhead = 8;

    private readonly ulong[] _words;

    public MatchingRows(RowFilter filter, OrderColumns orders)
    {
        _words = new ulong[orders.Day.Length / 64 + 1];
        var halves = MemoryMarshal.Cast<ulong, uint>(_words.AsSpan());
        halves.Fill(uint.MaxValue);
        Keep(halves, orders.Channel, filter.Channel);
        Keep(halves, orders.Country, filter.Country);
        Keep(halves, orders.Currency, filter.Currency);
    }

    /// <summary>The rows whose codes are in all of these tables, each shape [256]; null for any code.</summary>
    public MatchingRows(OrderColumns orders, bool[]? channels, bool[]? countries, bool[]? currencies)
    {
        _words = new ulong[orders.Day.Length / 64 + 1];
        var halves = MemoryMarshal.Cast<ulong, uint>(_words.AsSpan());
        halves.Fill(uint.MaxValue);
        Keep(halves, orders.Channel, channels);
        Keep(halves, orders.Country, countries);
        Keep(halves, orders.Currency, currencies);
    }

    /// <summary>The rows of some customers on a day and after it.</summary>
    public MatchingRows(CustomerFacts facts, (int From, int To)[] customers, int since)
    {
        var (days, starts) = (facts.Orders.Day, facts.Customers.OrderStart);
        _words = new ulong[days.Length / 64 + 1];
        foreach (var (from, to) in customers) Add(_words, starts[from], starts[to]);
        KeepSince(MemoryMarshal.Cast<ulong, uint>(_words.AsSpan()), days, (ushort)since);
    }

    private static void Add(ulong[] words, int from, int to)
    {
        var (first, last) = (from >> 6, to - 1 >> 6);
        var (head, tail) = (ulong.MaxValue << from, ulong.MaxValue >> -to);
        if (first == last)
        {
            words[first] |= head & tail;
            return;
        }
        words[first] |= head;
        words.AsSpan(first + 1, last - first - 1).Fill(ulong.MaxValue);
        words[last] |= tail;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void KeepSince(Span<uint> halves, ushort[] days, ushort since)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(days);
        var (limit, whole) = (Vector256.Create(since), days.Length / 32);
        for (var half = 0; half < whole; half++)
        {
            var (low, high) = (Vector256.LoadUnsafe(ref first, (nuint)half * 32), Vector256.LoadUnsafe(ref first, (nuint)half * 32 + 16));
            halves[half] &= Vector256.GreaterThanOrEqual(low, limit).ExtractMostSignificantBits() | Vector256.GreaterThanOrEqual(high, limit).ExtractMostSignificantBits() << 16;
        }
        for (var row = whole * 32; row < days.Length; row++)
        {
            if (days[row] < since) halves[whole] &= ~(1u << row);
        }
    }

    /// <summary>Visits every row without fetching any before its turn, for rows that lie close together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ForEach<TVisitor>(TVisitor visitor) where TVisitor : struct, IRowVisitor, allows ref struct
    {
        var words = _words;
        for (var w = 0; w < words.Length; w++)
        {
            for (var rest = words[w]; rest != 0; rest &= rest - 1) visitor.Visit(w * 64 + BitOperations.TrailingZeroCount(rest));
        }
    }

    /// <summary>Whether so many customers are asked about that a bitmap of all rows saves time.</summary>
    public static bool IsWorth(CustomerSet customers) => customers.Count > customers.Size / 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int row, int end)
    {
        while (row < end)
        {
            var rest = _words[row >> 6] >> row;
            if (rest != 0) return row + BitOperations.TrailingZeroCount(rest);
            row = (row | 63) + 1;
        }
        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ForEach<TVisitor>(int from, int to, TVisitor visitor) where TVisitor : struct, IRowVisitor, allows ref struct
    {
        var words = _words;
        for (var first = from & ~63; first < to; first += 64)
        {
            var word = first >> 6;
            if (word + WordsAhead < words.Length && words[word + WordsAhead] != 0) visitor.Fetch(first + WordsAhead * 64);
            var rest = words[word];
            if (first < from) rest &= ulong.MaxValue << from;
            if (first > to - 64) rest &= ulong.MaxValue >> first - to;
            for (; rest != 0; rest &= rest - 1) visitor.Visit(first + BitOperations.TrailingZeroCount(rest));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Keep(Span<uint> halves, byte[] codes, int code)
    {
        if (code < 0) return;
        ref var first = ref MemoryMarshal.GetArrayDataReference(codes);
        var wanted = Vector256.Create((byte)code);
        var whole = codes.Length / 32;
        for (var half = 0; half < whole; half++)
            halves[half] &= Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)half * 32), wanted).ExtractMostSignificantBits();
        for (var row = whole * 32; row < codes.Length; row++)
        {
            if (codes[row] != code) halves[whole] &= ~(1u << row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Keep(Span<uint> halves, byte[] codes, bool[]? mask)
    {
        if (mask is null) return;
        byte[] wanted = [.. Enumerable.Range(0, mask.Length).Where(code => mask[code]).Select(code => (byte)code)];
        ref var first = ref MemoryMarshal.GetArrayDataReference(codes);
        var whole = codes.Length / 32;
        for (var half = 0; half < whole; half++)
        {
            if (halves[half] == 0) continue;
            var row = Vector256.LoadUnsafe(ref first, (nuint)half * 32);
            var found = Vector256<byte>.Zero;
            foreach (var code in wanted) found |= Vector256.Equals(row, Vector256.Create(code));
            halves[half] &= found.ExtractMostSignificantBits();
        }
        for (var row = whole * 32; row < codes.Length; row++)
        {
            if (!mask[codes[row]]) halves[whole] &= ~(1u << row);
        }
    }
}
