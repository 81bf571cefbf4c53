using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Kpis;

/// <summary>Which order rows count. Implemented by structs, so that each scan is compiled once for every row and once for a filter.</summary>
internal interface IOrderRows
{
    /// <summary>The first row that counts at or after <paramref name="row"/>; <paramref name="end"/> or more when there is none before it.</summary>
    int Next(int row, int end);
}

internal readonly struct EveryRow : IOrderRows
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int row, int end) => row;
}

/// <summary>The rows that match a filter, one bit each, found 32 at a time.</summary>
internal readonly struct MatchingRows : IOrderRows
{
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
}
