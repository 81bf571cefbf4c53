using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Dashboard.Analytics.Lifetime.Numerics;

/// <summary>Functions of eight numbers at once that the library has not.</summary>
internal static class Vectors
{
    /// <summary>ln(1 + x) to full precision at small x ≥ 0 (Kahan), finite x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log1p(Vector512<double> x)
    {
        var one = Vector512<double>.One;
        var u = one + x;
        return Vector512.ConditionalSelect(Vector512.Equals(u, one), x, Vector512.Log(u) * (x / (u - one)));
    }
}
