using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Dashboard.Core.Exports;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Features.Annotations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace Dashboard.Web.Charts;

/// <summary>
/// Every time chart of the product. The script gets numbers and finished words only; it writes them as text, never as markup. The picture has its figures as a
/// table, a summary for those who do not see it, and points that the arrow keys reach.
/// </summary>
public sealed partial class Chart(ChartScript script, IStringLocalizer<ChartText> text, Figures figures) : IAsyncDisposable
{
    private readonly string _id = "chart-" + Guid.NewGuid().ToString("n")[..8];
    private readonly List<Series> _series = [];
    private IJSObjectReference? _drawn;
    private DotNetObjectReference<Chart>? _self;
    private IReadOnlyList<ChartNote> _notes = [];
    private ChartAnnotations? _annotations;
    private ElementReference _annotate;
    private ElementReference _plot;
    private ElementReference _readout;
    private byte[]? _print;   // of the picture that the script has
    private bool _stale;
    private bool _drawing;
    private bool _asTable;
    private bool _broken;
    private bool _disposed;

    /// <summary>What the finding is about, not what kind of chart it is.</summary>
    [Parameter, EditorRequired] public required string Title { get; set; }

    [Parameter] public string? Subtitle { get; set; }

    /// <summary>The finding in a sentence or two, for people who do not see the picture.</summary>
    [Parameter, EditorRequired] public required string Summary { get; set; }

    [Parameter] public ChartKind Kind { get; set; }

    [Parameter] public AxisUnit Unit { get; set; }

    /// <summary>ISO code, for <see cref="AxisUnit.Money"/>.</summary>
    [Parameter] public string? Currency { get; set; }

    /// <summary>What the points are, over their names in the table; periods without it.</summary>
    [Parameter] public string? Corner { get; set; }

    /// <summary>Height of the plot in pixels; kept free before it is drawn.</summary>
    [Parameter] public int Height { get; set; } = 280;

    /// <summary>Name of the downloaded files without their ending.</summary>
    [Parameter] public string FileName { get; set; } = "chart";

    /// <summary>The <see cref="Series"/>.</summary>
    [Parameter, EditorRequired] public required RenderFragment ChildContent { get; set; }

    private IStringLocalizer<ChartText> Text => text;

    private IReadOnlyList<ChartPoint> Points => _series.Count > 0 ? _series[0].Points : [];

    private bool HasUnfinished => _series.Any(s => s.Points.Any(p => p.Unfinished));

    private bool HasForecast => _series.Any(HasBand);

    private bool IsOverTime => Points is [{ Days: not null }, ..];

    private bool IsClickable => _series.Any(s => s.Drill is not null);

    private bool IsBar => Kind is ChartKind.Bar or ChartKind.StackedBar;

    internal void Add(Series series) => _series.Add(series);

    internal void Remove(Series series)
    {
        _series.Remove(series);
        _stale = true;
    }

    // The series render after this component: ask for one more round, in which legend, table and plot know them.
    internal void SeriesChanged()
    {
        _stale = true;
        StateHasChanged();
    }

