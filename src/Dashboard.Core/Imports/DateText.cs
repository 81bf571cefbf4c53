using System.Text;

namespace Dashboard.Core.Imports;

/// <summary>A date as it stands in a file.</summary>
/// <param name="Milliseconds">Milliseconds since 1970-01-01T00:00 of the zone in which it is given.</param>
/// <param name="Offset">Offset of that zone from UTC in milliseconds; null when the text does not say.</param>
/// <param name="HasTime">True when a time of day is given.</param>
internal readonly record struct DateValue(long Milliseconds, long? Offset, bool HasTime);

/// <summary>
/// Reads the dates that shops write: 2025-10-02 17:09:34 -0300, 2025-10-02T17:09:34Z, 5/31/2016 0:37, 31.05.2016, 20160531, 31 May 2016, epoch seconds
/// or milliseconds, and the days since 1899-12-30 that a spreadsheet leaves of a date. Which of two leading numbers is the day is a fact of the file, not of the value.
/// </summary>
internal static class DateText
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;
    private const long SerialOfEpoch = 25_569;

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    public static bool TryParse(ReadOnlySpan<byte> text, DateOrder order, out DateValue date)
    {
        date = default;
        if (text.Length > 1 && text[0] == '\'') text = text[1..];
        if (text.Length is < 5 or > 64) return false;
        if (TrySerial(text, out date)) return true;
        var at = 0;
        if (!Digits(text, ref at, out var first, out var firstLength)) return TryNamed(text, out date);
        if (at == text.Length) return TryNumber(first, firstLength, out date);
        var separator = text[at];
        if (separator is not ((byte)'-' or (byte)'/' or (byte)'.')) return TryNamed(text, out date);
        at++;
        if (!Digits(text, ref at, out var second, out var secondLength) || secondLength > 2) return TryNamed(text, out date);
        if (at >= text.Length || text[at] != separator) return false;
        at++;
        if (!Digits(text, ref at, out var third, out var thirdLength)) return false;
        int year, month, day;
        if (firstLength == 4 && thirdLength <= 2) (year, month, day) = ((int)first, (int)second, (int)third);
        else if (firstLength <= 2 && thirdLength is 2 or 4)
        {
            year = (int)(thirdLength == 4 ? third : third < 70 ? 2000 + third : 1900 + third);
            (day, month) = order == DateOrder.DayFirst ? ((int)first, (int)second) : ((int)second, (int)first);
        }
        else return false;
        return Start(year, month, day, out var start) && TryTime(text[at..], start, out date);
    }

    /// <summary>Reads a time of day such as <c>2:30:00 PM</c>, in milliseconds.</summary>
    public static bool TryParseTime(ReadOnlySpan<byte> text, out long milliseconds)
    {
        var read = TryTime(text, 0, out var date) && date.HasTime && date.Offset is null;
        milliseconds = date.Milliseconds;
        return read;
    }

    /// <summary>The two leading numbers of a date that begins with neither a year nor a word; tells which order a file keeps.</summary>
    public static bool TryReadLeading(ReadOnlySpan<byte> text, out int first, out int second)
    {
        (first, second) = (0, 0);
        var at = text.Length > 0 && text[0] == '\'' ? 1 : 0;
        if (!Digits(text, ref at, out var one, out var length) || length > 2 || at >= text.Length || text[at] is not ((byte)'-' or (byte)'/' or (byte)'.')) return false;
        var separator = text[at++];
        if (!Digits(text, ref at, out var two, out length) || length > 2 || at >= text.Length || text[at] != separator) return false;
        (first, second) = ((int)one, (int)two);
        return true;
    }

    private static bool TryNumber(long value, int length, out DateValue date)
    {
        date = default;
        switch (length)
        {
            case 8 or 12 or 14:
                for (var i = length; i < 14; i++) value *= 10;
                if (!Start((int)(value / 10_000_000_000), (int)(value / 100_000_000 % 100), (int)(value / 1_000_000 % 100), out var start)) return false;
                var (hour, minute, second) = (value / 10_000 % 100, value / 100 % 100, value % 100);
                if (hour > 23 || minute > 59 || second > 59) return false;
                date = new(start + (hour * Hour) + (minute * Minute) + (second * 1000), null, length > 8);
                return true;
            case 9 or 10:
                date = new(value * 1000, 0, true);
                return true;
            case 13:
                date = new(value, 0, true);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads what a spreadsheet writes for a date whose cell has lost its format, such as 45123 or 45123.5; from 1954 to 2119, so that few other numbers are meant.</summary>
    public static bool TrySerial(ReadOnlySpan<byte> text, out DateValue date)
    {
        date = default;
        var at = 0;
        if (!Digits(text, ref at, out var days, out var length) || length != 5 || days is < 20_000 or > 80_000) return false;
        double fraction = 0;
        if (at < text.Length)
        {
            if (text[at] is not ((byte)'.' or (byte)',') || !Digits(text[(at + 1)..], out var part, out length) || at + 1 + length != text.Length) return false;
            fraction = part / Math.Pow(10, length);
        }
        var seconds = Math.Round(fraction * 86_400);
        date = new(((days - SerialOfEpoch) * Day) + ((long)seconds * 1000), null, at < text.Length);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out long value, out int length)
    {
        var at = 0;
        return Digits(text, ref at, out value, out length);
    }

    private static bool Digits(ReadOnlySpan<byte> text, ref int at, out long value, out int length)
    {
        var start = at;
        for (value = 0; at < text.Length && (uint)(text[at] - '0') <= 9 && at - start < 18; at++)
            value = (value * 10) + (text[at] - '0');
        length = at - start;
        return length > 0;
    }

    private static bool Start(int year, int month, int day, out long milliseconds)
    {
        milliseconds = 0;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        milliseconds = (new DateOnly(year, month, day).DayNumber - 719_162L) * Day;
        return true;
    }

    private static bool TryTime(ReadOnlySpan<byte> text, long start, out DateValue date)
    {
        date = new(start, null, false);
        var at = 0;
        while (at < text.Length && text[at] is (byte)' ' or (byte)'T' or (byte)'t' or (byte)',') at++;
        if (at == text.Length) return true;
        if (!Digits(text, ref at, out var hour, out var length) || length > 2 || at >= text.Length || text[at] != ':') return false;
        at++;
        if (!Digits(text, ref at, out var minute, out length) || length > 2) return false;
        long second = 0, milliseconds = 0;
        if (at < text.Length && text[at] == ':')
        {
            at++;
            if (!Digits(text, ref at, out second, out length) || length > 2) return false;
            if (at < text.Length && text[at] is (byte)'.' or (byte)',')
            {
                at++;
                if (!Digits(text, ref at, out var fraction, out length)) return false;
                for (; length > 3; length--) fraction /= 10;
                for (; length < 3; length++) fraction *= 10;
                milliseconds = fraction;
            }
        }
        while (at < text.Length && text[at] == ' ') at++;
        if (at + 1 < text.Length && (text[at + 1] | 32) == 'm' && (text[at] | 32) is 'a' or 'p')
        {
            if (hour is < 1 or > 12) return false;
            hour = (hour % 12) + ((text[at] | 32) == 'p' ? 12 : 0);
            at += 2;
        }
        if (hour > 23 || minute > 59 || second > 60) return false;
        var local = start + (hour * Hour) + (minute * Minute) + (Math.Min(second, 59) * 1000) + milliseconds;
        if (!TryOffset(text[at..], out var offset)) return false;
        date = new(local, offset, true);
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out long? offset)
    {
        offset = null;
        text = text.Trim((byte)' ');
        if (text.IsEmpty) return true;
        if (text.SequenceEqual("Z"u8) || text.SequenceEqual("z"u8) || text.SequenceEqual("UTC"u8) || text.SequenceEqual("GMT"u8))
        {
            offset = 0;
            return true;
        }
        if (text.StartsWith("UTC"u8) || text.StartsWith("GMT"u8)) text = text[3..];
        if (text[0] is not ((byte)'+' or (byte)'-')) return false;
        var at = 1;
        if (!Digits(text, ref at, out var value, out var length)) return false;
        long minutes;
        if (length == 4) minutes = (value / 100 * 60) + (value % 100);
        else if (length <= 2)
        {
            minutes = value * 60;
            if (at < text.Length && text[at] == ':')
            {
                at++;
                if (!Digits(text, ref at, out var rest, out length) || length != 2) return false;
                minutes += rest;
            }
        }
        else return false;
        if (at != text.Length || minutes > 14 * 60) return false;
        offset = (text[0] == '-' ? -minutes : minutes) * Minute;
        return true;
    }

    // "31 May 2016 10:00", "May 31, 2016", "Tue, 31 May 2016".
    private static bool TryNamed(ReadOnlySpan<byte> bytes, out DateValue date)
    {
        date = default;
        var text = Encoding.UTF8.GetString(bytes);
        var words = text.Split([' ', ',', '-', '.', '/'], 6, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 3 && words[0].Length >= 3 && char.IsLetter(words[0][0]) && MonthOf(words[0]) == 0) words = words[1..];
        if (words.Length < 3) return false;
        var (month, day) = MonthOf(words[0]) is > 0 and var leading ? (leading, words[1]) : (MonthOf(words[1]), words[0]);
        if (month == 0 || !int.TryParse(day.TrimEnd('s', 't', 'n', 'd', 'r', 'h'), out var number) || !int.TryParse(words[2], out var year)) return false;
        if (year < 100) year += year < 70 ? 2000 : 1900;
        if (!Start(year, month, number, out var start)) return false;
        var after = text.IndexOf(words[2], text.IndexOf(words[1], StringComparison.Ordinal) + words[1].Length, StringComparison.Ordinal) + words[2].Length;
        return TryTime(Encoding.UTF8.GetBytes(text[after..]), start, out date);
    }

    private static int MonthOf(string word) => word.Length < 3 ? 0 : Array.FindIndex(Months, m => word.StartsWith(m, StringComparison.OrdinalIgnoreCase)) + 1;
}
