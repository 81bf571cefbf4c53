using System.Globalization;
using System.Text;
using Dashboard.Core.Exports;

namespace Dashboard.Web.Charts;

/// <summary>A chart's figures as CSV: plain numbers with a point, so that a program can read them.</summary>
public static class ChartCsv
{
    /// <param name="corner">Heading of the first column.</param>
    /// <param name="series">Names and points; the first series gives the labels.</param>
    public static string Write(string corner, IReadOnlyList<(string Name, IReadOnlyList<ChartPoint> Points)> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var csv = new StringBuilder().Append(CsvText.Field(corner));
        foreach (var (name, _) in series) csv.Append(',').Append(CsvText.Field(name));
        csv.Append("\r\n");
        for (var i = 0; series.Count > 0 && i < series[0].Points.Count; i++)
        {
            csv.Append(CsvText.Field(series[0].Points[i].Label));
            foreach (var (_, points) in series)
                csv.Append(',').Append(i < points.Count ? points[i].Value?.ToString("R", CultureInfo.InvariantCulture) : null);
            csv.Append("\r\n");
        }
        return csv.ToString();
    }
}
