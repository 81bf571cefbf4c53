namespace Dashboard.Analytics.Segments;

internal readonly struct Number(int[] values, Bounds bounds) : ICustomerTest
{
    public bool Holds(int i) => bounds.Hold(values[i]);
}

internal readonly struct Amount(long[] values, Bounds bounds) : ICustomerTest
{
    public bool Holds(int i) => bounds.Hold(values[i]);
}

internal readonly struct Share(ushort[] values, Bounds bounds, int[] purchases) : ICustomerTest
{
    public bool Holds(int i) => purchases[i] > 0 && bounds.Hold(values[i]);
}

/// <summary>Whether a customer's code is among those of a table over all codes.</summary>
internal readonly struct Code(byte[] codes, bool[] mask) : ICustomerTest
{
    public bool Holds(int i) => mask[codes[i]];
}

/// <summary>The same of codes beyond a byte.</summary>
internal readonly struct TagCode(ushort[] codes, bool[] mask) : ICustomerTest
{
    public bool Holds(int i) => mask[codes[i]];
}

/// <summary>The same of codes of any size.</summary>
internal readonly struct WideCode(int[] codes, bool[] mask) : ICustomerTest
{
    public bool Holds(int i) => mask[codes[i]];
}
