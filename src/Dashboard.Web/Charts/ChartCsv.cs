using System.Globalization;
using System.Text;

namespace Dashboard.Web.Charts;

/// <summary>A chart's figures as CSV: plain numbers with a point, so that a program can read them.</summary>
public static class ChartCsv
{
    /// <param name="corner">Heading of the first column.</param>
    /// <param name="series">Names and points; the first series gives the labels.</param>
    public static string Write(string corner, IReadOnlyList<(string Name, IReadOnlyList<ChartPoint> Points)> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var csv = new StringBuilder().Append(Field(corner));
        foreach (var (name, _) in series) csv.Append(',').Append(Field(name));
        csv.Append("\r\n");
        for (var i = 0; series.Count > 0 && i < series[0].Points.Count; i++)
        {
            csv.Append(Field(series[0].Points[i].Label));
            foreach (var (_, points) in series)
                csv.Append(',').Append(i < points.Count ? points[i].Value?.ToString("R", CultureInfo.InvariantCulture) : null);
            csv.Append("\r\n");
        }
        return csv.ToString();
    }

    // A spreadsheet runs a field that begins like a formula; a leading apostrophe makes it text.
    private static string Field(string text)
    {
        var safe = text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
