using Dashboard.Core.Sharing;
using Dashboard.Core.Views;
using Dashboard.Web.Components.States;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Views;

/// <summary>All saved views that somebody sees: opened, renamed, shared, removed, and which one to begin with.</summary>
public sealed partial class SavedViewsPage(ViewDesk desk, IStringLocalizer<ViewsText> text, ILogger<SavedViewsPage> logger)
{
    private IReadOnlyList<ViewEntry>? _views;
    private Actor? _actor;
    private SavedView? _edited;
    private SavedView? _removed;
    private SavedView? _restored;
    private string? _name;
    private bool _shared;
    private string? _problem;
    private string? _failed;

    private IStringLocalizer<ViewsText> Text => text;

    protected override Task OnInitializedAsync()
    {
        desk.Changed += Refresh;
        return ReadAsync();
    }

    protected override void Dispose(bool disposing)
    {
        desk.Changed -= Refresh;
        base.Dispose(disposing);
    }

    private string PageOf(SavedView view) => ViewPages.NameOf(view.Address) is { } name ? text[name] : view.Address;

    private void Refresh() => _ = InvokeAsync(async () =>
    {
        await ReadAsync();
        StateHasChanged();
    });

    private async Task ReadAsync()
    {
        if (PageClosed.IsCancellationRequested) return;
        try
        {
            _failed = null;
            _actor = await desk.ActorAsync();
            _views = await desk.ListAsync(PageClosed);
        }
        catch (OperationCanceledException) when (PageClosed.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception error)
        {
            _failed = ErrorReference.New();
            LogFailed(error, _failed);
        }
    }

    private void Edit(SavedView view) => (_edited, _name, _shared, _problem) = (view, view.Name, view.IsShared, null);

    private async Task SaveAsync()
    {
        if (Done(await desk.SaveAsync(_edited!.Id, new(_name ?? "", _edited.Address, _shared)))) _edited = null;
    }

    private async Task RemoveAsync(SavedView view)
    {
        if (Done(await desk.RemoveAsync(view.Id))) (_removed, _restored) = (view, null);
    }

    private async Task RestoreAsync()
    {
        var view = _removed!;
        _restored = Done(await desk.RestoreAsync(view.Id)) ? view : null;
        _removed = null;
    }

    private async Task BeginAsync(ViewEntry entry) => Done(await desk.BeginWithAsync(entry.IsStart ? null : entry.View.Id));

    private bool Done(KeepResult result)
    {
        _problem = result.Reason is { } reason ? text[$"Reason.{reason}"].Value : null;
        return _problem is null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The saved views could not be read; the reader was shown reference {Reference}")]
    private partial void LogFailed(Exception error, string reference);
}
