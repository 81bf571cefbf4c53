namespace Dashboard.Core.Imports;

/// <summary>The first rows of a file, cut into fields by the delimiter and encoding found or given.</summary>
internal sealed class FileSample
{
    public const int MostRows = 10_000;
    private const int StartBytes = 1 << 18;
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private FileSample(string encoding, char delimiter, List<string[]> rows, List<long> lines, double bytesPerRow)
    {
        (Encoding, Delimiter, Rows, Lines, BytesPerRow) = (encoding, delimiter, rows, lines, bytesPerRow);
        Width = Common(rows);
    }

    public string Encoding { get; }
    public char Delimiter { get; }

    /// <summary>All rows read, a header among them.</summary>
    public List<string[]> Rows { get; }

    public List<long> Lines { get; }
    public double BytesPerRow { get; }

    /// <summary>The number of fields that most rows have.</summary>
    public int Width { get; }

    /// <summary>First bytes of the unpacked file, or nothing when it cannot be unpacked.</summary>
    public static byte[] Start(string path)
    {
        using var source = FileSource.Open(path, null);
        var start = new byte[StartBytes];
        return start[..source.Content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }

    public static FileSample Read(string path, byte[] start, string? encoding, char? delimiter)
    {
        encoding ??= FileEncodings.Guess(start);
        var sign = delimiter ?? GuessDelimiter(path, encoding);
        var (rows, lines, bytes) = Cut(path, encoding, sign, MostRows);
        return new(encoding, sign, rows, lines, rows.Count == 0 ? 1 : bytes / (double)rows.Count);
    }

    // The right delimiter cuts all rows into the same number of fields, and into many.
    private static char GuessDelimiter(string path, string encoding)
    {
        var (best, score) = (',', 0.0);
        foreach (var candidate in Delimiters)
        {
            var (rows, _, _) = Cut(path, encoding, candidate, 200);
            var width = Common(rows);
            if (width < 2) continue;
            var share = rows.Count(r => r.Length == width) / (double)rows.Count;
            var found = share * share * (1 + (0.1 * Math.Min(width, 20)));
            if (found > score) (best, score) = (candidate, found);
        }
        if (score > 0) return best;
        var (spaced, _, _) = Cut(path, encoding, ' ', 200);
        return Common(spaced) > 1 && spaced.Count(r => r.Length == Common(spaced)) > spaced.Count * 0.9 ? ' ' : ',';
    }

    private static (List<string[]> Rows, List<long> Lines, long Bytes) Cut(string path, string encoding, char delimiter, int most)
    {
        using var source = FileSource.Open(path, encoding);
        var reader = new RowReader(source.Content, delimiter);
        var (rows, lines, bytes) = (new List<string[]>(), new List<long>(), 0L);
        while (rows.Count < most && bytes < 1 << 23 && reader.Read())
        {
            rows.Add(reader.Row.Texts());
            lines.Add(reader.Row.Line);
            bytes += rows[^1].Sum(f => f.Length + 1);
        }
        return (rows, lines, bytes);
    }

    private static int Common(List<string[]> rows) => rows.Count == 0 ? 0 : rows.GroupBy(r => r.Length).MaxBy(g => g.Count())!.Key;
}
