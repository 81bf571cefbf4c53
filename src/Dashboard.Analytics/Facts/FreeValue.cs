using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dashboard.Analytics.Facts;

/// <summary>
/// What the snapshot holds of a value of a free attribute. Sources write there what they like, names and numbers of people among it: a text that fewer than <see cref="Few"/>
/// customers have is held as its keyed hash, by which rules find it and nobody reads it. Days stay as they are, and so do numbers short enough to count or measure something.
/// </summary>
public static class FreeValue
{
    /// <summary>Customers who must have a text for the snapshot to hold it.</summary>
    public const int Few = 5;

    private const char Mark = '\0';
    private const int HashBytes = 12;
    private const int MostDigits = 7;   // telephone and card numbers have more
    private const int MostRounded = 9;
    private const string Rounded = "000";
    private const string IsoDay = "yyyy-MM-dd";

    /// <summary>Whether this is the hash of a value.</summary>
    public static bool IsHidden(string value) => value.Length > 0 && value[0] == Mark;

    /// <summary>The hash of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="secret">The shop's own key.</param>
    public static string Hide(string value, byte[] secret) =>
        Mark + Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(value)).AsSpan(0, HashBytes));

    /// <summary>Whether a value tells nobody's name or number, however few have it.</summary>
    internal static bool IsHarmless(string value) => value.Length == 0 || DayOf(value) >= 0 && IsTime(value) || !double.IsNaN(NumberOf(value)) && IsMeasure(value);

    /// <summary>A value as a number, NaN where it is none: digits with a sign and a decimal point at most.</summary>
    internal static double NumberOf(string value) =>
        decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? (double)number : double.NaN;

    /// <summary>A value as a <see cref="DateOnly.DayNumber"/>, -1 where it is no day written as 2026-01-31, with or without a time after it.</summary>
    internal static int DayOf(string value) =>
        value.Length >= IsoDay.Length && (value.Length == IsoDay.Length || value[IsoDay.Length] is 'T' or ' ')
        && DateOnly.TryParseExact(value.AsSpan(0, IsoDay.Length), IsoDay, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day.DayNumber : -1;

    // Nobody measures with a plus or a zero in front.
    private static bool IsMeasure(string number) =>
        number[0] != '+' && !(number.Length > 1 && number[0] == '0' && char.IsAsciiDigit(number[1]))
        && number.TakeWhile(c => c != '.').Count(char.IsAsciiDigit) is var digits && (digits <= MostDigits || digits <= MostRounded && number.EndsWith(Rounded, StringComparison.Ordinal));

    // Whatever stands behind a day may be anything.
    private static bool IsTime(string day) => day.Length == IsoDay.Length || DateTimeOffset.TryParse(day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
