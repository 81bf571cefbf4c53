using CsCheck;

namespace Dashboard.Analytics.Tests.Shops;

internal static class Pick
{
    /// <summary>One of the given values, each as likely.</summary>
    public static Gen<T> From<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
