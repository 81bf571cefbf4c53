namespace Dashboard.Core.Money;

/// <summary>From minor units of one currency to minor units of another.</summary>
public static class Conversion
{
    /// <summary>What <paramref name="amount"/> is worth, rounded half to even, so that many small roundings do not drift.</summary>
    /// <param name="amount">Minor units of the currency that has <paramref name="fromDecimals"/> decimals.</param>
    /// <param name="rate">Major units of the target per major unit of the source, above 0.</param>
    /// <param name="fromDecimals">Decimals of the source currency.</param>
    /// <param name="toDecimals">Decimals of the target currency.</param>
    /// <returns>Minor units of the target; exact for amounts below 2^53.</returns>
    public static long Convert(long amount, double rate, int fromDecimals, int toDecimals)
    {
        if (fromDecimals == toDecimals)
            return rate == 1 ? amount : (long)Math.Round(amount * rate, MidpointRounding.ToEven);
        var scaled = toDecimals > fromDecimals ? amount * rate * PowerOfTen(toDecimals - fromDecimals) : amount * rate / PowerOfTen(fromDecimals - toDecimals);
        return (long)Math.Round(scaled, MidpointRounding.ToEven);
    }

    private static double PowerOfTen(int exponent) => exponent switch { 1 => 10, 2 => 100, 3 => 1000, 4 => 10_000, _ => Math.Pow(10, exponent) };
}
