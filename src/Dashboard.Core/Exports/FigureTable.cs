using System.Globalization;
using System.Text;
using Dashboard.Core.Data;

namespace Dashboard.Core.Exports;

/// <summary>The figures of a table or chart on their way into a file: the numbers themselves, not as they are written on the page. Holds nothing that names a customer.</summary>
public sealed class FigureTable
{
    private const int LongestSheetName = 31;

    private readonly List<string> _headings = [];
    private readonly List<object?[]> _rows = [];

    /// <param name="name">What the file is called, in lower case with hyphens.</param>
    /// <param name="headings">Of the columns; one that is empty or there already gets a number.</param>
    public FigureTable(string name, params IEnumerable<string> headings)
    {
        ArgumentNullException.ThrowIfNull(headings);
        Name = name;
        foreach (var heading in headings) _headings.Add(Unused(Plain(heading)));
    }

    public string Name { get; }

    public IReadOnlyList<string> Headings => _headings;

    public IReadOnlyList<IReadOnlyList<object?>> Rows => _rows;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">At most one for each column: text, a number, a <see cref="DateOnly"/>, or null for no value.</param>
    /// <exception cref="ArgumentException">There are more cells than columns, or one is of another type.</exception>
    public FigureTable Add(params IEnumerable<object?> cells)
    {
        object?[] row = [.. cells];
        if (row.Length > _headings.Count) throw new ArgumentException("There are more cells than columns.", nameof(cells));
        foreach (var cell in row) _ = CellOf(cell);
        _rows.Add([.. row, .. new object?[_headings.Count - row.Length]]);
        return this;
    }

    /// <summary>Adds a row for each of <paramref name="items"/>.</summary>
    public FigureTable AddAll<T>(IEnumerable<T> items, Func<T, IEnumerable<object?>> cells)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(cells);
        foreach (var item in items) Add(cells(item));
        return this;
    }

    /// <summary>The whole file.</summary>
    public byte[] Write(ExportFormat format)
    {
        using var file = new MemoryStream();
        ExportWriters.Write(format, new TableRows(this), _rows.Count, file, null, CancellationToken.None);
        return file.ToArray();
    }

    /// <summary>Name of the file.</summary>
    /// <param name="format">What it looks like.</param>
    /// <param name="day">Day on which it was written.</param>
    public string FileName(ExportFormat format, DateOnly day) => ExportNames.Of(Name, day, format);

    private string Unused(string heading)
    {
        var name = heading.Length == 0 ? "1" : heading;
        for (var n = 2; _headings.Contains(name, StringComparer.OrdinalIgnoreCase); n++) name = $"{heading} {n}".Trim();
        return name;
    }

    // Pages keep dates and names together by marks that nobody sees; in a file they would be letters of the text.
    internal static string Plain(string text) => string.Concat(text.Where(c => c is not (>= '\u2066' and <= '\u2069'))).Replace('\u00a0', ' ').Trim();

    private static ExportCell CellOf(object? value) => value switch
    {
        null => ExportCell.Nothing,
        string text => ExportCell.Text(Encoding.UTF8.GetBytes(Plain(text))),
        int whole => ExportCell.Number(whole),
        long whole => ExportCell.Number(whole),
        double number => ExportCell.Number(number),
        decimal number => ExportCell.Number((double)number),
        DateOnly day => ExportCell.Day(StoreConventions.ToDayNumber(day)),
        _ => throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"No cell of a file can be of type {value.GetType()}."), nameof(value)),
    };

    private sealed class TableRows(FigureTable table) : FileRows
    {
        private int _at = -1;

        public override string Name => table.Name.Length > LongestSheetName ? table.Name[..LongestSheetName] : table.Name;

        public override IReadOnlyList<string> Headings => table._headings;

        public override bool IsDay(int column) => table._rows.Exists(r => r[column] is DateOnly);

        public override ExportCell Cell(int column) => CellOf(table._rows[_at][column]);

        protected override bool Advance() => ++_at < table._rows.Count;
    }
}
