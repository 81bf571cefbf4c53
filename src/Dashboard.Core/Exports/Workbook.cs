using System.Data;
using System.Text;
using Dashboard.Core.Data;
using MiniExcelLibs;
using MiniExcelLibs.Attributes;
using MiniExcelLibs.OpenXml;

namespace Dashboard.Core.Exports;

/// <summary>Writes rows as a workbook: numbers, days and texts as cells of their type, so that no text can be taken for a formula.</summary>
internal static class Workbook
{
    /// <summary>Rows of a sheet below its header; the format ends at 1,048,576.</summary>
    internal const int SheetRows = 1_048_575;

    private const string DayFormat = "yyyy-mm-dd";

    /// <summary>Writes all rows; see <see cref="ExportWriters.Write"/>.</summary>
    /// <param name="sheetRows">Most rows of one sheet.</param>
    public static void Write(FileRows rows, int total, Stream target, IProgress<int>? progress, CancellationToken cancellation, int sheetRows = SheetRows)
    {
        var sheets = new Dictionary<string, object>();
        for (var sheet = 0; sheet * (long)sheetRows < total; sheet++)
            sheets[sheet == 0 ? rows.Name : $"{rows.Name} {sheet + 1}"] = Rows(rows, sheetRows, progress, cancellation);
        if (sheets.Count == 0) sheets[rows.Name] = Header(rows);
        MiniExcel.SaveAs(target, sheets, configuration: new OpenXmlConfiguration
        {
            AutoFilter = false,
            TableStyles = TableStyles.None,
            DynamicColumns = [.. rows.Headings.Where((_, c) => rows.IsDay(c)).Select(h => new DynamicExcelColumn(h) { Format = DayFormat, Width = 12 })],
        });
    }

    // One row lent again and again: whoever writes it is done with it before it asks for the next.
    private static IEnumerable<IDictionary<string, object?>> Rows(FileRows rows, int most, IProgress<int>? progress, CancellationToken cancellation)
    {
        var row = rows.Headings.ToDictionary(h => h, _ => (object?)null);
        for (var written = 0; written < most && rows.MoveNext(); written++)
        {
            for (var c = 0; c < rows.Headings.Count; c++) row[rows.Headings[c]] = Value(rows.Cell(c));
            ExportWriters.Pace(rows.Read, progress, cancellation);
            yield return row;
        }
    }

    private static object? Value(ExportCell cell) => cell.Kind switch
    {
        CellKind.Text => Encoding.UTF8.GetString(cell.Utf8),
        CellKind.Number when cell.Decimals == 0 => cell.Value,
        CellKind.Number => cell.ToDecimal(),
        CellKind.Day => StoreConventions.ToDay((int)cell.Value).ToDateTime(TimeOnly.MinValue),
        _ => null,
    };

    private static DataTable Header(FileRows rows)
    {
        var table = new DataTable { Locale = System.Globalization.CultureInfo.InvariantCulture };
        foreach (var heading in rows.Headings) table.Columns.Add(heading);
        return table;
    }
}
