using System.Buffers.Text;
using System.Text;

namespace Dashboard.Core.Imports;

/// <summary>A decimal number as it stands in a file: mantissa / 10^scale.</summary>
internal readonly record struct Number(long Mantissa, int Scale)
{
    private static readonly long[] Powers = [.. Enumerable.Range(0, 19).Select(i => (long)Math.Pow(10, i))];

    public decimal ToDecimal() => new decimal(Math.Abs(Mantissa)) / Powers[Scale] * Math.Sign(Mantissa);

    public double ToDouble() => Mantissa / (double)Powers[Scale];

    public Number Negated => this with { Mantissa = -Mantissa };

    /// <summary>The number in units of 10^-decimals, halves away from zero; false when it is beyond a million million.</summary>
    public bool ToMinor(int decimals, out long minor)
    {
        minor = Mantissa;
        if (Scale > decimals)
        {
            var divisor = Powers[Scale - decimals];
            minor = Math.DivRem(Mantissa, divisor, out var rest);
            if (Math.Abs(rest) * 2 >= divisor) minor += Math.Sign(Mantissa);
        }
        else if (Scale < decimals)
        {
            if (Math.Abs(Mantissa) > long.MaxValue / Powers[decimals - Scale]) return false;
            minor = Mantissa * Powers[decimals - Scale];
        }
        return Math.Abs(minor) <= Powers[12 + decimals];
    }
}

/// <summary>Reads numbers as shops write them: signs before or behind, brackets for minus, currency signs and codes, thousands separators, a leading apostrophe.</summary>
internal static class NumberText
{
    private const int MostDigits = 17;

    public static bool TryParse(ReadOnlySpan<byte> text, char decimalSign, out Number number) =>
        TryPlain(text, decimalSign, out number) || TryDressed(text, decimalSign, out number);

    // Digits, perhaps a minus, perhaps decimals: nearly every number of nearly every file.
    private static bool TryPlain(ReadOnlySpan<byte> text, char decimalSign, out Number number)
    {
        number = default;
        if (text.IsEmpty) return false;
        var i = text[0] == '-' ? 1 : 0;
        if (text.Length - i is 0 or > MostDigits) return false;
        long mantissa = 0;
        var point = -1;
        for (var start = i; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9) mantissa = (mantissa * 10) + digit;
            else if (text[i] == decimalSign && point < 0 && text.Length > start + 1) point = i;
            else return false;
        }
        number = new(text[0] == '-' ? -mantissa : mantissa, point < 0 ? 0 : text.Length - 1 - point);
        return true;
    }

    private static bool TryDressed(ReadOnlySpan<byte> text, char decimalSign, out Number number)
    {
        number = default;
        if (text.Length > 64) return false;
        var raw = Encoding.UTF8.GetString(text).Trim().TrimStart('\'').Trim();
        var negative = false;
        if (raw.StartsWith('(') && raw.EndsWith(')')) (negative, raw) = (true, raw[1..^1].Trim());
        for (var more = true; more && raw.Length > 0;)
        {
            more = false;
            if (raw[0] is '-' or '−' or '+')
            {
                if (raw[0] != '+')
                {
                    if (negative) return false;
                    negative = true;
                }
                (raw, more) = (raw[1..].TrimStart(), true);
            }
            else if (LengthOfCurrency(raw) is > 0 and var length)
            {
                (raw, more) = (raw[length..].TrimStart(), true);
            }
        }
        if (raw.Length > 1 && raw[^1] is '-' or '−' && !negative) (negative, raw) = (true, raw[..^1].TrimEnd());
        while (raw.Length > 0 && !char.IsAsciiDigit(raw[^1]) && raw[^1] != decimalSign)
        {
            if (!char.IsLetter(raw[^1]) && char.GetUnicodeCategory(raw[^1]) != System.Globalization.UnicodeCategory.CurrencySymbol && raw[^1] is not (' ' or '\u00a0' or '.')) return false;
            raw = raw[..^1].TrimEnd();
        }
        if (!TryGrouped(raw, decimalSign, out number) && !TryScientific(raw, out number)) return false;
        if (negative) number = number.Negated;
        return true;
    }

    private static int LengthOfCurrency(string text)
    {
        var length = 0;
        while (length < text.Length && length < 4 && (char.IsLetter(text[length]) || char.GetUnicodeCategory(text[length]) == System.Globalization.UnicodeCategory.CurrencySymbol))
            length++;
        return length > 0 && length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] is ' ' or '\u00a0' or '-' or '−' or '+' or '.' or ',') ? length : 0;
    }

    private static bool TryGrouped(string text, char decimalSign, out Number number)
    {
        number = default;
        long mantissa = 0;
        var (digits, scale, group, groupSign) = (0, -1, -1, '\0');
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                if (++digits > MostDigits) return false;
                mantissa = (mantissa * 10) + (c - '0');
                if (scale >= 0) scale++;
                else if (group >= 0) group++;
            }
            else if (c == decimalSign)
            {
                if (scale >= 0 || group is >= 0 and not 3) return false;
                (scale, group) = (0, -1);
            }
            else if (c is ',' or '.' or ' ' or '\'' or '’' or '_' or '\u00a0' or '\u202f')
            {
                // A separator must keep groups of three (or of two, in the Indian way), or 1,5 would be read as 15.
                if (scale >= 0 || digits == 0 || group is >= 0 and not (2 or 3) || (groupSign != '\0' && groupSign != c)) return false;
                (group, groupSign) = (0, c);
            }
            else
            {
                return false;
            }
        }
        if (digits == 0 || group is >= 0 and not 3) return false;
        number = new(mantissa, Math.Max(scale, 0));
        return true;
    }

    private static bool TryScientific(string text, out Number number)
    {
        number = default;
        if (!text.Contains('e', StringComparison.OrdinalIgnoreCase)) return false;
        var bytes = Encoding.ASCII.GetBytes(text.Replace(',', '.'));
        if (!Utf8Parser.TryParse(bytes, out double value, out var used, 'E') || used != bytes.Length || !(Math.Abs(value) < 1e12)) return false;
        number = new((long)Math.Round(value * 10_000), 4);
        return true;
    }
}
