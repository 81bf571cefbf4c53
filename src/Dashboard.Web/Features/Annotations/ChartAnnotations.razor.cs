using Dashboard.Core.Annotations;
using Dashboard.Core.Sharing;
using Dashboard.Web.Charts;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Annotations;

/// <summary>The annotations of one chart over time: read for its days, listed, written, changed and removed.</summary>
public sealed partial class ChartAnnotations(AnnotationDesk desk, Figures figures, NavigationManager navigation, IStringLocalizer<AnnotationsText> text)
{
    /// <summary>A longer list is folded up.</summary>
    private const int OpenUpTo = 4;

    private (DateOnly From, DateOnly To, string Page, bool HidesImports) _asked;
    private IReadOnlyList<AnnotationEntry> _entries = [];
    private Actor? _actor;
    private Form? _form;
    private Annotation? _removed;
    private bool _restored;
    private ElementReference _words;
    private string? _problem;
    private int _hidden;
    private bool _focus;

    /// <summary>Points of the chart, each with its days.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<ChartPoint> Points { get; set; }

    /// <summary>Told what is to be marked, whenever that changes.</summary>
    [Parameter] public EventCallback<IReadOnlyList<ChartNote>> OnShown { get; set; }

    /// <summary>Told when the form was closed, so that the button that opened it has the focus again.</summary>
    [Parameter] public EventCallback OnClosed { get; set; }

    private Figures Figures => figures;

    private IStringLocalizer<AnnotationsText> Text => text;

    private string Page => new Uri(navigation.Uri).AbsolutePath;

    private bool HidesImports => _asked.HidesImports;

    /// <summary>The page with the annotations of imports hidden or shown.</summary>
    private string Switched => new Uri(navigation.GetUriWithQueryParameter(PageAddress.NotesKey, HidesImports ? null : PageAddress.NotesOfPeople)).PathAndQuery;

    /// <summary>Opens the form for a new annotation on the newest day.</summary>
    public void Begin() => Show(new() { From = Points[^1].Days!.Value.To });

    protected override void OnInitialized() => desk.Changed += Refresh;

    protected override Task OnParametersSetAsync()
    {
        var asked = (Points[0].Days!.Value.From, Points[^1].Days!.Value.To, Page, PageAddress.Parse(navigation.Uri).HidesImports);
        return asked == _asked ? Task.CompletedTask : ReadAsync(_asked = asked);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_focus) return;
        _focus = false;
        await _words.FocusAsync();
    }

    protected override void Dispose(bool disposing)
    {
        desk.Changed -= Refresh;
        base.Dispose(disposing);
    }

    private string Words(AnnotationEntry entry) => entry.Import is not { } import ? entry.Annotation.Text
        : figures.Counted(text, import.Changed > 0 ? "Import.Changed" : "Import", import.Created, import.FileName, figures.Count(import.Changed));

    private async Task ReadAsync((DateOnly From, DateOnly To, string Page, bool HidesImports) asked)
    {
        IReadOnlyList<AnnotationEntry> all;
        try
        {
            (_actor, all) = await desk.ListAsync(asked.Page, asked.From, asked.To, PageClosed);
        }
        catch (OperationCanceledException) when (PageClosed.IsCancellationRequested)
        {
            return;
        }
        if (asked != _asked) return;   // the chart shows other days by now
        _entries = asked.HidesImports ? [.. all.Where(e => e.Import is null)] : all;
        _hidden = all.Count - _entries.Count;
        await OnShown.InvokeAsync([.. _entries.Select((e, at) => new ChartNote(at + 1, e.Annotation.From, e.Annotation.To, Words(e)))]);
    }

    private void Refresh() => _ = InvokeAsync(async () =>
    {
        if (PageClosed.IsCancellationRequested) return;
        await ReadAsync(_asked);
        StateHasChanged();
    });

    private void Show(Form form)
    {
        (_form, _problem, _removed, _restored, _focus) = (form, null, null, false, true);
        StateHasChanged();
    }

    private void Edit(Annotation note) =>
        Show(new() { Id = note.Id, From = note.From, To = note.To == note.From ? null : note.To, Text = note.Text, IsShared = note.IsShared, OnlyHere = note.Page is not null });

    private Task CloseAsync()
    {
        (_form, _problem) = (null, null);
        return OnClosed.InvokeAsync();
    }

    private async Task SaveAsync()
    {
        if (_form is { } form && Done(await desk.SaveAsync(form.Id, new(form.From, form.To ?? form.From, form.Text, form.OnlyHere ? Page : null, form.IsShared)))) await CloseAsync();
    }

    private async Task RemoveAsync(Annotation note)
    {
        if (Done(await desk.RemoveAsync(note.Id))) (_removed, _restored, _form) = (note, false, null);
    }

    private async Task RestoreAsync()
    {
        _restored = Done(await desk.RestoreAsync(_removed!.Id));
        _removed = null;
    }

    private bool Done(KeepResult result)
    {
        _problem = result.Reason is { } reason ? text[$"Reason.{reason}"].Value : null;
        return _problem is null;
    }

    private sealed class Form
    {
        public int? Id { get; init; }
        public DateOnly From { get; set; }
        public DateOnly? To { get; set; }
        public string Text { get; set; } = "";
        public bool IsShared { get; set; }
        public bool OnlyHere { get; set; }
    }
}
