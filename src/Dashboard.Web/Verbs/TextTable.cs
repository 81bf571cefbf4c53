namespace Dashboard.Web.Verbs;

/// <summary>A plain table for a terminal: columns as wide as their widest cell, figures to the right.</summary>
internal sealed class TextTable(params string[] headers)
{
    private readonly List<string[]> _rows = [headers];

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Writes it; the first column is text, the others are figures.</summary>
    public async Task WriteAsync(TextWriter to)
    {
        var widths = headers.Select((_, column) => _rows.Max(r => r[column].Length)).ToArray();
        foreach (var row in _rows)
            await to.WriteLineAsync(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd());
    }
}
