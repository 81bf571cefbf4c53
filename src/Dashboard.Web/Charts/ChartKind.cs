namespace Dashboard.Web.Charts;

public enum ChartKind
{
    Line,
    Area,
    Bar,

    /// <summary>Bars on top of each other, which add up.</summary>
    StackedBar,
}

/// <summary>What a series is in the picture.</summary>
public enum SeriesRole
{
    Main,

    /// <summary>What the main series is compared with: grey and dashed.</summary>
    Comparison,

    /// <summary>All of the main series together: grey, and thicker than they are.</summary>
    Average,
}

/// <summary>How the value axis writes its numbers.</summary>
public enum AxisUnit
{
    Number,
    Money,
    Percent,
}

/// <summary>One point of a series.</summary>
/// <param name="Label">What it is a value of, in the reader's culture: "Dec 2011", "10–31 Dec 2010".</param>
/// <param name="Value">Null leaves a gap.</param>
/// <param name="Text">The value as people read it; empty for a gap.</param>
/// <param name="Unfinished">It holds only a part of its period: drawn dotted or hatched, so that it does not look like a fall.</param>
/// <param name="AxisLabel">Label on the axis when the full one is too long for it.</param>
public sealed record ChartPoint(string Label, double? Value, string Text, bool Unfinished = false, string? AxisLabel = null)
{
    /// <summary>Where it is expected to lie; set only on a forecast, which is drawn dashed over the band between the two.</summary>
    public (double Low, double High)? Band { get; init; }

    /// <summary>Its first and last day, on an axis of time; null otherwise. The points of an axis stand in the order of their days.</summary>
    public (DateOnly From, DateOnly To)? Days { get; init; }

    /// <summary>First and last day of what it says, where those are not the days of its place on the axis, as in a comparison; files have them.</summary>
    public (DateOnly From, DateOnly To)? OwnDays { get; init; }
}
