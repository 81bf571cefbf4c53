using System.Buffers;
using System.Text;

namespace Dashboard.Core.Exports;

/// <summary>
/// Texts of CSV files. A spreadsheet runs a text that begins like a formula, so an apostrophe goes before it (OWASP, CSV Injection); a text that is nothing but a number,
/// such as a telephone number with its plus, cannot be one and stays.
/// </summary>
public static class CsvText
{
    private static readonly SearchValues<byte> MustQuote = SearchValues.Create(",\"\r\n"u8);

    /// <summary>The text as a field of a file that commas divide.</summary>
    internal static string Field(string text)
    {
        var field = new ArrayBufferWriter<byte>();
        Write(field, Encoding.UTF8.GetBytes(text));
        return Encoding.UTF8.GetString(field.WrittenSpan);
    }

    /// <summary>Writes UTF-8 text as a field.</summary>
    internal static void Write(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> utf8)
    {
        var guards = StartsFormula(utf8);
        if (utf8.IndexOfAny(MustQuote) < 0)
        {
            if (guards) to.Write("'"u8);
            to.Write(utf8);
            return;
        }
        to.Write("\""u8);
        if (guards) to.Write("'"u8);
        for (int quote; (quote = utf8.IndexOf((byte)'"')) >= 0; utf8 = utf8[(quote + 1)..])
        {
            to.Write(utf8[..(quote + 1)]);
            to.Write("\""u8);
        }
        to.Write(utf8);
        to.Write("\""u8);
    }

    /// <summary>True for what a spreadsheet would run or take for a formula.</summary>
    internal static bool StartsFormula(ReadOnlySpan<byte> utf8)
    {
        // Blanks before it do not stop every program.
        var text = utf8.TrimStart(" "u8);
        if (text.IsEmpty) return false;
        return text[0] switch
        {
            (byte)'=' or (byte)'@' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'|' or (byte)'%' => true,
            (byte)'+' or (byte)'-' => !IsDigits(text[1..]),
            // The wide forms of = + - @, which spreadsheets take for the narrow ones.
            0xEF => text.StartsWith("＝"u8) || text.StartsWith("＋"u8) || text.StartsWith("－"u8) || text.StartsWith("＠"u8),
            _ => false,
        };
    }

    private static bool IsDigits(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
