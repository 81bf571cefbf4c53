namespace Dashboard.Analytics.Facts;

/// <summary>
/// Shares an order's net amount among its lines, so that what products are said to bring is what orders are said to bring: in proportion to the lines' amounts
/// after their own discounts; where these add up to nothing, in proportion to their sizes; where all are nothing, equally. Rounded by running sums
/// (the share of the first k lines is rounded, half to even), so that the lines add up to the order exactly.
/// </summary>
public static class LineShares
{
    /// <summary>Replaces each line's amount by its share.</summary>
    /// <param name="net">The order's net amount, minor units of the reporting currency.</param>
    /// <param name="lines">Amounts after the lines' own discounts, minor units of any one currency.</param>
    public static void Share(long net, Span<long> lines)
    {
        if (lines.Length == 1)
        {
            lines[0] = net;
            return;
        }
        Int128 whole = 0;
        foreach (var amount in lines) whole += amount;
        var bySize = whole == 0;
        if (bySize)
            foreach (var amount in lines) whole += Int128.Abs(amount);
        var equally = whole == 0;
        if (equally) whole = lines.Length;

        Int128 part = 0;
        long shared = 0;
        foreach (ref var line in lines)
        {
            part += equally ? 1 : bySize ? Int128.Abs(line) : line;
            var upTo = Round(net * part, whole);
            (line, shared) = (upTo - shared, upTo);
        }
    }

    private static long Round(Int128 numerator, Int128 denominator)
    {
        if (denominator < 0) (numerator, denominator) = (-numerator, -denominator);
        var (quotient, rest) = Int128.DivRem(numerator, denominator);
        var twice = 2 * Int128.Abs(rest);
        if (twice > denominator || (twice == denominator && Int128.IsOddInteger(quotient))) quotient += Int128.Sign(numerator);
        return (long)quotient;
    }
}
