using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Charts;

/// <summary>
/// Decoration beside a figure that is written out: hidden from screen readers, drawn without any script. Markup and no component, of which every open page would hold a dozen.
/// </summary>
internal static class Sparkline
{
    /// <summary>The line; empty markup for fewer than two values.</summary>
    /// <param name="values">One per bucket; null leaves a gap.</param>
    /// <param name="unfinished">The last value will still grow: the way to it is dotted.</param>
    public static MarkupString Of(IReadOnlyList<double?> values, bool unfinished)
    {
        var known = values.Select((value, at) => (Value: value, At: at)).Where(p => p.Value is not null && double.IsFinite(p.Value.Value)).Select(p => (Value: p.Value!.Value, p.At)).ToList();
        if (known.Count < 2) return default;
        var (low, high) = (Math.Min(0, known.Min(p => p.Value)), known.Max(p => p.Value));
        // Rates that hardly move would be a flat line at the top if the scale began at 0.
        if (low == 0 && known.Min(p => p.Value) > high * .6) low = known.Min(p => p.Value) - (high - known.Min(p => p.Value)) * .35;
        var span = high > low ? high - low : 1;
        var places = known.Select(p => (X: 100.0 * p.At / (values.Count - 1), Y: 37 - 34 * (p.Value - low) / span)).ToList();
        var solid = unfinished && known[^1].At == values.Count - 1 ? places[..^1] : places;
        var tail = solid.Count < places.Count ? $"""<path class="unfinished" d="{Path(places[^2..])}"/>""" : "";
        return new($"""<svg class="spark" viewBox="0 0 100 40" preserveAspectRatio="none" aria-hidden="true"><path class="area" d="{Path(places)}V40H{Number(places[0].X)}Z"/><path d="{Path(solid)}"/>{tail}</svg>""");
    }

    private static string Path(List<(double X, double Y)> places)
    {
        var path = new StringBuilder();
        for (var i = 0; i < places.Count; i++)
            path.Append(i == 0 ? 'M' : 'L').Append(Number(places[i].X)).Append(' ').Append(Number(places[i].Y));
        return path.ToString();
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
