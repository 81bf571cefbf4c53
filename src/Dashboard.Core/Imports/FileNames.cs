using System.Text;

namespace Dashboard.Core.Imports;

/// <summary>Names of files that come from elsewhere.</summary>
public static class FileNames
{
    // File systems take 255 bytes; a letter outside ASCII is up to four.
    private const int MostBytes = 180;
    private const int BytesOfTheEnd = 40;

    /// <summary>The name as it was, without whatever a file system could take for something else; <c>orders.csv</c> when nothing is left.</summary>
    public static string Plain(string fileName)
    {
        var last = fileName.TrimEnd('/').Split('/', '\\')[^1];
        var plain = string.Concat(last.Select(c => char.IsControl(c) || "<>:\"|?*".Contains(c, StringComparison.Ordinal) ? '_' : c)).Trim(' ', '.');
        if (Encoding.UTF8.GetByteCount(plain) > MostBytes)
            plain = Cut(plain.EnumerateRunes(), MostBytes - BytesOfTheEnd) + string.Concat(Cut(plain.EnumerateRunes().Reverse(), BytesOfTheEnd).EnumerateRunes().Reverse());
        return plain.Length == 0 ? "orders.csv" : plain;
    }

    /// <summary>The first whole letters that fit into so many bytes.</summary>
    private static string Cut(IEnumerable<Rune> letters, int bytes) => string.Concat(letters.TakeWhile(letter => (bytes -= letter.Utf8SequenceLength) >= 0));
}
