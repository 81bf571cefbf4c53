using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Dashboard.Analytics.Facts;

/// <summary>Hints to the processor; without effect where it has none.</summary>
internal static class Prefetch
{
    private const int LineBytes = 64;

    /// <summary>Has the line of memory fetched in which this lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Line<T>(ref T here)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref here));
    }

    /// <summary>Has 64 rows of a column fetched. Rows beyond its end are harmless: nothing is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Rows<T>(ref T column, int row) where T : unmanaged
    {
        if (!Sse.IsSupported) return;
        for (var at = 0; at < 64; at += LineBytes / sizeof(T)) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref column, row + at)));
    }
}
