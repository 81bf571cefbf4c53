using Dashboard.Web.Components.Drill;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Charts;

/// <summary>One series of the <see cref="Chart"/> around it. Draws nothing itself.</summary>
public sealed class Series : ComponentBase, IDisposable
{
    [CascadingParameter] private Chart Chart { get; set; } = default!;

    [Parameter, EditorRequired] public required string Name { get; set; }

    /// <summary>One per place on the time axis; all series of a chart have the same number.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<ChartPoint> Points { get; set; }

    [Parameter] public SeriesRole Role { get; set; }

    /// <summary>Colour of the palette, 1 to 6.</summary>
    [Parameter] public int Colour { get; set; } = 1;

    /// <summary>Where the customers of a point are listed, by its place; null where points stand for nobody.</summary>
    [Parameter] public Func<int, DrillTo?>? Drill { get; set; }

    private (string, IReadOnlyList<ChartPoint>, SeriesRole, int) _shown;

    protected override void OnInitialized() => Chart.Add(this);

    // The chart renders its series again whenever it renders itself; only real news may ask it for another round.
    protected override void OnParametersSet()
    {
        var now = (Name, Points, Role, Colour);
        if (_shown == now) return;
        _shown = now;
        Chart.SeriesChanged();
    }

    public void Dispose() => Chart.Remove(this);
}