    protected override void OnParametersSet() => _stale = true;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_drawing) return;
        _drawing = true;
        // A render that comes while the script still works finds it drawing; its news are drawn in the next round of this loop.
        while (_stale && !_asTable && !_disposed && _series.Count > 0)
        {
            _stale = false;
            await Draw();
        }
        _drawing = false;
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await Erase();
        _self?.Dispose();
    }

    /// <summary>Called by the script when a point is clicked or chosen with Enter: where its customers are listed, and how many they are; null for nobody.</summary>
    [JSInvokable]
    public string[]? Choose(int series, int point) => DrillOf(series, point) is { } drill ? [drill.Address, drill.Says(figures)] : null;

    private DrillTo? DrillOf(int series, int point) =>
        series >= 0 && series < _series.Count && point >= 0 && point < _series[series].Points.Count && _series[series].Points[point].Value is not null ? _series[series].Drill?.Invoke(point) : null;

    private async Task Draw()
    {
        try
        {
            var module = await script.ModuleAsync();
            if (_disposed) return;
            _self ??= DotNetObjectReference.Create(this);
            var (marked, picture) = (_notes, Picture());
            // A page renders when it begins to read, too: drawing the same again would keep the browser from the answer.
            var print = SHA256.HashData(JsonMarshal.GetRawUtf8Value(picture));
            if (_drawn is not null && print.AsSpan().SequenceEqual(_print)) return;
            if (_drawn is null)
                _drawn = await module.InvokeAsync<IJSObjectReference>("draw", _plot, _readout, picture, Marks(), _self);
            else
                await _drawn.InvokeVoidAsync("update", picture, Marks());
            _print = print;
            if (!ReferenceEquals(marked, _notes)) await _drawn.InvokeVoidAsync("annotate", Marks());   // read while the script drew
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone.
        }
        catch (JSException)
        {
            _broken = true;
            StateHasChanged();
        }
    }

    private async Task Erase()
    {
        if (_drawn is null) return;
        var drawn = _drawn;
        _drawn = null;
        try
        {
            await drawn.InvokeVoidAsync("erase");
            await drawn.DisposeAsync();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or JSException or TaskCanceledException)
        {
            // The element is gone already.
        }
    }

    private async Task ToggleTable()
    {
        if (!_asTable) await Erase();
        _asTable = !_asTable;
        _stale = !_asTable;
    }

    private async Task SavePicture()
    {
        if (_drawn is not null) await _drawn.InvokeVoidAsync("save", FileName + ".png");
    }

    private FigureTable Table()
    {
        // Days that any program reads, in place of the words of the axis, which differ between whole and unfinished periods.
        var table = new FigureTable(FileName, [.. IsOverTime ? [Text["From"].Value, Text["To"].Value] : new[] { Corner ?? Text["Period"] }, .. _series.SelectMany(Headings)]);
        for (var i = 0; i < Points.Count; i++) table.Add([.. Points[i].Days is var (from, to) ? [from, to] : new object[] { Points[i].Label }, .. _series.SelectMany(s => Cells(s, i))]);
        return table;
    }

    // The marks are drawn over the picture that is there: a whole one would flicker.
    private async Task AnnotateAsync(IReadOnlyList<ChartNote> notes)
    {
        if (_notes.Count == 0 && notes.Count == 0) return;
        _notes = notes;
        try
        {
            if (_drawn is not null) await _drawn.InvokeVoidAsync("annotate", Marks());
        }
        catch (Exception gone) when (gone is JSDisconnectedException or JSException)
        {
            // The picture is gone; the list has the same words.
        }
    }

    private IEnumerable<object> Marks() =>
        IsOverTime ? _notes.Select(n => (Note: n, Place: n.On(Points))).Select(n => new { number = n.Note.Number, text = n.Note.Text, first = n.Place.First, last = n.Place.Last }) : [];

    private IEnumerable<string> Headings(Series series) =>
        [.. HasOwnDays(series) ? [Text["FromOf", series.Name].Value, Text["ToOf", series.Name].Value] : Array.Empty<string>(), series.Name, .. HasBand(series) ? [Text["Low", series.Name].Value, Text["High", series.Name].Value] : Array.Empty<string>()];

    private static IEnumerable<object?> Cells(Series series, int at)
    {
        var point = at < series.Points.Count ? series.Points[at] : null;
        return [.. HasOwnDays(series) ? [point?.OwnDays?.From, point?.OwnDays?.To] : Array.Empty<object?>(), point?.Value, .. HasBand(series) ? [point?.Band?.Low, point?.Band?.High] : Array.Empty<object?>()];
    }

    private static bool HasOwnDays(Series series) => series.Points.Any(p => p.OwnDays is not null);

    private static bool HasBand(Series series) => series.Points.Any(p => p.Band is not null);

    private JsonElement Picture() => JsonSerializer.SerializeToElement(new
    {
        title = Title,
        type = Kind switch { ChartKind.Line => "line", ChartKind.Area => "area", _ => "bar" },
        stacked = Kind == ChartKind.StackedBar,
        unit = Unit.ToString().ToLowerInvariant(),
        currency = Currency,
        culture = figures.Culture.Name,
        labels = Points.Select(p => p.Label),
        axis = Points.Select(p => p.AxisLabel ?? p.Label),
        unfinished = Points.Select(p => p.Unfinished),
        unfinishedText = Text["Unfinished"].Value,
        clickable = IsClickable,
        series = _series.Select(s => new
        {
            name = s.Name,
            compare = s.Role == SeriesRole.Comparison,
            thick = s.Role == SeriesRole.Average,
            mark = s.Role == SeriesRole.Main ? s.Colour.ToString(CultureInfo.InvariantCulture) : "compare",
            values = s.Points.Select(p => p.Value),
            texts = s.Points.Select(p => p.Text),
            band = HasBand(s) ? s.Points.Select(p => p.Band is { } band ? new[] { band.Low, band.High } : null) : null,
            labels = s.Role == SeriesRole.Comparison ? s.Points.Select(p => p.Label) : null,
        }),
    });

    private static string Mark(Series series) => series.Role == SeriesRole.Main ? $"mark-{series.Colour}" : "mark-compare";

    private static string Px(int pixels) => pixels.ToString(CultureInfo.InvariantCulture) + "px";
}
